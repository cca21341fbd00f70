"""Bring an incident to its end, or back."""

from datetime import datetime

from dispatch.incidents.change_state import move
from dispatch.incidents.events import (
    IncidentCancelled,
    IncidentClosed,
    IncidentControlled,
    IncidentReopened,
)
from dispatch.incidents.lifecycle import Disposition, IncidentState
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time

_NOT_OVER = {"closed_at": None, "disposition": None, "referred_to": None, "referral_ticket": None}


async def close(
    uow: UnitOfWork,
    incident: Incident,
    disposition: Disposition,
    *,
    note: str = "",
    at: datetime | None = None,
) -> Incident:
    """Close with a disposition; tasks that are still offered are cancelled by reaction."""
    when = true_time(at, uow.now)
    event = IncidentClosed(
        noun_id=incident.id,
        incident_id=incident.id,
        at=when,
        was=incident.state,
        disposition=disposition,
        note=note,
    )
    return await move(
        uow, incident, IncidentState.CLOSED, event, closed_at=when, disposition=disposition
    )


async def cancel(
    uow: UnitOfWork, incident: Incident, *, reason: str, at: datetime | None = None
) -> Incident:
    """Call the incident off."""
    when = true_time(at, uow.now)
    event = IncidentCancelled(
        noun_id=incident.id, incident_id=incident.id, at=when, was=incident.state, reason=reason
    )
    return await move(uow, incident, IncidentState.CANCELLED, event, closed_at=when)


async def control(uow: UnitOfWork, incident: Incident, *, at: datetime | None = None) -> Incident:
    """Say that the danger is contained."""
    event = IncidentControlled(
        noun_id=incident.id, incident_id=incident.id, at=true_time(at, uow.now), was=incident.state
    )
    return await move(uow, incident, IncidentState.CONTROLLED, event)


async def reopen(
    uow: UnitOfWork, incident: Incident, *, reason: str, at: datetime | None = None
) -> Incident:
    """Say that it was not over."""
    event = IncidentReopened(
        noun_id=incident.id,
        incident_id=incident.id,
        at=true_time(at, uow.now),
        was=incident.state,
        reason=reason,
    )
    return await move(uow, incident, IncidentState.REOPENED, event, **_NOT_OVER)
