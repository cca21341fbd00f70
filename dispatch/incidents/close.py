"""Bring an incident to its end, or back."""

from datetime import datetime

from dispatch.incidents.change_state import check_version, transition
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
    version: int | None = None,
) -> Incident:
    """Close an incident with a disposition; orders nobody answered are taken back by reaction."""
    check_version(incident, version)
    when = true_time(at, uow.now)
    return await transition(
        uow,
        incident,
        IncidentState.CLOSED,
        at=when,
        says={"disposition": disposition, "note": note},
        closed_at=when,
        disposition=disposition,
    )


async def cancel(
    uow: UnitOfWork,
    incident: Incident,
    *,
    reason: str,
    at: datetime | None = None,
    version: int | None = None,
) -> Incident:
    """Call an incident off; every order, also of crews on their way, is taken back by reaction."""
    check_version(incident, version)
    when, says = true_time(at, uow.now), {"reason": reason}
    return await transition(
        uow, incident, IncidentState.CANCELLED, at=when, says=says, closed_at=when
    )


async def control(uow: UnitOfWork, incident: Incident, *, at: datetime | None = None) -> Incident:
    """Record that the danger of an incident is contained."""
    return await transition(uow, incident, IncidentState.CONTROLLED, at=true_time(at, uow.now))


async def reopen(
    uow: UnitOfWork, incident: Incident, *, reason: str, at: datetime | None = None
) -> Incident:
    """Reopen an incident that was closed or cancelled: it was not over."""
    when, says = true_time(at, uow.now), {"reason": reason}
    return await transition(uow, incident, IncidentState.REOPENED, at=when, says=says, **_NOT_OVER)
