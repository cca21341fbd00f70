"""Who is told of a breach.

The next candidate when an agency does not answer, else the supervisor.
"""

from uuid import UUID

from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.sla.events import SlaBreached, SlaEscalated
from dispatch.sla.metrics import Metric
from dispatch.sla.models import SlaClock
from dispatch.sla.stop import about_clock
from dispatch.tasks.answer import lock_task
from dispatch.tasks.lifecycle import OFFERED
from dispatch.tasks.progress import expire

SUPERVISOR = "supervisor"
NEXT_CANDIDATE = "next_candidate"


async def escalate_breach(uow: UnitOfWork, event: SlaBreached) -> None:
    """Escalate a breach that is happening now to whoever can still help.

    A breach learnt only afterwards (`late`) alarms nobody.
    """
    if event.late:
        return
    clock = await uow.get(SlaClock, event.noun_id, event.metric)
    if clock.escalated_at is not None:
        return
    await uow.change(clock, escalated_at=uow.now)
    to = (
        await escalate_hand_over(uow, event.noun_id)
        if clock.metric == Metric.HAND_OVER
        else SUPERVISOR
    )
    uow.append(SlaEscalated(**about_clock(clock), at=uow.now, to=to))


async def escalate_hand_over(uow: UnitOfWork, task_id: UUID) -> str:
    """Expire an order that the agency has not answered, so that the next candidate is asked.

    Say who must act now.
    """
    task = await lock_task(uow, task_id)
    # On stand-by nobody waits for the agency yet, so silence is a matter for a person.
    if task.stand_by or task.state not in OFFERED:
        return SUPERVISOR
    await expire(uow, task)
    return NEXT_CANDIDATE if task.candidates else SUPERVISOR
