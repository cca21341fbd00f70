"""What an agency answers to an order: delivered, seen, acknowledged, declined."""

from datetime import datetime
from typing import Final
from uuid import UUID

from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Invalid, NotFound
from dispatch.kernel.said_time import SaidTime
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.tasks.change_state import about, transition
from dispatch.tasks.decline_cause import SaidCause
from dispatch.tasks.events import TaskDelivered
from dispatch.tasks.lifecycle import RECALLED, DeclineCause, TaskState, is_behind
from dispatch.tasks.models import Task
from dispatch.tasks.record_answer import Answer, check_version, record_answer

NO_NOTE: Final = "decline_without_note"


def check_order(task: Task, at: datetime) -> datetime:
    """Refuse a time before the order was given (`task.impossible_time`)."""
    if at < task.assigned_at:
        raise Invalid("task.impossible_time", assigned_at=task.assigned_at)
    return at


async def record_delivered(
    uow: UnitOfWork, task: Task, *, by: str, at: datetime | None = None
) -> Task:
    """Record that the agency's device or system has the order; later proofs change nothing."""
    if task.delivered_at is not None:
        return task
    when = true_time(at, uow.now)
    if task.state == TaskState.ASSIGNED:
        return await transition(uow, task, TaskState.DELIVERED, at=when, says={"by": by})
    # The answer was faster than the proof: the state stands, the time is kept. Of an order that was
    # taken back meanwhile the agency now knows, so it must hear of that too.
    await uow.change(
        task,
        delivered_at=when,
        recall_open=task.state in RECALLED and task.recall_acknowledged_at is None,
    )
    uow.append(TaskDelivered(**about(task, when), by=by))
    return task


async def record_seen(uow: UnitOfWork, task: Task, *, at: SaidTime | None = None) -> Task:
    """Record that the order was opened on somebody's screen; opening it again changes nothing."""
    if task.seen_at is not None or task.state not in {TaskState.ASSIGNED, TaskState.DELIVERED}:
        return task
    return await record_answer(uow, task, TaskState.SEEN, Answer(by=uow.actor, at=at))


async def acknowledge(uow: UnitOfWork, task: Task, answer: Answer) -> Task:
    """Acknowledge the order for a human at the agency, which is responsible from here on.

    A repetition changes nothing; after a step that implied it, it fills in the missing time.
    """
    behind = is_behind(task.state, TaskState.ACKNOWLEDGED)
    if behind and task.acknowledged_at is not None:
        return task
    check_version(task, answer.version)
    return await record_answer(
        uow,
        task,
        TaskState.ACKNOWLEDGED,
        answer,
        says={"by": answer.by, "late": task.state == TaskState.EXPIRED},
        acknowledged_by=answer.by,
        note=answer.note or task.note,
    )


async def imply_acknowledged(uow: UnitOfWork, task: Task, answer: Answer, *, at: datetime) -> Task:
    """Take an unanswered order as acknowledged, because the agency acts on it at `at`.

    The true time of the acknowledgement stays unknown until somebody states it.
    """
    return await transition(
        uow,
        task,
        TaskState.ACKNOWLEDGED,
        at=at,
        says={"by": answer.by, "late": task.state == TaskState.EXPIRED, "implied": True},
        stamped=False,
        acknowledged_by=answer.by,
        implied=[TaskState.ACKNOWLEDGED],
    )


async def decline(uow: UnitOfWork, task: Task, cause: SaidCause, answer: Answer) -> Task:
    """Decline the order for a human at the agency; the next candidate is asked by reaction.

    A repetition changes nothing. A cause we do not know is `other`, with its own words kept.
    """
    if task.state == TaskState.DECLINED:
        return task
    check_version(task, answer.version)
    note = answer.note or cause.said or ""
    unexplained = cause.cause is DeclineCause.OTHER and not note
    return await record_answer(
        uow,
        task,
        TaskState.DECLINED,
        answer,
        flags=(*cause.flags, NO_NOTE) if unexplained else cause.flags,
        says={"by": answer.by, "cause": cause.cause, "note": note},
        said={} if cause.said is None else {"decline_cause": cause.said},
        decline_cause=cause.cause,
        note=note or task.note,
    )


async def lock_task(uow: UnitOfWork, task_id: UUID) -> Task:
    """Lock the task's incident, then the task.

    Always in this order, so that closing an incident and answering its order cannot deadlock.
    """
    seen = await uow.find(Task, task_id)
    if seen is None:
        raise NotFound("task.not_found", id=task_id)
    await uow.get(Incident, seen.incident_id)
    return await uow.get(Task, task_id)
