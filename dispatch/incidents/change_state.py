"""The one door through which an incident's state changes."""

from dispatch.incidents.events import IncidentMoved
from dispatch.incidents.lifecycle import LIFECYCLE, IncidentState
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork


def check_version(incident: Incident, version: int | None) -> None:
    """Refuse a change that was decided on an older picture (`conflict.stale_version`).

    None trusts the caller.
    """
    if version is not None and version != incident.version:
        raise Conflict(
            "conflict.stale_version",
            f"you saw version {version}, it is {incident.version}",
            version=incident.version,
        )


async def move(
    uow: UnitOfWork, incident: Incident, to: IncidentState, event: IncidentMoved, **values: object
) -> Incident:
    """Move `incident` to the state `to`, writing `values` with it, and record `event`, whose type the lifecycle must name."""
    expected = LIFECYCLE.check(IncidentState(incident.state), to)
    if event.type != expected:
        raise AssertionError(
            f"{event.type} does not record {incident.state} -> {to}, {expected} does"
        )
    await uow.change(incident, state=to, **values)
    uow.append(event)
    return incident
