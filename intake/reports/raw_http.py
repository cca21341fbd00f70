"""Messages that nobody could read, over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import Work, needs, note_read
from dispatch.access.subject import Subject
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.texts import Text, clean
from dispatch.kernel.web.http import Page, Read, decode_cursor, encode_cursor
from intake.reports.keep_raw import settle_raw
from intake.reports.models import RawKind, RawMessage

router = APIRouter(prefix="/raw-messages", tags=["intake"])
_EXCERPT = 500


class RawMessageOut(BaseModel):
    """A raw message; `body` is its text as far as it can be shown."""

    id: UUID
    channel: str
    received_at: datetime
    state: str
    kind: RawKind
    problem: str | None
    detail: str | None
    content_type: str
    size: int
    excerpt: str
    body: str | None = None
    settled_at: datetime | None
    settled_note: str | None


class SettleIn(BaseModel):
    """What a person did with it."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"note": "diketik ulang sebagai laporan"}}
    )
    note: Text = Field(min_length=1, max_length=2000)


def raw_item(row: RawMessage, *, whole: bool = False) -> dict[str, Any]:
    """Return the members of `RawMessageOut`.

    The whole body only when asked, telephone numbers nowhere else.
    """
    shown = str(clean(row.body.decode("utf-8", "replace")))
    names = (
        "id",
        "channel",
        "received_at",
        "state",
        "kind",
        "problem",
        "detail",
        "content_type",
        "settled_at",
        "settled_note",
    )
    item = {name: getattr(row, name) for name in names}
    return item | {
        "size": len(row.body),
        "excerpt": mask_personal(shown[: 2 * _EXCERPT])[:_EXCERPT],
        "body": shown if whole else None,
    }


RawState: TypeAlias = Literal["parsed", "needs_person", "settled"]
_LIST = """
SELECT * FROM raw_message
WHERE state = $1 AND ($2::text IS NULL OR channel = $2) AND ($3::timestamptz IS NULL OR (received_at, id) < ($3, $4))
ORDER BY received_at DESC, id DESC LIMIT $5
"""


@router.get("", response_model=Page[RawMessageOut])
async def list_raw_messages(
    _: Annotated[Subject, needs("raw_message.read")],
    reading: Read,
    state: RawState = "needs_person",
    channel: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """List raw messages, newest first."""
    moment, key = decode_cursor(cursor)
    rows = [
        RawMessage.model_validate(dict(row))
        for row in await reading.fetch(_LIST, state, channel, moment, key, limit + 1)
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    return {
        "items": [raw_item(row) for row in rows[:limit]],
        "next_cursor": None if last is None else encode_cursor(last.received_at, last.id),
    }


@router.get("/{message_id}", response_model=RawMessageOut)
async def read_raw_message(
    message_id: UUID, _: Annotated[Subject, needs("raw_message.settle")], uow: Work
) -> dict[str, Any]:
    """Read one raw message whole; the reading is written down."""
    row = await uow.get(RawMessage, message_id)
    note_read(uow, verb="raw_message.read", noun="raw_message", noun_id=str(message_id))
    return raw_item(row, whole=True)


@router.post("/{message_id}/settle", response_model=RawMessageOut)
async def post_settle(
    message_id: UUID, body: SettleIn, _: Annotated[Subject, needs("raw_message.settle")], uow: Work
) -> dict[str, Any]:
    """Record that a person dealt with it."""
    return raw_item(await settle_raw(uow, await uow.get(RawMessage, message_id), note=body.note))
