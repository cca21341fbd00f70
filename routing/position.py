"""Whether a pair of numbers can be a place: the one rule for whatever brings a position.

A swapped pair is named for a person to look at, never repaired in silence; 0, 0 and what lies
outside the earth is no place.
"""

from math import isfinite
from typing import Final

from routing.case import LATITUDE_LIMIT, LONGITUDE_LIMIT
from routing.value_object import value_object

# What a device says that does not know where it is, with its noise.
_NULL_ISLAND_DEG: Final = 0.01
# The country with its islands: a pair that lies here only when swapped was swapped. Its longitudes
# are beyond 90 degrees, so no pair can be meant both ways.
_SOUTH, _NORTH, _WEST, _EAST = -11.5, 6.5, 94.5, 141.5


@value_object
class BadPosition:
    """Why a position can be no place: a code, and the detail for a person."""

    code: str
    detail: str


def in_country(lat: float, lon: float) -> bool:
    """Whether the place lies in the box around the country."""
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST


def find_fault(lat: float, lon: float) -> BadPosition | None:
    """Return why a position can be no place; None when it can be one.

    One of `location.not_a_number`, `.null_island`, `.swapped`, `.out_of_range`.
    """
    if not (isfinite(lat) and isfinite(lon)):
        return BadPosition("location.not_a_number", f"lat {lat}, lon {lon}")
    if abs(lat) < _NULL_ISLAND_DEG and abs(lon) < _NULL_ISLAND_DEG:
        return BadPosition("location.null_island", "0, 0 means that no position was known")
    if not in_country(lat, lon) and in_country(lon, lat):
        return BadPosition(
            "location.swapped",
            f"{lat}, {lon} lies in the country only when latitude and longitude are exchanged",
        )
    if abs(lat) > LATITUDE_LIMIT or abs(lon) > LONGITUDE_LIMIT:
        return BadPosition("location.out_of_range", f"{lat}, {lon} is not on this earth")
    return None
