"""Take in a unit's position: everything is kept, only what can be true is shown."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dispatch.incidents.place import check_place
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.units.models import Unit, UnitPosition

_FASTEST_MPS: Final = 60.0
_WORST_ACCURACY_M: Final = 500.0
_MOVING_MPS: Final = 1.0
_STALE_MOVING: Final = timedelta(minutes=2)
_STALE_PARKED: Final = timedelta(minutes=10)
_METRES_PER_DEGREE: Final = 111_195.0


@dataclass(slots=True, frozen=True, kw_only=True)
class Fix:
    """One position: degrees WGS 84, accuracy as the radius in metres, speed in metres a second."""

    lat: float
    lon: float
    at: datetime | None = None
    accuracy_m: float | None = None
    speed_mps: float | None = None
    course: float | None = None
    source: str = "api"


def find_problem(unit: Unit, fix: Fix, at: datetime) -> str | None:
    """Say why a position is kept but not shown: `out_of_order`, `inaccurate` or `too_fast`.

    None when it is good.
    """
    if fix.accuracy_m is not None and fix.accuracy_m > _WORST_ACCURACY_M:
        return "inaccurate"
    if unit.position_at is None or unit.lat is None or unit.lon is None:
        return None
    seconds = (at - unit.position_at).total_seconds()
    if seconds <= 0:
        return "out_of_order"
    return (
        "too_fast"
        if distance_m((unit.lat, unit.lon), (fix.lat, fix.lon)) / seconds > _FASTEST_MPS
        else None
    )


def distance_m(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the distance of two (lat, lon) in metres; within a city the plane is good enough."""
    north = (other[0] - one[0]) * _METRES_PER_DEGREE
    east = (
        (other[1] - one[1]) * _METRES_PER_DEGREE * math.cos(math.radians((one[0] + other[0]) / 2))
    )
    return math.hypot(north, east)


def is_stale(position_at: datetime | None, speed_mps: float | None, now: datetime) -> bool:
    """Say whether a position is too old to rank by.

    Two minutes for a moving unit, ten for a parked one.
    """
    if position_at is None:
        return True
    limit = _STALE_MOVING if speed_mps is not None and speed_mps > _MOVING_MPS else _STALE_PARKED
    return now - position_at > limit


async def report_position(uow: UnitOfWork, unit: Unit, fix: Fix) -> UnitPosition:
    """Keep a position; show it as the unit's own when nothing speaks against it.

    The log stays free of telemetry.
    """
    check_place(fix.lat, fix.lon)
    at = true_time(fix.at, uow.now)
    position = UnitPosition(
        id=uow.new_id(),
        unit_id=unit.id,
        at=at,
        received_at=uow.now,
        lat=fix.lat,
        lon=fix.lon,
        accuracy_m=fix.accuracy_m,
        speed_mps=fix.speed_mps,
        course=fix.course,
        source=fix.source,
        problem=find_problem(unit, fix, at),
    )
    uow.add(position)
    if position.problem is None:
        await uow.change(
            unit,
            lat=fix.lat,
            lon=fix.lon,
            accuracy_m=fix.accuracy_m,
            speed_mps=fix.speed_mps,
            position_at=at,
        )
    return position
