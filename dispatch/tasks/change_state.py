"""The one door through which an order's state changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dispatch.kernel.store.change_state import change_state
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.lifecycle import LIFECYCLE, TaskState, stamp_of
from dispatch.tasks.models import Task


async def transition(
    uow: UnitOfWork,
    task: Task,
    to: TaskState,
    *,
    at: datetime,
    says: Mapping[str, Any] | None = None,
    stamped: bool = True,
    **stamps: object,
) -> Task:
    """Move `task` to the state `to` at the true time `at`, and record the lifecycle's fact.

    `says` are the fact's own members, `stamps` what is written besides the time of the new state,
    which stays as it is unless `stamped`: unknown when the state is only implied, kept when the
    order comes back to it.
    """
    fact = {**about(task, at), **(says or {})}
    time = {stamp_of(to): at} if stamped else {}
    return await change_state(uow, LIFECYCLE, task, to, fact=fact, **time, **stamps)


def about(task: Task, at: datetime) -> dict[str, Any]:
    """Return the members that every fact about an order has."""
    return {
        "noun_id": task.id,
        "incident_id": task.incident_id,
        "agency_id": task.agency_id,
        "at": at,
    }
