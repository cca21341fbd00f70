"""Nobody is left to ask for a service: the incident says so until somebody is asked or takes it."""

from typing import Final

from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.events import CandidatesExhausted, TaskAcknowledged, TaskAssigned
from dispatch.tasks.models import Task

EXHAUSTED: Final = "candidates_exhausted"


def flag_of(service: str) -> str:
    """Return the incident's flag that nobody is left for `service`."""
    return f"{EXHAUSTED}:{service}"


async def flag_exhausted(uow: UnitOfWork, event: CandidatesExhausted) -> None:
    """Flag an incident for which nobody is left to ask, so that a person finds another way."""
    if event.incident_id is None:
        return
    incident = await uow.get(Incident, event.incident_id)
    flag = flag_of(event.service)
    if flag not in incident.flags:
        await uow.change(incident, flags=[*incident.flags, flag])


async def clear_exhausted(uow: UnitOfWork, event: TaskAssigned | TaskAcknowledged) -> None:
    """Clear the flag that nobody is left: an agency was asked, or one passed over took it.

    Not when the next candidate of another order is asked by itself: that one was wanted as well.
    """
    goes_on = isinstance(event, TaskAssigned) and event.replaces is not None
    if event.incident_id is None or goes_on:
        return
    incident = await uow.get(Incident, event.incident_id)
    if not any(flag.startswith(EXHAUSTED) for flag in incident.flags):
        return
    flag = flag_of((await uow.get(Task, event.noun_id)).service)
    if flag in incident.flags:
        await uow.change(incident, flags=[one for one in incident.flags if one != flag])
