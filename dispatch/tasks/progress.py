"""What happens after an agency has taken a task, and how the centre takes one back."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dispatch.kernel.errors import Invalid
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.tasks.answer import check_order, check_version
from dispatch.tasks.change_state import transition
from dispatch.tasks.lifecycle import ACCEPTED, STEPS, TaskState
from dispatch.tasks.models import Task

# Taking an order is an answer of a human with a name (`acknowledge`), not a step.
_STEPS: Final = frozenset(STEPS) - {TaskState.ACKNOWLEDGED}


async def progress(
    uow: UnitOfWork,
    task: Task,
    to: TaskState,
    *,
    at: datetime | None = None,
    unit_id: UUID | None = None,
    version: int | None = None,
) -> Task:
    """Record the next step of an accepted task.

    A skipped step stays unknown, it is not invented.
    """
    if to not in _STEPS:
        raise Invalid("task.not_a_step", f"{to} is not a step", allowed=sorted(_STEPS))
    check_version(task, version)
    when = check_order(task, true_time(at, uow.now))
    says: dict[str, Any] = {}
    if to is TaskState.UNIT_ASSIGNED:
        says["unit_id"] = None if unit_id is None else str(unit_id)
    return await transition(uow, task, to, at=when, says=says)


async def cancel(uow: UnitOfWork, task: Task, *, reason: str, at: datetime | None = None) -> Task:
    """Take an order back; after it was accepted this is an abort, which the agency must be told."""
    to = TaskState.ABORTED if task.state in ACCEPTED else TaskState.CANCELLED
    return await transition(uow, task, to, at=true_time(at, uow.now), says={"reason": reason})


async def expire(uow: UnitOfWork, task: Task) -> Task:
    """Give up waiting for an answer; the next candidate is asked by reaction.

    A late answer is still taken.
    """
    return await transition(uow, task, TaskState.EXPIRED, at=uow.now)
