"""Keep what nobody could read: it may be a cry for help."""

from uuid import UUID

from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units
from intake.reports.events import RawMessageKept, RawMessageSettled
from intake.reports.models import RawMessage


async def keep_raw(
    units: Units,
    channel: str,
    body: bytes,
    *,
    problem: str,
    sender: str,
    detail: str = "",
    content_type: str = "",
) -> UUID:
    """Store `body` for a person in a transaction of its own and return the row's id."""
    async with units.begin(sender) as uow:
        row = RawMessage(
            id=uow.new_id(),
            channel=channel,
            received_at=uow.now,
            content_type=content_type or "application/octet-stream",
            body=body,
            state="needs_person",
            problem=problem,
            detail=detail[:2000],
            sender=sender,
        )
        uow.add(row)
        uow.append(RawMessageKept(noun_id=row.id, at=uow.now, channel=channel, problem=problem))
    return row.id


async def settle_raw(uow: UnitOfWork, row: RawMessage, *, note: str) -> RawMessage:
    """Record that a person dealt with it."""
    if row.state != "needs_person":
        raise Conflict("raw_message.settled", f"the message is {row.state}")
    await uow.change(
        row, state="settled", settled_at=uow.now, settled_by=uow.actor, settled_note=note
    )
    uow.append(RawMessageSettled(noun_id=row.id, at=uow.now, channel=row.channel))
    return row
