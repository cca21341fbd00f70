"""Events of the neutral CTI contract as neutral values.

Order and completeness are not promised by anybody.
"""

from datetime import datetime
from typing import Any

import orjson
from pydantic import ValidationError

from dispatch.kernel.texts import loads_clean
from dispatch.kernel.times import EARLIEST, FUTURE_TOLERANCE
from intake.calls.call_event import KNOWN_EVENTS, CallEvent
from intake.channels.base import Unparsable, moment_of, to_e164
from intake.channels.cti.schemas import NEEDED, WireEvent

_ATTRIBUTES = (
    "trunk",
    "dialled",
    "linked_id",
    "sip_call_id",
    "queue",
    "agent_extension",
    "position",
    "recording_ref",
    "location_hint",
)


def parse_event(body: bytes, received_at: datetime) -> CallEvent | Unparsable:
    """Translate one event; never raises."""
    try:
        payload = loads_clean(body)
        wire, odd = _wire_of(payload)
    except orjson.JSONDecodeError as error:
        return Unparsable(code="cti.not_json", reason=str(error), body=body)
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
            for problem in error.errors(include_input=False)[:3]
        )
        return Unparsable(code="cti.bad_event", reason=found, body=body)
    prefix, _, rest = wire.event.partition(".")
    name = rest if prefix == "call" and rest else wire.event
    at, flags = _time_of(payload, name, received_at)
    return CallEvent(
        # An exchange may number its events for each call anew, or give all events of a call one
        # number.
        key=f"{wire.call_id}|{name}|{wire.event_id or f'{wire.leg_id or str()}|{at.isoformat()}'}",
        call_id=wire.call_id,
        name=name,
        known=name in KNOWN_EVENTS,
        at=at,
        received_at=received_at,
        attributes=_attributes(wire),
        flags=(*flags, *odd),
        body=body,
    )


def _wire_of(payload: Any) -> tuple[WireEvent, tuple[str, ...]]:
    """Read the event without the members that are not as promised.

    A bad queue name must not cost the call.
    """
    try:
        return WireEvent.model_validate(payload), ()
    except ValidationError as error:
        bad = {problem["loc"][0] for problem in error.errors(include_input=False) if problem["loc"]}
        if not bad or bad & NEEDED:
            raise
        return WireEvent.model_validate(
            {name: value for name, value in payload.items() if name not in bad}
        ), ("cti.bad_member",)


def _time_of(
    payload: dict[str, Any], name: str, received_at: datetime
) -> tuple[datetime, tuple[str, ...]]:
    """Return when it happened.

    The arrival, flagged, when the event does not say, or says a future or another century.
    """
    for member in (f"{name}_at", "at", "timestamp", "occurred_at"):
        moment = moment_of(payload.get(member))
        if moment is not None and moment - received_at > FUTURE_TOLERANCE:
            return received_at, ("time.future",)
        if moment is not None:
            return (received_at, ("time.too_early",)) if moment < EARLIEST else (moment, ())
    return received_at, ("time.missing",)


def _attributes(wire: WireEvent) -> dict[str, Any]:
    found = {name: value for name in _ATTRIBUTES if (value := getattr(wire, name)) is not None}
    number = None if wire.ani_withheld else to_e164(wire.ani) or to_e164(wire.ani_raw)
    if number is not None:
        found["ani"] = number
    raw = wire.ani_raw or wire.ani
    if raw is not None:
        found["ani_raw"] = raw
    if wire.ani_withheld is not None:
        found["ani_withheld"] = wire.ani_withheld
    return found
