"""Whether a position is believable, however a channel writes it.

What is none gets a code and leaves the report as it is, without a place.
"""

import math
import re
from typing import Final

from dispatch.kernel.errors import Invalid
from intake.location.evidence import Fix, Method
from routing.position import BadPosition, find_fault

_UNIT: Final = re.compile(r"\s*(?:m|meters?|metres?)\.?\s*$", re.IGNORECASE)
_WORST_ACCURACY_M = 1_000_000.0


def parse_location(
    lat: object, lon: object, accuracy_m: object = None, *, method: Method = Method.UNKNOWN
) -> Fix | BadPosition:
    """Return a `Fix`, or why it is none.

    Numbers may be text, and an accuracy that is no length is left out and flagged.
    """
    north, east = _number(lat), _number(lon)
    if north is None or east is None:
        return BadPosition("location.not_a_number", f"lat {_shown(lat)}, lon {_shown(lon)}")
    fault = find_fault(north, east)
    if fault is not None:
        return fault
    flags: tuple[str, ...] = ()
    radius = None
    if accuracy_m is not None:
        radius = _number(_metres(accuracy_m))
        if radius is None or not 0 <= radius <= _WORST_ACCURACY_M:
            radius, flags = None, (*flags, "location.accuracy_unusable")
    return Fix(north, east, radius, method, flags)


def _metres(length: object) -> object:
    """Return a length without the unit that stands behind it."""
    return _UNIT.sub("", length) if isinstance(length, str) else length


def check_location(lat: object, lon: object) -> tuple[float, float]:
    """Return latitude and longitude, or raise `Invalid` with the code of the refusal."""
    found = parse_location(lat, lon)
    if isinstance(found, BadPosition):
        raise Invalid(found.code, lat=_shown(lat), lon=_shown(lon))
    return found.lat, found.lon


def _number(value: object) -> float | None:
    """Read a number or a text with one.

    Neither NaN nor infinite, and a truth value is no number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _shown(value: object) -> str:
    return repr(value)[:40]
