"""What an agency answers to an order: delivered, seen, acknowledged, declined."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict, Invalid, NotFound
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.tasks.change_state import about, transition
from dispatch.tasks.events import TaskDelivered
from dispatch.tasks.lifecycle import DeclineCause, TaskState
from dispatch.tasks.models import Task


@dataclass(slots=True, frozen=True, kw_only=True)
class Answer:
    """Who answers, when, and on which picture of the task."""

    by: str
    at: datetime | None = None
    note: str = ""
    version: int | None = None


def check_version(task: Task, version: int | None) -> None:
    """Refuse an answer to an older picture (`conflict.stale_version`); None trusts the caller."""
    if version is not None and version != task.version:
        raise Conflict(
            "conflict.stale_version",
            f"you saw version {version}, it is {task.version}",
            version=task.version,
        )


def check_order(task: Task, at: datetime) -> datetime:
    """Refuse a time before the order was given (`task.impossible_time`)."""
    if at < task.assigned_at:
        raise Invalid(
            "task.impossible_time", f"the task was assigned at {task.assigned_at.isoformat()}"
        )
    return at


async def record_delivered(
    uow: UnitOfWork, task: Task, *, by: str, at: datetime | None = None
) -> Task:
    """Record that the agency's device or system has it. Once: later proofs change nothing."""
    if task.delivered_at is not None:
        return task
    when = true_time(at, uow.now)
    if task.state == TaskState.ASSIGNED:
        return await transition(uow, task, TaskState.DELIVERED, at=when, says={"by": by})
    # The answer was faster than the proof: the state stands, the time is kept.
    await uow.change(task, delivered_at=when)
    uow.append(TaskDelivered(**about(task, when), by=by))
    return task


async def record_seen(uow: UnitOfWork, task: Task, *, at: datetime | None = None) -> Task:
    """Record that it was opened on somebody's screen. Once: looking again changes nothing."""
    if task.seen_at is not None or task.state not in {TaskState.ASSIGNED, TaskState.DELIVERED}:
        return task
    when = check_order(task, true_time(at, uow.now))
    return await transition(uow, task, TaskState.SEEN, at=when)


async def acknowledge(uow: UnitOfWork, task: Task, answer: Answer) -> Task:
    """A human at the agency takes it: from here the agency is responsible."""
    check_version(task, answer.version)
    when = check_order(task, true_time(answer.at, uow.now))
    return await transition(
        uow,
        task,
        TaskState.ACKNOWLEDGED,
        at=when,
        says={"by": answer.by, "late": task.state == TaskState.EXPIRED},
        acknowledged_by=answer.by,
        note=answer.note or task.note,
    )


async def decline(uow: UnitOfWork, task: Task, cause: DeclineCause, answer: Answer) -> Task:
    """A human at the agency refuses it, with a cause. The next candidate is asked by reaction."""
    check_version(task, answer.version)
    if cause is DeclineCause.OTHER and not answer.note:
        raise Invalid("task.note_required", "the cause 'other' needs a note")
    when = check_order(task, true_time(answer.at, uow.now))
    return await transition(
        uow,
        task,
        TaskState.DECLINED,
        at=when,
        says={"by": answer.by, "cause": cause, "note": answer.note},
        decline_cause=cause,
        note=answer.note or task.note,
    )


async def lock_task(uow: UnitOfWork, task_id: UUID) -> Task:
    """Lock the task's incident, then the task.

    Always in this order, so that closing and answering cannot block each other.
    """
    seen = await uow.find(Task, task_id)
    if seen is None:
        raise NotFound("task.not_found", f"task {task_id}")
    await uow.get(Incident, seen.incident_id)
    return await uow.get(Task, task_id)
