"""Events of calls over HTTP."""

from collections.abc import Sequence

from fastapi import APIRouter, Request

from dispatch.access.guards import CurrentSubject, check_allowed
from dispatch.access.subject import Resource
from dispatch.kernel.errors import Invalid
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.raw_body import read_body
from intake.calls.call_event import CHANNEL
from intake.calls.schemas import CallOut
from intake.calls.take_event import Taken
from intake.channels.base import Receiving
from intake.channels.cti.adapter import Found, is_array, parse_events
from intake.channels.cti.schemas import EXAMPLE, WireEvent
from intake.pipeline.items import Unparsable
from intake.pipeline.receive_items import Fate, Outcome, Source

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
async def post_event(
    request: Request, subject: CurrentSubject, items: Receiving
) -> CallOut | list[CallOut]:
    """Receive one event of a call, or an array of them, in any order.

    The first of a call makes a report, whatever the event is called; what it says in another way
    than promised is flagged. The answer is the call as it stands, one for each event of an array.

    What cannot be read is kept for a person. If nothing can be read, the answer is a problem
    document with the kept message's id in the member `kept`.
    """
    check_allowed(subject, "channel.feed", Resource(channel=CHANNEL))
    body = await read_body(request, _BODY_MAX)
    found = parse_events(body, arrival_of(request).at, items.numbers)
    source = Source(channel=CHANNEL, sender=subject.actor)
    # One after the other: most arrays are the events of one call in their order.
    outcomes = [await items.receive_one(item, source) for item in found]
    calls = [_out(outcome.value) for outcome in outcomes if outcome.fate is not Fate.KEPT]
    if not calls:
        raise _refusal(found, outcomes)
    return calls if is_array(body) else calls[0]


def _refusal(found: Sequence[Found], outcomes: Sequence[Outcome]) -> Invalid:
    """Say why nothing could be read, and where the first of it is kept."""
    [first, *_] = [item for item in found if isinstance(item, Unparsable)]
    return Invalid(first.code, kept=outcomes[0].noun_id, reason=first.reason)


def _out(taken: Taken) -> CallOut:
    members = taken.call.model_dump(exclude={"built", "version"})
    return CallOut(**members, duplicate=taken.duplicate)
