"""Set or correct what an incident is and where."""

from datetime import datetime
from typing import Any

from dispatch.incidents.change_state import about, check_version, transition
from dispatch.incidents.events import IncidentClassified, IncidentLocated
from dispatch.incidents.lifecycle import LIFECYCLE, OPEN, IncidentState
from dispatch.incidents.models import Incident, IncidentType
from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from routing.place import Place
from routing.value_object import value_object


@value_object(kw_only=True)
class Classification:
    """Type and priority as a person sees them.

    `also` are further types of the same emergency; None leaves them as they are.
    """

    type: str
    priority: int | None = None
    also: tuple[str, ...] | None = None
    at: datetime | None = None
    version: int | None = None


async def check_type(uow: UnitOfWork, code: str) -> IncidentType:
    """Return the catalogue's type with this code; `incident.unknown_type` when there is none."""
    kind = await uow.find(IncidentType, code)
    if kind is None or not kind.active:
        raise Invalid("incident.unknown_type", incident_type=code)
    return kind


def check_open(incident: Incident) -> None:
    """Refuse to change an incident that is over (`incident.not_open`)."""
    if incident.state not in OPEN:
        raise Conflict("incident.not_open", state=incident.state)


async def classify(uow: UnitOfWork, incident: Incident, new: Classification) -> Incident:
    """Set an incident's type and priority; the first time this is its triage.

    The plan is made anew by reaction.
    """
    check_open(incident)
    check_version(incident, new.version)
    at = true_time(new.at, uow.now)
    kind = await check_type(uow, new.type)
    also = incident.also_types if new.also is None else list(dict.fromkeys(new.also))
    for other in also:
        await check_type(uow, other)
    priority = kind.priority if new.priority is None else new.priority
    says: dict[str, Any] = {
        "incident_type": new.type,
        "priority": priority,
        "was_type": incident.type,
        "was_priority": incident.priority,
    }
    values = {
        "type": new.type,
        "priority": priority,
        "also_types": [other for other in also if other != new.type],
        "classified_at": incident.classified_at or at,
        "flags": [flag for flag in incident.flags if flag != "type_unknown"],
    }
    if LIFECYCLE.leads(incident.state, IncidentState.PENDING):
        return await transition(uow, incident, IncidentState.PENDING, at=at, says=says, **values)
    await uow.change(incident, **values)
    uow.append(IncidentClassified(**about(incident, at), **says))
    return incident


async def locate(
    uow: UnitOfWork, incident: Incident, place: Place, *, at: datetime | None, version: int | None
) -> Incident:
    """Set or correct an incident's place; the plan is made anew by reaction."""
    check_open(incident)
    check_version(incident, version)
    await uow.change(
        incident,
        lat=place.lat,
        lon=place.lon,
        accuracy_m=place.accuracy_m,
        location_method=place.method,
        address=place.address or incident.address,
        flags=[flag for flag in incident.flags if flag != "location_unknown"],
    )
    uow.append(
        IncidentLocated(
            noun_id=incident.id,
            incident_id=incident.id,
            at=true_time(at, uow.now),
            lat=place.lat,
            lon=place.lon,
            accuracy_m=place.accuracy_m,
            method=place.method,
        )
    )
    return incident
