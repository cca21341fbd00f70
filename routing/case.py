"""The question: one emergency, as plain values."""

from __future__ import annotations

from datetime import datetime
from math import isfinite
from typing import Final

from routing.errors import BadCase
from routing.value_object import value_object

LONGITUDE_LIMIT: Final = 180.0
LATITUDE_LIMIT: Final = 90.0
PRIORITIES: Final = range(1, 6)


@value_object
class Sign:
    """One thing said about people and danger; `count` is how many people, where it is counted."""

    code: str
    count: int | None = None


@value_object(kw_only=True)
class Case:
    """What is known about an emergency when somebody asks who should go.

    Everything but the time may be missing: an unknown place or type is routed anyway, and the plan
    says so. `also` are further types of the same emergency, `signs` what was said of people and
    danger.
    """

    at: datetime
    type: str = "unknown"
    priority: int = 2
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    area_code: str | None = None
    flood_state: str | None = None
    alarm_level: int = 1
    also: tuple[str, ...] = ()
    signs: tuple[Sign, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no reading of the case could make sense of."""
        if self.at.tzinfo is None:
            raise BadCase("case.naive_time", "The time of a case needs a time zone.")
        if self.priority not in PRIORITIES:
            raise BadCase(
                "case.priority_out_of_range", "The priority is 1 to 5.", priority=self.priority
            )
        if self.alarm_level < 1:
            raise BadCase(
                "case.alarm_level_out_of_range",
                "The alarm level starts at 1.",
                alarm_level=self.alarm_level,
            )
        if self.lon is not None or self.lat is not None:
            check_position(self.lon, self.lat)
        if self.accuracy_m is not None and not (isfinite(self.accuracy_m) and self.accuracy_m >= 0):
            raise BadCase(
                "case.bad_accuracy",
                "The accuracy is a length in metres.",
                accuracy_m=str(self.accuracy_m),
            )


def check_position(lon: float | None, lat: float | None) -> None:
    """Raise BadCase unless both numbers are finite and on Earth, in one order or the other."""
    if lon is None or lat is None:
        raise BadCase("case.half_a_position", "A position needs both longitude and latitude.")
    if not (isfinite(lon) and isfinite(lat)):
        raise BadCase(
            "case.coordinates_not_finite",
            "Coordinates are finite numbers.",
            lon=str(lon),
            lat=str(lat),
        )
    # A swapped pair is let through: routing recognises it against the layer and says so.
    in_order = abs(lon) <= LONGITUDE_LIMIT and abs(lat) <= LATITUDE_LIMIT
    swapped = abs(lat) <= LONGITUDE_LIMIT and abs(lon) <= LATITUDE_LIMIT
    if not (in_order or swapped):
        raise BadCase(
            "case.coordinates_out_of_range", "The coordinates are not on Earth.", lon=lon, lat=lat
        )
