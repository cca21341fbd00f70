"""Events of calls over HTTP."""

from collections.abc import Sequence

from fastapi import APIRouter, Request

from dispatch.access.guards import CurrentSubject, check_allowed
from dispatch.access.subject import Resource, Subject
from dispatch.kernel.errors import Invalid
from dispatch.kernel.web.http import UNITS
from dispatch.kernel.web.raw_body import read_body
from intake.calls.call_event import CHANNEL
from intake.calls.schemas import CallOut
from intake.calls.take_event import Taken, take_event
from intake.channels.cti.adapter import Found, parse_events
from intake.channels.cti.schemas import EXAMPLE, WireEvent
from intake.pipeline.items import Unparsable
from intake.pipeline.receive import RECEIVER
from intake.reports.keep_raw import keep_raw

router = APIRouter(tags=["telephony"])
_BODY_MAX = 256 * 1024
_EVENT = WireEvent.model_json_schema()
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "description": "An event, or an array of them",
                    "anyOf": [_EVENT, {"type": "array", "items": _EVENT}],
                },
                "example": EXAMPLE,
            }
        },
    }
}


@router.post("/cti/events", response_model=CallOut | list[CallOut], openapi_extra=_BODY)
async def post_event(request: Request, subject: CurrentSubject) -> CallOut | list[CallOut]:
    """Receive one event of a call, or an array of them, in any order.

    The first of a call makes a report, whatever the event is called; what it says in another way
    than promised is flagged. The answer is the call as it stands, one for each event of an array.

    What cannot be read is kept for a person. If nothing can be read, the answer is a problem
    document with the kept message's id in the member `kept`.
    """
    check_allowed(subject, "channel.feed", Resource(channel=CHANNEL))
    body = await read_body(request, _BODY_MAX)
    found = parse_events(body, UNITS.of(request).clock.now())
    refusals = [
        await _keep(request, subject, item) for item in found if isinstance(item, Unparsable)
    ]
    if len(refusals) == len(found):
        raise refusals[0]
    calls = [_out(taken) for taken in await _take(request, subject, found)]
    return calls if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[") else calls[0]


async def _take(request: Request, subject: Subject, found: Sequence[Found]) -> list[Taken]:
    """Take the events in, one after the other: most arrays are one call's events in their order."""
    units, reports = UNITS.of(request), RECEIVER.of(request)
    return [
        await take_event(units, reports, item, sender=subject.actor)
        for item in found
        if not isinstance(item, Unparsable)
    ]


async def _keep(request: Request, subject: Subject, item: Unparsable) -> Invalid:
    """Keep what nobody can read for a person and say so in the refusal."""
    kept = await keep_raw(
        UNITS.of(request),
        CHANNEL,
        item.body,
        problem=item.code,
        detail=item.reason,
        sender=subject.actor,
    )
    return Invalid(item.code, item.reason, kept=str(kept))


def _out(taken: Taken) -> CallOut:
    members = taken.call.model_dump(exclude={"built", "version"})
    return CallOut(**members, duplicate=taken.duplicate)
