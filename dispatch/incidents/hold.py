"""A legal hold: nothing that belongs to the incident is erased until it is released."""

from datetime import datetime

from dispatch.incidents.events import IncidentHeld, IncidentReleased
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time


async def hold(
    uow: UnitOfWork, incident: Incident, *, reason: str, at: datetime | None = None
) -> Incident:
    """Put an incident under a legal hold, because it is evidence; a second hold changes nothing."""
    if incident.held_at is not None:
        return incident
    when = true_time(at, uow.now)
    await uow.change(incident, held_at=when)
    uow.append(IncidentHeld(noun_id=incident.id, incident_id=incident.id, at=when, reason=reason))
    return incident


async def release(
    uow: UnitOfWork, incident: Incident, *, reason: str, at: datetime | None = None
) -> Incident:
    """End an incident's legal hold: the retention rules apply to it again."""
    if incident.held_at is None:
        return incident
    await uow.change(incident, held_at=None)
    uow.append(
        IncidentReleased(
            noun_id=incident.id, incident_id=incident.id, at=true_time(at, uow.now), reason=reason
        )
    )
    return incident
