"""Messages that nobody could read, over HTTP."""

from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import Work, needs, note_read
from dispatch.access.subject import Subject
from dispatch.kernel.texts import Text
from dispatch.kernel.web.http import Page, Read, decode_cursor, encode_cursor
from intake.reports.keep_raw import settle_raw
from intake.reports.models import RawMessage
from intake.reports.view import RawMessageView, raw_message_view

router = APIRouter(prefix="/raw-messages", tags=["intake"])


class SettleIn(BaseModel):
    """What a person did with it."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"note": "diketik ulang sebagai laporan"}}
    )
    note: Text = Field(min_length=1, max_length=2000)


RawState: TypeAlias = Literal["parsed", "needs_person", "settled"]
_LIST = """
SELECT * FROM raw_message
WHERE state = $1 AND ($2::text IS NULL OR channel = $2)
    AND ($3::timestamptz IS NULL OR (received_at, id) < ($3, $4))
ORDER BY received_at DESC, id DESC LIMIT $5
"""


@router.get("")
async def list_raw_messages(
    _: Annotated[Subject, needs("raw_message.read")],
    reading: Read,
    state: RawState = "needs_person",
    channel: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Page[RawMessageView]:
    """List raw messages, newest first."""
    moment, key = decode_cursor(cursor)
    rows = [
        RawMessage.model_validate(dict(row))
        for row in await reading.fetch(_LIST, state, channel, moment, key, limit + 1)
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=[raw_message_view(row) for row in rows[:limit]],
        next_cursor=None if last is None else encode_cursor(last.received_at, last.id),
    )


@router.get("/{message_id}")
async def read_raw_message(
    message_id: UUID, _: Annotated[Subject, needs("raw_message.settle")], uow: Work
) -> RawMessageView:
    """Read one raw message whole; the reading is written down."""
    row = await uow.get(RawMessage, message_id)
    note_read(uow, verb="raw_message.read", noun="raw_message", noun_id=str(message_id))
    return raw_message_view(row, whole=True)


@router.post("/{message_id}/settle")
async def post_settle(
    message_id: UUID, body: SettleIn, _: Annotated[Subject, needs("raw_message.settle")], uow: Work
) -> RawMessageView:
    """Record that a person dealt with it."""
    return raw_message_view(
        await settle_raw(uow, await uow.get(RawMessage, message_id), note=body.note)
    )
