"""What happens after an agency has taken a task, and how the centre takes one back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from dispatch.kernel.errors import Invalid
from dispatch.kernel.store.event_log import Event
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.tasks.answer import check_order, check_version
from dispatch.tasks.events import (
    TaskAborted,
    TaskCancelled,
    TaskCompleted,
    TaskEnRoute,
    TaskExpired,
    TaskOnScene,
    TaskUnitAssigned,
)
from dispatch.tasks.lifecycle import ACCEPTED, LIFECYCLE, TaskState
from dispatch.tasks.models import Task

_STAMPS: Mapping[TaskState, str] = {
    TaskState.UNIT_ASSIGNED: "unit_assigned_at",
    TaskState.EN_ROUTE: "en_route_at",
    TaskState.ON_SCENE: "on_scene_at",
    TaskState.COMPLETED: "completed_at",
}
_PLAIN: Mapping[TaskState, type[Event]] = {
    TaskState.EN_ROUTE: TaskEnRoute,
    TaskState.ON_SCENE: TaskOnScene,
    TaskState.COMPLETED: TaskCompleted,
}


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
    if to not in _STAMPS:
        raise Invalid("task.not_a_step", f"{to} is not a step", allowed=sorted(_STAMPS))
    check_version(task, version)
    LIFECYCLE.check(TaskState(task.state), to)
    when = check_order(task, true_time(at, uow.now))
    await uow.change(task, state=to, **{_STAMPS[to]: when})
    about = {
        "noun_id": task.id,
        "incident_id": task.incident_id,
        "agency_id": task.agency_id,
        "at": when,
    }
    if to is TaskState.UNIT_ASSIGNED:
        uow.append(TaskUnitAssigned(**about, unit_id=None if unit_id is None else str(unit_id)))  # type: ignore[arg-type]  # mixed values
    else:
        uow.append(_PLAIN[to](**about))  # type: ignore[arg-type]  # mixed values
    return task


async def cancel(uow: UnitOfWork, task: Task, *, reason: str, at: datetime | None = None) -> Task:
    """Take an order back; after it was accepted this is an abort, which the agency must be told."""
    when = true_time(at, uow.now)
    if task.state in ACCEPTED:
        LIFECYCLE.check(TaskState(task.state), TaskState.ABORTED)
        await uow.change(task, state=TaskState.ABORTED, aborted_at=when)
        uow.append(
            TaskAborted(
                noun_id=task.id,
                incident_id=task.incident_id,
                agency_id=task.agency_id,
                at=when,
                reason=reason,
            )
        )
        return task
    LIFECYCLE.check(TaskState(task.state), TaskState.CANCELLED)
    await uow.change(task, state=TaskState.CANCELLED, cancelled_at=when)
    uow.append(
        TaskCancelled(
            noun_id=task.id,
            incident_id=task.incident_id,
            agency_id=task.agency_id,
            at=when,
            reason=reason,
        )
    )
    return task


async def expire(uow: UnitOfWork, task: Task) -> Task:
    """Give up waiting for an answer; the next candidate is asked by reaction.

    A late answer is still taken.
    """
    LIFECYCLE.check(TaskState(task.state), TaskState.EXPIRED)
    await uow.change(task, state=TaskState.EXPIRED, expired_at=uow.now)
    uow.append(
        TaskExpired(
            noun_id=task.id, incident_id=task.incident_id, agency_id=task.agency_id, at=uow.now
        )
    )
    return task
