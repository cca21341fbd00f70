"""Take in a unit's position: everything is kept, only what can be true is shown."""

from typing import Final

from dispatch.incidents.place import check_place
from dispatch.kernel.said_time import SaidTime, judge_time
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.units.judge_position import (
    LOOK_BACK,
    TOO_FAST,
    Earlier,
    Point,
    find_problem,
    outweighs,
)
from dispatch.units.models import Unit, UnitPosition
from routing.value_object import value_object

_EARLIER: Final = """
SELECT lat, lon, at, problem FROM unit_position WHERE unit_id = $1
ORDER BY received_at DESC, id DESC LIMIT $2
"""


@value_object(kw_only=True)
class Fix:
    """A position fix: degrees WGS 84, radius of uncertainty in metres, speed in metres a second.

    `flags` name what the device said beside the place and could not be used.
    """

    lat: float
    lon: float
    at: SaidTime | None = None
    accuracy_m: float | None = None
    speed_mps: float | None = None
    course: float | None = None
    source: str = "api"
    flags: tuple[str, ...] = ()


async def report_position(uow: UnitOfWork, unit: Unit, fix: Fix) -> UnitPosition:
    """Store a unit's position; show it when nothing speaks against it.

    The log stays free of telemetry.
    """
    check_place(fix.lat, fix.lon)
    time = judge_time(fix.at, now=uow.now, zone=uow.city.zone)
    new = Point(fix.lat, fix.lon, time.at)
    problem = find_problem(_shown(unit), new, fix.accuracy_m)
    # Only a position that is too fast costs a look back.
    if problem == TOO_FAST and outweighs(new, await _earlier(uow, unit)):
        problem = None
    position = UnitPosition(
        id=uow.new_id(),
        unit_id=unit.id,
        at=time.at,
        received_at=uow.now,
        lat=fix.lat,
        lon=fix.lon,
        accuracy_m=fix.accuracy_m,
        speed_mps=fix.speed_mps,
        course=fix.course,
        source=fix.source,
        problem=problem,
        flags=[*fix.flags, *time.flags],
    )
    uow.add(position)
    if problem is None:
        await uow.change(
            unit,
            lat=fix.lat,
            lon=fix.lon,
            accuracy_m=fix.accuracy_m,
            speed_mps=fix.speed_mps,
            position_at=time.at,
        )
    return position


def _shown(unit: Unit) -> Point | None:
    if unit.position_at is None or unit.lat is None or unit.lon is None:
        return None
    return Point(unit.lat, unit.lon, unit.position_at)


async def _earlier(uow: UnitOfWork, unit: Unit) -> list[Earlier]:
    rows = await uow.fetch(_EARLIER, unit.id, LOOK_BACK)
    return [Earlier(Point(row["lat"], row["lon"], row["at"]), row["problem"]) for row in rows]
