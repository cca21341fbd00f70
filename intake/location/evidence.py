"""How a place is known, the same for every channel."""

import math
from enum import StrEnum

from routing.value_object import value_object

_EARTH_RADIUS_M = 6_371_008.8


class Method(StrEnum):
    """The kind of evidence behind a position."""

    GPS = "gps"
    AML = "aml"
    CELL = "cell"
    GAZETTEER = "gazetteer"
    PIN = "pin"
    CALLER = "caller"
    SENSOR = "sensor"
    UNKNOWN = "unknown"


@value_object
class Fix:
    """A usable position, with what looked odd about it.

    Degrees WGS 84; the radius of uncertainty in metres when known.
    """

    lat: float
    lon: float
    accuracy_m: float | None = None
    method: Method = Method.UNKNOWN
    flags: tuple[str, ...] = ()


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance in metres; infinite when a coordinate is no number."""
    if not all(map(math.isfinite, (other_lat - lat, other_lon - lon))):
        return math.inf
    north, east = math.radians(other_lat - lat), math.radians(other_lon - lon)
    half = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(lat)) * math.cos(math.radians(other_lat)) * math.sin(east / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, max(0.0, half))))
