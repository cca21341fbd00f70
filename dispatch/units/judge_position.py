"""Whether a position can be true, and which of two stories about a vehicle is. Pure."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from routing.value_object import value_object

_FASTEST_MPS: Final = 60.0
_WORST_ACCURACY_M: Final = 500.0
_MOVING_MPS: Final = 1.0
_STALE_MOVING: Final = timedelta(minutes=2)
_STALE_PARKED: Final = timedelta(minutes=10)
_METRES_PER_DEGREE: Final = 111_195.0
# So many positions that agree outweigh a single one that speaks against them. Against a vehicle
# that has been followed it takes more: a receiver can also err several times in the same way.
_AGREEING_AGAINST_ONE: Final = 3
_AGREEING_AGAINST_MANY: Final = 6
# How many of the last positions are looked at: two errors may stand between those that agree.
LOOK_BACK: Final = 12

INACCURATE: Final = "inaccurate"
OUT_OF_ORDER: Final = "out_of_order"
TOO_FAST: Final = "too_fast"


@value_object
class Point:
    """Where a vehicle was said to be, and when."""

    lat: float
    lon: float
    at: datetime


@value_object
class Earlier:
    """One of the last positions of a vehicle, and why it was not shown (None: it was)."""

    point: Point
    problem: str | None


def find_problem(shown: Point | None, new: Point, accuracy_m: float | None) -> str | None:
    """Return why a position is not shown: `out_of_order`, `inaccurate` or `too_fast`.

    None when it may be shown.
    """
    if accuracy_m is not None and accuracy_m > _WORST_ACCURACY_M:
        return INACCURATE
    if shown is None:
        return None
    if new.at <= shown.at:
        return OUT_OF_ORDER
    return None if _is_reachable(shown, new) else TOO_FAST


def outweighs(new: Point, earlier: Iterable[Earlier]) -> bool:
    """Whether `new` and the positions that were too fast agree, so that the shown one errs.

    A first fix in another city would otherwise make every true one "too fast" for as long as a
    vehicle would need to drive there. Errors that stand between the agreeing ones are passed over.
    """
    known = list(earlier)
    followed = sum(one.problem is None for one in known) > 1
    needed = _AGREEING_AGAINST_MANY if followed else _AGREEING_AGAINST_ONE
    doubted = sorted(
        (one.point for one in known if one.problem == TOO_FAST and one.point.at < new.at),
        key=lambda point: point.at,
        reverse=True,
    )
    agreeing, last = 1, new
    for point in doubted:
        if point.at < last.at and _is_reachable(point, last):
            agreeing, last = agreeing + 1, point
    return agreeing >= needed


def _is_reachable(one: Point, later: Point) -> bool:
    seconds = (later.at - one.at).total_seconds()
    return distance_m((one.lat, one.lon), (later.lat, later.lon)) <= _FASTEST_MPS * seconds


def distance_m(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the distance of two (lat, lon) in metres; within a city the plane is good enough."""
    north = (other[0] - one[0]) * _METRES_PER_DEGREE
    middle = math.radians((one[0] + other[0]) / 2)
    east = (other[1] - one[1]) * _METRES_PER_DEGREE * math.cos(middle)
    return math.hypot(north, east)


def is_stale(position_at: datetime | None, speed_mps: float | None, now: datetime) -> bool:
    """Whether a position is too old to rank by: two minutes for a moving unit, ten for a parked."""
    if position_at is None:
        return True
    limit = _STALE_MOVING if speed_mps is not None and speed_mps > _MOVING_MPS else _STALE_PARKED
    return now - position_at > limit
