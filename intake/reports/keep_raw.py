"""Keep what nobody could read: it may be a cry for help."""

from dataclasses import field
from uuid import UUID

from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.change_state import change_state
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units
from intake.reports.events import RawMessageKept
from intake.reports.models import RawKind, RawMessage
from intake.reports.raw_lifecycle import RAW_LIFECYCLE, RawState
from routing.value_object import value_object

_DETAIL_MOST = 2000
_WAITING = """
SELECT id FROM raw_message
WHERE channel = $1 AND natural_key = $2 AND problem = $3 AND state = 'needs_person' LIMIT 1
"""


@value_object(kw_only=True)
class Unread:
    """What is shown to a person as it came, and why.

    `problem` is a stable code with a sentence in `messages/`; `detail` is what a notice is about,
    or what the parser said, which is for technicians.
    """

    channel: str
    body: bytes = field(repr=False)
    problem: str
    sender: str
    detail: str = ""
    content_type: str = "application/octet-stream"
    natural_key: str | None = None
    kind: RawKind = RawKind.UNREADABLE


async def show_to_person(units: Units, unread: Unread) -> UUID:
    """Store it in a transaction of its own and return the row's id.

    What waits already under the same `natural_key` for the same problem is not shown twice.
    """
    async with units.begin(unread.sender) as uow:
        key = unread.natural_key
        if key is not None:
            waiting = await uow.fetchval(_WAITING, unread.channel, key, unread.problem)
            if waiting is not None:
                return UUID(str(waiting))
        row = RawMessage(
            id=uow.new_id(),
            channel=unread.channel,
            natural_key=key,
            kind=unread.kind,
            received_at=uow.now,
            content_type=unread.content_type,
            body=unread.body,
            state=RawState.NEEDS_PERSON,
            problem=unread.problem,
            detail=unread.detail[:_DETAIL_MOST],
            sender=unread.sender,
        )
        uow.add(row)
        uow.append(
            RawMessageKept(
                noun_id=row.id, at=uow.now, channel=unread.channel, problem=unread.problem
            )
        )
    return row.id


async def keep_unshown(units: Units, unread: Unread) -> UUID:
    """Store what needs no person, so that nothing which was said is lost."""
    async with units.begin(unread.sender) as uow:
        row = RawMessage(
            id=uow.new_id(),
            channel=unread.channel,
            natural_key=unread.natural_key,
            kind=unread.kind,
            received_at=uow.now,
            content_type=unread.content_type,
            body=unread.body,
            state="parsed",
            problem=unread.problem,
            detail=unread.detail[:_DETAIL_MOST],
            sender=unread.sender,
        )
        uow.add(row)
    return row.id


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
    """Store `body` for a person and return the row's id."""
    unread = Unread(
        channel=channel,
        body=body,
        problem=problem,
        sender=sender,
        detail=detail,
        content_type=content_type or "application/octet-stream",
    )
    return await show_to_person(units, unread)


async def settle_raw(uow: UnitOfWork, row: RawMessage, *, note: str) -> RawMessage:
    """Record that a person dealt with it."""
    if row.state != RawState.NEEDS_PERSON:
        raise Conflict("raw_message.settled", state=row.state)
    return await change_state(
        uow,
        RAW_LIFECYCLE,
        row,
        RawState.SETTLED,
        fact={"noun_id": row.id, "at": uow.now, "channel": row.channel},
        settled_at=uow.now,
        settled_by=uow.actor,
        settled_note=note,
    )
