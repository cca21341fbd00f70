"""Add a unit, or change its duty."""

from datetime import datetime

from dispatch.directory.read import check_in_service
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.units.events import UnitAdded, UnitDutyChanged
from dispatch.units.milestones import Duty
from dispatch.units.models import Unit
from routing.value_object import value_object


@value_object(kw_only=True)
class NewUnit:
    """What is known of a unit when it is added."""

    agency_id: str
    callsign: str
    kind: str
    station: str | None = None
    duty: Duty = Duty.ON_DUTY


async def add_unit(uow: UnitOfWork, new: NewUnit) -> Unit:
    """Add a unit; its callsign is unique within the agency (`unit.exists`)."""
    await check_in_service(uow, new.agency_id)
    found = await uow.fetchval(
        "SELECT id FROM unit WHERE agency_id = $1 AND callsign = $2", new.agency_id, new.callsign
    )
    if found is not None:
        raise Conflict("unit.exists", agency_id=new.agency_id, callsign=new.callsign, unit_id=found)
    unit = Unit(
        id=uow.new_id(),
        agency_id=new.agency_id,
        callsign=new.callsign,
        kind=new.kind,
        station=new.station,
        duty=new.duty,
        recorded_at=uow.now,
    )
    uow.add(unit)
    uow.append(
        UnitAdded(
            noun_id=unit.id,
            agency_id=unit.agency_id,
            at=uow.now,
            callsign=unit.callsign,
            kind=unit.kind,
            duty=unit.duty,
        )
    )
    return unit


async def change_duty(
    uow: UnitOfWork, unit: Unit, duty: Duty, *, at: datetime | None = None
) -> Unit:
    """Change a unit's duty; the duty it has already changes nothing."""
    if unit.duty == duty:
        return unit
    was = unit.duty
    await uow.change(unit, duty=duty)
    uow.append(
        UnitDutyChanged(
            noun_id=unit.id,
            agency_id=unit.agency_id,
            at=true_time(at, uow.now),
            callsign=unit.callsign,
            duty=duty,
            was=was,
        )
    )
    return unit
