"""Where the caller is, as an event says it: what can be used as a place, and what is odd about it.

A cell without coordinates is evidence that stays with the event: nobody tells where cells stand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from dispatch.kernel.times import EARLIEST
from intake.calls.call_place import CallPlace
from intake.channels.cti.members import squeeze
from intake.location.evidence import Fix, Method
from intake.location.spellings import Said, judge, said_in
from intake.pipeline.moments import moment_of

_METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        "gps": Method.GPS,
        "gnss": Method.GPS,
        "g": Method.GPS,
        "aml": Method.AML,
        "els": Method.AML,
        "wifi": Method.AML,
        "w": Method.AML,
        "handset": Method.AML,
        "cell": Method.CELL,
        "c": Method.CELL,
        "network": Method.CELL,
        "pin": Method.PIN,
    }
)
_LAT = ("lat", "latitude", "locationlatitude", "lt")
_LON = ("lon", "lng", "long", "longitude", "locationlongitude", "lg")
_ACCURACY = ("accuracym", "accuracy", "radiusm", "radius", "rd", "uncertainty", "locationaccuracy")
_METHOD = ("kind", "source", "method", "pm", "locationsource", "type")
_TIME = ("at", "time", "timestamp", "locationtime", "fixtime", "ts")


def places_of(
    hints: Any, *, said_at: datetime, received_at: datetime
) -> tuple[tuple[CallPlace, ...], tuple[str, ...]]:
    """Return the usable positions in `hints` (one or several) and what is odd about them."""
    places: list[CallPlace] = []
    flags: list[str] = []
    for hint in _hints(hints):
        members = hint if isinstance(hint, Mapping) else {}
        found = _fix_of(members) if members else _fix_in(hint)
        if isinstance(found, Fix):
            places.append(_place(found, _moment(members, said_at, received_at)))
            flags.extend(found.flags)
        elif found is not None or not isinstance(hint, Mapping):
            flags.append(found or "cti.bad_member")
    return tuple(places), tuple(flags)


def _hints(said: Any) -> list[Any]:
    """Return the hints one by one; a list of numbers is a single one, a pair."""
    if not isinstance(said, list):
        return [said]
    is_pair = bool(said) and all(isinstance(one, int | float) for one in said)
    return [said] if is_pair else said


def _place(fix: Fix, at: datetime) -> CallPlace:
    return CallPlace(at=at, method=fix.method, lat=fix.lat, lon=fix.lon, accuracy_m=fix.accuracy_m)


def _fix_of(hint: Mapping[str, Any]) -> Fix | str | None:
    """Return the position, the code of its fault, or None when the hint gives none."""
    members = {squeeze(name): value for name, value in hint.items()}
    word = str(_first(members, _METHOD) or "").lower()
    method = _METHODS.get(squeeze(word), Method.UNKNOWN)
    accuracy = _first(members, _ACCURACY)
    lat, lon = _first(members, _LAT), _first(members, _LON)
    if lat is None and lon is None:
        return _fix_in(hint, method, accuracy)
    return _judged(Said(lat, lon, accuracy), method)


def _fix_in(hint: Any, method: Method = Method.UNKNOWN, accuracy: Any = None) -> Fix | str | None:
    """Return the position that lies deeper: in a geometry, a pair, a text."""
    said = said_in(hint)
    if said is None:
        return None
    return _judged(said if accuracy is None else replace(said, accuracy_m=accuracy), method)


def _judged(said: Said, method: Method) -> Fix | str:
    found = judge(said, method)
    return found if isinstance(found, Fix) else found.code


def _first(members: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((members[name] for name in names if members.get(name) is not None), None)


def _moment(hint: Mapping[str, Any], said_at: datetime, received_at: datetime) -> datetime:
    """Return when the caller was there; a time that cannot be is the event's."""
    members: Iterator[Any] = (hint[name] for name in hint if squeeze(name) in _TIME)
    moments = (found for value in members if (found := moment_of(value)) is not None)
    # A handset that lost its clock does not say when: the event does.
    moment = next((moment for moment in moments if moment >= EARLIEST), said_at)
    return min(moment, received_at)
