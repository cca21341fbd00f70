"""Open an incident.

Nothing optional blocks: an unknown type or place is opened anyway and flagged.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch.incidents.events import IncidentOpened
from dispatch.incidents.lifecycle import IncidentState
from dispatch.incidents.models import Incident
from dispatch.incidents.signs import said_by, sign_document
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import entered_late
from routing.case import Sign
from routing.place import Place
from routing.value_object import value_object

UNKNOWN_TYPE = "unknown"


@value_object(kw_only=True)
class NewIncident:
    """What is known when an incident is opened.

    `number` is given when numbers were taken for a whole batch.
    """

    type: str
    priority: int
    reached_at: datetime
    opened_at: datetime
    summary: str = ""
    channel: str = "112"
    place: Place | None = None
    address: str | None = None
    answered_at: datetime | None = None
    report_id: UUID | None = None
    by_policy: bool = False
    assign_at_once: bool = False
    drill: bool = False
    flags: tuple[str, ...] = ()
    signs: tuple[Sign, ...] = ()
    also: tuple[str, ...] = ()
    number: int | None = None


async def take_numbers(uow: UnitOfWork, count: int) -> list[int]:
    """Take `count` incident numbers; numbers of work that is rolled back are skipped for ever."""
    rows = await uow.fetch(
        "SELECT nextval('incident_number') AS n FROM generate_series(1, $1)", count
    )
    return [row["n"] for row in rows]


async def open_incident(uow: UnitOfWork, new: NewIncident) -> Incident:
    """Open an incident and say so in the log; planning and clocks follow by reaction."""
    number = new.number if new.number is not None else (await take_numbers(uow, 1))[0]
    flags = _flags(new, late=entered_late(new.opened_at, uow.now))
    incident = Incident(
        id=uow.new_id(),
        number=uow.city.incident_number(new.opened_at, number),
        state=IncidentState.RECEIVED if new.type == UNKNOWN_TYPE else IncidentState.PENDING,
        type=new.type,
        priority=new.priority,
        summary=new.summary,
        channel=new.channel,
        reached_at=new.reached_at,
        answered_at=new.answered_at,
        classified_at=None if new.by_policy or new.type == UNKNOWN_TYPE else new.opened_at,
        opened_at=new.opened_at,
        recorded_at=uow.now,
        report_count=0 if new.report_id is None else 1,
        flags=flags,
        drill=new.drill,
        signs=[sign_document(sign, said_by(new.report_id)) for sign in new.signs],
        also_types=list(new.also),
        follows_plan=new.assign_at_once,
        **_where(new),
    )
    uow.add(incident)
    uow.append(
        IncidentOpened(
            noun_id=incident.id,
            incident_id=incident.id,
            at=new.opened_at,
            incident_type=incident.type,
            priority=incident.priority,
            channel=incident.channel,
            reached_at=incident.reached_at.isoformat(),
            answered_at=None if new.answered_at is None else new.answered_at.isoformat(),
            by_policy=new.by_policy,
            assign_at_once=new.assign_at_once,
            drill=new.drill,
            flags=flags,
        )
    )
    return incident


def _where(new: NewIncident) -> dict[str, Any]:
    """Return the columns of the place; without one there may still be words of an address."""
    place = new.place
    if place is None:
        return {"address": new.address}
    return {
        "address": place.address,
        "lat": place.lat,
        "lon": place.lon,
        "accuracy_m": place.accuracy_m,
        "location_method": place.method,
    }


def _flags(new: NewIncident, *, late: bool) -> list[str]:
    found = list(new.flags)
    if new.place is None:
        found.append("location_unknown")
    if new.type == UNKNOWN_TYPE:
        found.append("type_unknown")
    if late:
        found.append("late_entry")
    return found
