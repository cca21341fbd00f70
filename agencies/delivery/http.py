"""What we owe the agencies, over HTTP: what was given up, and what a person does with it."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from agencies.delivery.dead_letters import NOTICES, resend, settle_by_person, waits_for_person
from agencies.delivery.owe_delivery import KIND
from dispatch.access.guards import Work, needs
from dispatch.access.subject import Subject
from dispatch.kernel.errors import NotFound
from dispatch.kernel.store.reading import Reading
from dispatch.kernel.texts import Text
from dispatch.kernel.web.http import Page, Read, decode_cursor, encode_cursor

router = APIRouter(prefix="/deliveries", tags=["deliveries"])
MayRead = Annotated[Subject, needs("delivery.read")]
MaySettle = Annotated[Subject, needs("delivery.settle")]


class TryOut(BaseModel):
    """One try to tell the agency."""

    at: datetime
    channel: str
    outcome: str
    status: int | None
    error: str | None


class NoticeOut(BaseModel):
    """One notice that an agency must have.

    `waits` when a person must still reach the agency another way.
    """

    id: UUID
    task_id: UUID
    incident_id: UUID
    incident_number: str
    incident_state: str
    priority: int
    agency_id: str
    agency_name: str
    agency_contact: str | None
    notice: str
    task_state: str
    state: str
    waits: bool
    attempts: int
    created_at: datetime
    due_at: datetime
    settled_at: datetime | None
    last_error: str | None
    resent_at: datetime | None
    handled_at: datetime | None
    handled_by: str | None
    handled_note: str | None


class NoticeDetailOut(NoticeOut):
    """The same with every try."""

    tries: list[TryOut]


class SettleNoticeIn(BaseModel):
    """How the agency learnt of it, or why it need not."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"note": "sudah dihubungi lewat telepon"}}
    )
    note: Text = Field(min_length=1, max_length=2000)


_LIST = f"""
{NOTICES} WHERE o.kind = $1 AND ($2::text IS NULL OR o.state = $2) AND ($3::text IS NULL OR o.agency_id = $3)
    AND ($4::uuid IS NULL OR o.noun_id = $4) AND ($5::timestamptz IS NULL OR (o.created_at, o.id) < ($5, $6))
ORDER BY o.created_at DESC, o.id DESC LIMIT $7
"""
_ONE = f"{NOTICES} WHERE o.kind = $1 AND o.id = $2"
_TRIES = (
    "SELECT at, channel, outcome, status, error FROM delivery WHERE owed_id = $1 ORDER BY at, id"
)


@router.get("")
async def list_deliveries(
    _: MayRead,
    reading: Read,
    state: Literal["due", "done", "dead"] | None = None,
    agency_id: str | None = None,
    task_id: UUID | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Page[NoticeOut]:
    """List what we owe or owed the agencies, newest first; `state=dead` is what was given up."""
    moment, key = decode_cursor(cursor)
    rows = await reading.fetch(_LIST, KIND, state, agency_id, task_id, moment, key, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    items = [NoticeOut(**dict(row), waits=waits_for_person(dict(row))) for row in rows[:limit]]
    return Page(
        items=items,
        next_cursor=None if last is None else encode_cursor(last["created_at"], last["id"]),
    )


async def read_detail(reading: Reading, delivery_id: UUID) -> NoticeDetailOut:
    """Return one notice with its tries."""
    row = await reading.fetchrow(_ONE, KIND, delivery_id)
    if row is None:
        raise NotFound("delivery.not_found", f"delivery {delivery_id}")
    tries: list[dict[str, Any]] = [dict(one) for one in await reading.fetch(_TRIES, delivery_id)]
    return NoticeDetailOut.model_validate(
        {**dict(row), "waits": waits_for_person(dict(row)), "tries": tries}
    )


@router.get("/{delivery_id}")
async def read_delivery(delivery_id: UUID, _: MayRead, reading: Read) -> NoticeDetailOut:
    """Read one notice with every try."""
    return await read_detail(reading, delivery_id)


@router.post("/{delivery_id}/resend")
async def post_resend(delivery_id: UUID, _: MaySettle, uow: Work) -> NoticeDetailOut:
    """Send a notice again that was given up, from the agency's first channel on."""
    await resend(uow, delivery_id)
    return await read_detail(uow, delivery_id)


@router.post("/{delivery_id}/settle")
async def post_settle(
    delivery_id: UUID, body: SettleNoticeIn, _: MaySettle, uow: Work
) -> NoticeDetailOut:
    """Record that a person told the agency in another way, or need not.

    It no longer stands on the board.
    """
    await settle_by_person(uow, delivery_id, note=body.note)
    return await read_detail(uow, delivery_id)
