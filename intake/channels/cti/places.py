"""Where the caller is, as an event says it: what can be used as a place, and what is odd about it.

A cell without coordinates is evidence that stays with the event: nobody tells where cells stand.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from intake.calls.call_place import CallPlace
from intake.channels.cti.members import squeeze
from intake.location.check import parse_location
from intake.location.evidence import Fix, Method
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
    places, flags = [], []
    for hint in hints if isinstance(hints, list) else [hints]:
        if not isinstance(hint, dict):
            flags.append("cti.bad_member")
            continue
        found = _fix_of(hint)
        if isinstance(found, Fix):
            places.append(_place(found, _moment(hint, said_at, received_at)))
            flags.extend(found.flags)
        elif found is not None:
            flags.append(found)
    return tuple(places), tuple(flags)


def _place(fix: Fix, at: datetime) -> CallPlace:
    return CallPlace(at=at, method=fix.method, lat=fix.lat, lon=fix.lon, accuracy_m=fix.accuracy_m)


def _fix_of(hint: dict[str, Any]) -> Fix | str | None:
    """Return the position, the code of its fault, or None when the hint gives none."""
    members = {squeeze(name): value for name, value in hint.items()}
    lat, lon = _coordinates(members)
    if lat is None and lon is None:
        return None
    word = str(_first(members, _METHOD) or "").lower()
    method = _METHODS.get(squeeze(word), Method.UNKNOWN)
    found = parse_location(lat, lon, _first(members, _ACCURACY), method=method)
    return found if isinstance(found, Fix) else found.code


def _coordinates(members: Mapping[str, Any]) -> tuple[Any, Any]:
    geometry = members.get("geometry") or members.get("point") or members
    points = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if isinstance(points, list) and len(points) in {2, 3}:
        return points[1], points[0]  # GeoJSON says the longitude first
    return _first(members, _LAT), _first(members, _LON)


def _first(members: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((members[name] for name in names if members.get(name) is not None), None)


def _moment(hint: dict[str, Any], said_at: datetime, received_at: datetime) -> datetime:
    """Return when the caller was there; a time that cannot be is the event's."""
    members: Iterator[Any] = (hint[name] for name in hint if squeeze(name) in _TIME)
    moment = next((found for value in members if (found := moment_of(value)) is not None), said_at)
    return min(moment, received_at)
