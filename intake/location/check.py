"""Is a position believable? Swapped, null, impossible and unreadable ones get a code, never a silent repair."""

import math

from dispatch.kernel.errors import Invalid
from intake.location.evidence import Fix, Method, Refused

_POLE, _DATE_LINE = 90.0, 180.0
_NULL_ISLAND_DEG = 0.01
# East Java with its islands: a pair that lies here only when swapped was swapped.
_SOUTH, _NORTH, _WEST, _EAST = -9.0, -5.0, 110.8, 116.4
_WORST_ACCURACY_M = 1_000_000.0


def parse_location(lat: object, lon: object, accuracy_m: object = None, *, method: Method = Method.UNKNOWN) -> Fix | Refused:
    """Return a `Fix`, or `Refused` with `location.not_a_number`, `.null_island`, `.swapped` or `.out_of_range`."""
    north, east = _number(lat), _number(lon)
    if north is None or east is None:
        return Refused("location.not_a_number", f"lat {_shown(lat)}, lon {_shown(lon)}")
    if abs(north) < _NULL_ISLAND_DEG and abs(east) < _NULL_ISLAND_DEG:
        return Refused("location.null_island", "0, 0 means that no position was known")
    if not _in_province(north, east) and _in_province(east, north):
        return Refused("location.swapped", f"{north}, {east} lies in East Java only when latitude and longitude are exchanged")
    if abs(north) > _POLE or abs(east) > _DATE_LINE:
        return Refused("location.out_of_range", f"{north}, {east}")
    flags: tuple[str, ...] = () if _in_province(north, east) else ("location.outside_province",)
    radius = None
    if accuracy_m is not None:
        radius = _number(accuracy_m)
        if radius is None or not 0 <= radius <= _WORST_ACCURACY_M:
            radius, flags = None, (*flags, "location.accuracy_unusable")
    return Fix(north, east, radius, method, flags)


def check_location(lat: object, lon: object) -> tuple[float, float]:
    """Return latitude and longitude, or raise `Invalid` with the code of the refusal."""
    found = parse_location(lat, lon)
    if isinstance(found, Refused):
        raise Invalid(found.code, found.detail)
    return found.lat, found.lon


def _in_province(lat: float, lon: float) -> bool:
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST


def _number(value: object) -> float | None:
    """Read a number or a text with one; neither NaN nor infinite, and a truth value is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _shown(value: object) -> str:
    return repr(value)[:40]
