"""Note that a human has an incident that a policy had opened."""

from datetime import datetime

from dispatch.incidents.change_state import about
from dispatch.incidents.events import IncidentAnswered
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork


async def note_answered(uow: UnitOfWork, incident: Incident, at: datetime) -> Incident:
    """Stamp when a human first had the incident; later answers change nothing."""
    if incident.answered_at is not None:
        return incident
    await uow.change(incident, answered_at=at)
    uow.append(IncidentAnswered(**about(incident, at)))
    return incident
