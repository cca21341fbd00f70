"""Telephony over HTTP: events in, call-backs out."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from dispatch.access.guards import CurrentSubject, Work, check_allowed, needs, note_read
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.web.http import UNITS, Page, Read, decode_cursor, encode_cursor
from intake.calls.call_back import finish_call_back
from intake.calls.models import Call, CallBack, CallBackState
from intake.calls.receive_event import receive_event
from intake.channels.base import Unparsable
from intake.channels.cti.adapter import CHANNEL, CallEvent, parse_event, report_of
from intake.channels.cti.schemas import CallBackDoneIn, CallBackOut, CallOut, WireEvent
from intake.pipeline.keep_raw import keep_raw
from intake.pipeline.receive import RECEIVER, ReceiveReports
from intake.reports.http import read_body
from intake.reports.schemas import mask_phone

router = APIRouter(tags=["telephony"])
_BODY_MAX = 64 * 1024
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": WireEvent.model_json_schema()}},
    }
}
Reader = Annotated[Subject, needs("call_back.read")]
Settler = Annotated[Subject, needs("call_back.settle")]


@router.post("/cti/events", response_model=CallOut | None, openapi_extra=_BODY)
async def post_event(request: Request, subject: CurrentSubject) -> dict[str, Any] | None:
    """Receive one event of a call, in any order.

    The first of a call makes a report; an unknown event is kept and changes nothing.

    What cannot be read is refused with a problem document and kept for a person: its id is in the
    member `kept`.
    """
    check_allowed(subject, "channel.feed", Resource(channel=CHANNEL))
    units = UNITS.of(request)
    body = await read_body(request, _BODY_MAX)
    event = parse_event(body, units.clock.now())
    if isinstance(event, Unparsable):
        kept = await keep_raw(
            units, CHANNEL, body, problem=event.code, detail=event.reason, sender=subject.actor
        )
        raise Invalid(event.code, event.reason, kept=str(kept))
    report_id = await _report_of(RECEIVER.of(request), units, event, subject.actor)
    async with units.begin(subject.actor) as uow:
        call, fresh = await receive_event(uow, event, report_id=report_id)
    return (
        None
        if call is None
        else {**call.model_dump(exclude={"built", "version"}), "duplicate": not fresh}
    )


async def _report_of(
    receiver: ReceiveReports, units: Units, event: CallEvent, sender: str
) -> UUID | None:
    """Make the report of a new call; of a known one, return the one that was made."""
    async with units.reading() as reading:
        known = await reading.fetchrow(
            "SELECT report_id FROM call WHERE call_id = $1", event.call_id
        )
    if known is not None or not event.known:
        return None if known is None else known["report_id"]
    try:
        return (await receiver.submit(report_of(event, sender=sender))).report.id
    except Conflict as conflict:
        # Another event of this call came first and said something else about the caller: the report
        # is that one.
        if "report_id" not in conflict.extra:
            raise
        return UUID(conflict.extra["report_id"])


_LIST = """
SELECT b.*, c.call_id AS natural_id FROM call_back b JOIN call c ON c.id = b.call_id
WHERE b.state = $1 AND ($2::timestamptz IS NULL OR (b.due_at, b.id) > ($2, $3)) ORDER BY b.due_at, b.id LIMIT $4
"""


def call_back_item(row: CallBack, *, call_id: str, see_number: bool) -> dict[str, Any]:
    """Return the members of `CallBackOut`; the number is masked unless `see_number`."""
    item = row.model_dump(exclude={"version", "note", "done_by"})
    return item | {
        "call_id": call_id,
        "number": row.number if see_number else mask_phone(row.number) or "",
    }


@router.get("/call-backs", response_model=Page[CallBackOut])
async def list_call_backs(
    _: Reader,
    reading: Read,
    state: CallBackState = CallBackState.OPEN,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """List call-backs, the most urgent first, with masked numbers."""
    moment, key = decode_cursor(cursor)
    records = [dict(record) for record in await reading.fetch(_LIST, state, moment, key, limit + 1)]
    items = [
        call_back_item(
            CallBack.model_validate(record), call_id=record["natural_id"], see_number=False
        )
        for record in records[:limit]
    ]
    last = records[limit - 1] if len(records) > limit else None
    return {
        "items": items,
        "next_cursor": None if last is None else encode_cursor(last["due_at"], last["id"]),
    }


@router.get("/call-backs/{call_back_id}", response_model=CallBackOut)
async def read_call_back(call_back_id: UUID, subject: Settler, uow: Work) -> dict[str, Any]:
    """Read one call-back with the number to call; the reading is written down."""
    row = await uow.get(CallBack, call_back_id)
    see = allows(subject, "report.see_reporter")
    if see:
        note_read(uow, verb="report.see_reporter", noun="call_back", noun_id=str(call_back_id))
    return call_back_item(row, call_id=(await uow.get(Call, row.call_id)).call_id, see_number=see)


@router.post("/call-backs/{call_back_id}/done", response_model=CallBackOut)
async def post_done(
    call_back_id: UUID, body: CallBackDoneIn, _: Settler, uow: Work
) -> dict[str, Any]:
    """Record what came of calling back."""
    row = await finish_call_back(
        uow, await uow.get(CallBack, call_back_id), body.outcome, note=body.note, at=body.at
    )
    return call_back_item(row, call_id=(await uow.get(Call, row.call_id)).call_id, see_number=False)
