"""What happens after an agency has taken a task, and how the centre takes one back."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dispatch.incidents.classify import check_open
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.tasks.answer import acknowledge, imply_acknowledged
from dispatch.tasks.change_state import transition
from dispatch.tasks.lifecycle import (
    ACCEPTED,
    OFFERED,
    STEPS,
    TaskState,
    implied_by,
    is_behind,
    stamp_of,
    steps_before,
)
from dispatch.tasks.models import Task
from dispatch.tasks.record_answer import Answer, check_version, judge_answer, record_answer

_NOT_ANSWERED: Final = OFFERED | {TaskState.EXPIRED}


async def progress(
    uow: UnitOfWork, task: Task, to: TaskState, answer: Answer, *, unit_id: UUID | None = None
) -> Task:
    """Record a step of the agency's work, whichever steps were told before.

    A step implies those before it: they are marked, their times stay unknown. Told afterwards, such
    a step gets its time; told again, it changes nothing.
    """
    if to is TaskState.ACKNOWLEDGED:
        return await acknowledge(uow, task, answer)
    if to not in STEPS:
        raise Invalid("task.not_a_step", to=to, allowed=sorted(STEPS))
    if is_behind(task.state, to) and getattr(task, stamp_of(to)) is not None:
        return task
    check_version(task, answer.version)
    if task.state in _NOT_ANSWERED:
        at = judge_answer(uow, task, answer, to).at
        await imply_acknowledged(uow, task, answer, at=at)
    says: dict[str, Any] = {}
    if to is TaskState.UNIT_ASSIGNED:
        says["unit_id"] = None if unit_id is None else str(unit_id)
    return await record_answer(uow, task, to, answer, says=says, implied=_implied(task, to))


def _implied(task: Task, to: TaskState) -> list[str]:
    """Return the steps without a time of their own that are proven once `to` is told."""
    missing = {step for step in implied_by(to) if getattr(task, stamp_of(step)) is None}
    return [step for step in STEPS if step != to and (step in missing or step in task.implied)]


async def resume(uow: UnitOfWork, task: Task, answer: Answer) -> Task:
    """Take back that an order is completed, which was said too early: its work goes on.

    Possible until the centre has verified it, while the incident is open. Work that nobody has
    taken cannot go on (`task.not_accepted`): pressed by mistake, it must not accept the order.
    """
    if task.state in ACCEPTED:
        return task
    if task.state in _NOT_ANSWERED:
        raise Conflict("task.not_accepted", state=task.state)
    check_version(task, answer.version)
    told = [
        step
        for step in steps_before(TaskState.COMPLETED)
        if getattr(task, stamp_of(step)) is not None
    ]
    to = told[-1] if told else TaskState.ACKNOWLEDGED
    check_open(await uow.get(Incident, task.incident_id))
    says = {"by": answer.by, "reason": answer.note, "on_behalf": answer.on_behalf}
    return await transition(uow, task, to, at=uow.now, says=says, stamped=False, completed_at=None)


async def cancel(uow: UnitOfWork, task: Task, *, reason: str, at: datetime | None = None) -> Task:
    """Take an order back; once it was accepted this is an abort, of which the agency is told."""
    to = TaskState.ABORTED if task.state in ACCEPTED else TaskState.CANCELLED
    return await transition(uow, task, to, at=true_time(at, uow.now), says={"reason": reason})


async def expire(uow: UnitOfWork, task: Task) -> Task:
    """Expire an order that nobody answered; the next candidate is asked by reaction.

    A late answer is still taken.
    """
    return await transition(uow, task, TaskState.EXPIRED, at=uow.now)
