"""What we owe the agencies, over HTTP: what was given up, and what a person does with it."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from agencies.delivery.dead_letters import NOTICES, resend, settle_by_person
from agencies.delivery.owe_delivery import KIND
from agencies.delivery.view import NoticeDetail, NoticeView, TryView, notice_view
from dispatch.access.guards import Work, needs
from dispatch.access.subject import Subject
from dispatch.kernel.errors import NotFound
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.texts import Text
from dispatch.kernel.web.http import Page, Read, decode_cursor, encode_cursor

router = APIRouter(prefix="/deliveries", tags=["deliveries"])
MayRead = Annotated[Subject, needs("delivery.read")]
MaySettle = Annotated[Subject, needs("delivery.settle")]


class SettleNoticeIn(BaseModel):
    """How the agency learnt of a notice, or why it need not."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"note": "sudah dihubungi lewat telepon"}}
    )
    note: Text = Field(min_length=1, max_length=2000)


_LIST = f"""
{NOTICES} WHERE o.kind = $1 AND ($2::text IS NULL OR o.state = $2) AND ($3::text IS NULL
    OR o.agency_id = $3)
    AND ($4::uuid IS NULL OR o.noun_id = $4) AND ($5::timestamptz IS NULL
        OR (o.created_at, o.id) < ($5, $6))
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
) -> Page[NoticeView]:
    """List what we owe or owed the agencies, newest first; `state=dead` is what was given up."""
    moment, key = decode_cursor(cursor)
    rows = await reading.fetch(_LIST, KIND, state, agency_id, task_id, moment, key, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    items = [notice_view(row) for row in rows[:limit]]
    return Page(
        items=items,
        next_cursor=None if last is None else encode_cursor(last["created_at"], last["id"]),
    )


async def read_detail(reading: ReadTransaction, delivery_id: UUID) -> NoticeDetail:
    """Return one notice with its tries."""
    row = await reading.fetchrow(_ONE, KIND, delivery_id)
    if row is None:
        raise NotFound("delivery.not_found", id=delivery_id)
    tries = [TryView(**one) for one in await reading.fetch(_TRIES, delivery_id)]
    return NoticeDetail(**notice_view(row).__dict__, tries=tuple(tries))


@router.get("/{delivery_id}")
async def read_delivery(delivery_id: UUID, _: MayRead, reading: Read) -> NoticeDetail:
    """Read one notice with every try."""
    return await read_detail(reading, delivery_id)


@router.post("/{delivery_id}/resend")
async def post_resend(delivery_id: UUID, _: MaySettle, uow: Work) -> NoticeDetail:
    """Deliver a dead letter again, from the agency's first channel on."""
    await resend(uow, delivery_id)
    return await read_detail(uow, delivery_id)


@router.post("/{delivery_id}/settle")
async def post_settle(
    delivery_id: UUID, body: SettleNoticeIn, _: MaySettle, uow: Work
) -> NoticeDetail:
    """Settle a dead letter: a person told the agency in another way, or need not.

    It no longer stands on the board.
    """
    await settle_by_person(uow, delivery_id, note=body.note)
    return await read_detail(uow, delivery_id)
