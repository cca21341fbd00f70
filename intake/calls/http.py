"""Call-backs over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query

from dispatch.access.guards import Work, needs, note_read
from dispatch.access.permission_map import allows
from dispatch.access.subject import Subject
from dispatch.kernel.web.http import Page, Read, decode_cursor, encode_cursor
from intake.answers.ways import WAYS_BACK, WaysBack
from intake.calls.call_back import dial_call_back, finish_call_back, text_call_back
from intake.calls.models import Call, CallBack, CallBackState
from intake.calls.schemas import CallBackDoneIn
from intake.calls.view import CallBackView, call_back_view
from intake.reports.schemas import AnswerIn
from intake.reports.view import DialView

router = APIRouter(tags=["telephony"])
Reader = Annotated[Subject, needs("call_back.read")]
Settler = Annotated[Subject, needs("call_back.settle")]

_LIST = """
SELECT b.*, c.call_id AS natural_id FROM call_back b JOIN call c ON c.id = b.call_id
WHERE b.state = $1 AND ($2::timestamptz IS NULL OR (b.due_at, b.id) > ($2, $3))
ORDER BY b.due_at, b.id LIMIT $4
"""


@router.get("/call-backs")
async def list_call_backs(
    _: Reader,
    reading: Read,
    state: CallBackState = CallBackState.OPEN,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Page[CallBackView]:
    """List call-backs, the most urgent first, with masked numbers."""
    moment, key = decode_cursor(cursor)
    records = [dict(record) for record in await reading.fetch(_LIST, state, moment, key, limit + 1)]
    items = [
        call_back_view(
            CallBack.model_validate(record), call_id=record["natural_id"], see_number=False
        )
        for record in records[:limit]
    ]
    last = records[limit - 1] if len(records) > limit else None
    return Page(
        items=items,
        next_cursor=None if last is None else encode_cursor(last["due_at"], last["id"]),
    )


@router.get("/call-backs/{call_back_id}")
async def read_call_back(call_back_id: UUID, subject: Settler, uow: Work) -> CallBackView:
    """Read one call-back with the number to call; the reading is written down."""
    row = await uow.get(CallBack, call_back_id)
    see = allows(subject, "report.see_reporter")
    if see:
        note_read(uow, verb="report.see_reporter", noun="call_back", noun_id=str(call_back_id))
    return call_back_view(row, call_id=(await uow.get(Call, row.call_id)).call_id, see_number=see)


@router.post("/call-backs/{call_back_id}/dial")
async def post_dial(
    call_back_id: UUID,
    body: Annotated[AnswerIn, Body(default_factory=AnswerIn)],
    _: Annotated[Subject, needs("report.see_reporter")],
    uow: Work,
) -> DialView:
    """Call the one who hung up: the number is told, and who asked for it is written down."""
    number = await dial_call_back(uow, await uow.get(CallBack, call_back_id), at=body.at)
    note_read(uow, verb="report.see_reporter", noun="call_back", noun_id=str(call_back_id))
    return DialView(number=number)


@router.post("/call-backs/{call_back_id}/text")
async def post_text(
    call_back_id: UUID, _: Settler, uow: Work, ways: Annotated[WaysBack, Depends(WAYS_BACK)]
) -> CallBackView:
    """Text the one who hung up, once: how he gets help. The call-back stays owed."""
    row = await uow.get(CallBack, call_back_id)
    await text_call_back(uow, row, ways)
    return call_back_view(row, call_id=(await uow.get(Call, row.call_id)).call_id, see_number=False)


@router.post("/call-backs/{call_back_id}/done")
async def post_done(
    call_back_id: UUID, body: CallBackDoneIn, _: Settler, uow: Work
) -> CallBackView:
    """Record how a call-back ended."""
    row = await finish_call_back(
        uow, await uow.get(CallBack, call_back_id), body.outcome, note=body.note, at=body.at
    )
    return call_back_view(row, call_id=(await uow.get(Call, row.call_id)).call_id, see_number=False)
