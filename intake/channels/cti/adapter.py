"""Events of the neutral CTI contract as neutral values.

Order, completeness and spelling are not promised by anybody. Whatever names a call, its caller or
something that happens to one is an event; only what does not is left to a person.
"""

import codecs
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import orjson

from dispatch.kernel.texts import dumps_any, loads_clean
from dispatch.kernel.times import EARLIEST
from dispatch.transports.numbers import NumberPlan
from intake.calls.call_event import KNOWN_EVENTS, CallEvent
from intake.channels.cti.members import Members, event_name, is_withheld
from intake.channels.cti.places import places_of
from intake.pipeline.items import Unparsable
from intake.pipeline.moments import moment_of

Found: TypeAlias = CallEvent | Unparsable
_ATTRIBUTES = (
    "trunk",
    "dialled",
    "linked_id",
    "sip_call_id",
    "queue",
    "agent_extension",
    "position",
    "recording_ref",
)
_CLOCKS_APART: Final = timedelta(seconds=5)
_MOST_EVENTS: Final = 500
_ANYWHERE: Final = NumberPlan()


def is_array(body: bytes) -> bool:
    """Whether the delivery is an array, also one of a single event."""
    return body.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"[")


def parse_events(
    body: bytes, received_at: datetime, numbers: NumberPlan = _ANYWHERE
) -> Sequence[Found]:
    """Translate one delivery, an event or an array of them; never raises.

    `numbers` says what a caller's number without its country or its area means here.
    """
    try:
        payload = loads_clean(body.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        return [Unparsable(code="cti.not_json", reason=str(error), body=body)]
    if isinstance(payload, dict) and isinstance(payload.get("events"), list):
        payload = payload["events"]
    if not isinstance(payload, list):
        return [_event_of(payload, body, received_at, numbers)]
    if not 0 < len(payload) <= _MOST_EVENTS:
        reason = f"{len(payload)} events at once"
        return [Unparsable(code="cti.bad_event", reason=reason, body=body)]
    return [_event_of(part, dumps_any(part), received_at, numbers) for part in payload]


def _event_of(payload: Any, body: bytes, received_at: datetime, numbers: NumberPlan) -> Found:
    members = Members(payload if isinstance(payload, dict) else {})
    written = members.text("event") or ""
    number, attributes = _attributes(members, numbers)
    call_id, leg = _call_of(members)
    if not (written or call_id or number):
        reason = "neither an event nor a call nor a number"
        return Unparsable(code="cti.bad_event", reason=reason, body=body)
    known = event_name(written)
    name = known or written.removeprefix("call.") or "unknown"
    at, said, odd_time = _time_of(members, name, received_at)
    places, odd_places = places_of(
        attributes.get("location_hint", members.everything()), said_at=at, received_at=received_at
    )
    token = members.text("event_id") or said or hashlib.sha256(body).hexdigest()[:24]
    odd_members = {
        "cti.no_call_id": not call_id,
        "cti.event_respelled": _is_respelled(written, known),
        "cti.bad_member": bool(members.dropped),
    }
    odd = (*odd_time, *(flag for flag, is_so in odd_members.items() if is_so), *odd_places)
    return CallEvent(
        call_id=call_id or _made_id(number, said, token, received_at),
        leg=leg,
        linked=members.text("linked_id") is not None,
        name=name,
        known=known is not None,
        at=at,
        received_at=received_at,
        token=token,
        attributes=attributes,
        places=places,
        flags=tuple(dict.fromkeys(odd)),
        body=body,
    )


def _is_respelled(written: str, known: str | None) -> bool:
    """Whether an event that is known was written in another way than ours."""
    if not known:
        return False
    return known not in KNOWN_EVENTS or written not in {known, f"call.{known}"}


def _call_of(members: Members) -> tuple[str, str]:
    """Return the id of the whole call and of the leg the event speaks of.

    An event of a leg that names the call it belongs to (a transfer) speaks of that call.
    """
    own, linked = members.text("call_id"), members.text("linked_id")
    call_id = linked or own or members.text("sip_call_id") or members.text("leg_id") or ""
    leg = members.text("leg_id") or (own if linked and own else "") or ""
    return call_id, leg


def _made_id(number: str | None, said: str, token: str, received_at: datetime) -> str:
    """Return an id for a call without one: its caller's number, or the event itself.

    Two silent callers must not become one, so an event that says neither who nor when is a call.
    """
    if number is not None:
        return f"number:{number}"
    return f"event:{token}" if said else f"event:{token}@{received_at.isoformat()}"


def _time_of(
    members: Members, name: str, received_at: datetime
) -> tuple[datetime, str, tuple[str, ...]]:
    """Return when it happened, how that was written, and what is odd about it.

    The arrival when the event does not say, or says the future or another century.
    """
    odd = "time.missing"
    for written in members.moments(name):
        moment = moment_of(written)
        if moment is None:
            odd = "time.unreadable"
            continue
        if moment < EARLIEST:
            return received_at, str(written), ("time.too_early",)
        ahead = moment - received_at
        if ahead <= timedelta(0):
            return moment, str(written), ()
        # A call that is to be called back within a minute cannot have ended in three.
        flags = () if ahead <= _CLOCKS_APART else ("time.future",)
        return received_at, str(written), flags
    return received_at, "", (odd,)


def _attributes(members: Members, numbers: NumberPlan) -> tuple[str | None, dict[str, Any]]:
    """Return the caller's number, and what the event says about the call."""
    found: dict[str, Any] = {
        name: value for name in _ATTRIBUTES if (value := members.text(name)) is not None
    }
    said, raw = members.text("ani"), members.text("ani_raw")
    withheld = members.truth("ani_withheld")
    if withheld is None and any(is_withheld(text) for text in (said, raw) if text):
        withheld = True
    number = None if withheld else numbers.e164(said) or numbers.e164(raw)
    told = {
        "ani": number,
        "ani_raw": raw or said,
        "ani_withheld": withheld,
        "location_hint": members.raw("location_hint"),
    }
    found.update((name, value) for name, value in told.items() if value is not None)
    return number, found
