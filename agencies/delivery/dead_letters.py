"""Dead letters: notices that no channel took, who waits for a person, and what a person does."""

from typing import Final
from uuid import UUID

from agencies.delivery.events import DeliveryResent, DeliverySettled
from agencies.delivery.owe_delivery import ASKING, KIND, RECALLING
from dispatch.incidents.lifecycle import OPEN
from dispatch.kernel.errors import Conflict, NotFound
from dispatch.kernel.store.outbox import Owed, note_handled, revive
from dispatch.kernel.store.read_transaction import Columns
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.answer import lock_task
from dispatch.tasks.lifecycle import OFFERED, TaskState
from dispatch.tasks.models import Task

NOTICES: Final = """
SELECT o.id, o.noun_id AS task_id, t.incident_id, i.number AS incident_number,
    i.state AS incident_state, i.priority, o.agency_id,
    a.name AS agency_name, a.phone AS agency_contact, o.payload ->> 'event' AS notice,
        t.state AS task_state, t.recall_acknowledged_at, o.state, o.attempts,
    o.created_at, o.due_at, o.settled_at, o.last_error, o.resent_at, o.handled_at, o.handled_by,
        o.handled_note
FROM outbox o JOIN task t ON t.id = o.noun_id JOIN incident i ON i.id = t.incident_id JOIN agency a
    ON a.id = o.agency_id
"""
_UNANSWERED: Final = OFFERED | {TaskState.EXPIRED}


def waits_for_person(notice: Columns) -> bool:
    """Whether somebody must still reach the agency another way.

    An order that was answered or is over needs nobody.
    """
    if notice["state"] != "dead" or notice["handled_at"] is not None:
        return False
    if notice["notice"] in RECALLING:
        return notice["recall_acknowledged_at"] is None
    return notice["notice"] not in ASKING or (
        notice["task_state"] in _UNANSWERED and notice["incident_state"] in OPEN
    )


async def lock_dead(uow: UnitOfWork, delivery_id: UUID) -> tuple[Owed, Task]:
    """Lock the task and the dead letter about it.

    `delivery.not_dead` when it is none or a person has dealt with it.
    """
    seen = await uow.find(Owed, delivery_id)
    if seen is None or seen.kind != KIND:
        raise NotFound("delivery.not_found", id=delivery_id)
    task = await lock_task(uow, seen.noun_id)
    owed = await uow.get(Owed, delivery_id)
    if owed.state != "dead" or owed.handled_at is not None:
        raise Conflict("delivery.not_dead", state=owed.state)
    return owed, task


async def resend(uow: UnitOfWork, delivery_id: UUID) -> None:
    """Deliver a dead letter again from the agency's first channel on.

    Under the same number, by which the agency knows it for the same.
    """
    owed, task = await lock_dead(uow, delivery_id)
    notice = owed.payload["event"]
    if notice in ASKING and task.state not in OFFERED:
        raise Conflict("delivery.not_owed", state=task.state)
    await revive(uow, owed)
    uow.append(
        DeliveryResent(
            noun_id=task.id,
            incident_id=task.incident_id,
            agency_id=task.agency_id,
            at=uow.now,
            delivery_id=str(owed.id),
            notice=notice,
        )
    )


async def settle_by_person(uow: UnitOfWork, delivery_id: UUID, *, note: str) -> None:
    """Settle a dead letter: a person told the agency in another way, or need not."""
    owed, task = await lock_dead(uow, delivery_id)
    await note_handled(uow, owed, note=note)
    uow.append(
        DeliverySettled(
            noun_id=task.id,
            incident_id=task.incident_id,
            agency_id=task.agency_id,
            at=uow.now,
            delivery_id=str(owed.id),
            notice=owed.payload["event"],
            note=note,
        )
    )
