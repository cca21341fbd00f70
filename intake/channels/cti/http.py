"""Events of calls over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request

from dispatch.access.guards import CurrentSubject, check_allowed
from dispatch.access.subject import Resource
from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.web.http import UNITS
from intake.calls.call_event import CHANNEL, CallEvent
from intake.calls.receive_event import receive_event
from intake.calls.report_of_call import report_of
from intake.calls.schemas import CallOut
from intake.channels.base import Unparsable
from intake.channels.cti.adapter import parse_event
from intake.channels.cti.schemas import WireEvent
from intake.pipeline.keep_raw import keep_raw
from intake.pipeline.receive import RECEIVER, ReceiveReports
from intake.reports.http import read_body

router = APIRouter(tags=["telephony"])
_BODY_MAX = 64 * 1024
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": WireEvent.model_json_schema()}},
    }
}


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
