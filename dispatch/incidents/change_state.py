"""The one door through which an incident's state changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from dispatch.incidents.lifecycle import LIFECYCLE, IncidentState
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.change_state import change_state
from dispatch.kernel.store.unit_of_work import UnitOfWork

_OUT_OF: Final = "out_of"


def check_version(incident: Incident, version: int | None) -> None:
    """Refuse a change decided on an older version of the incident.

    Raises `conflict.stale_version`; a `version` of None is not checked.
    """
    if version is not None and version != incident.version:
        raise Conflict("conflict.stale_version", seen=version, version=incident.version)


async def transition(
    uow: UnitOfWork,
    incident: Incident,
    to: IncidentState,
    *,
    at: datetime,
    says: Mapping[str, Any] | None = None,
    **stamps: object,
) -> Incident:
    """Move `incident` to the state `to` at the true time `at`, and record the lifecycle's fact.

    `says` are the fact's own members, `stamps` what is written with the state. Only taking a merge
    back, which says `out_of`, leads out of it: what was merged can be neither checked nor reopened.
    """
    if incident.state == IncidentState.MERGED and _OUT_OF not in (says or {}):
        raise Conflict("incident.illegal_transition", state=incident.state, to=to, allowed=[])
    fact = {**about(incident, at), **(says or {})}
    return await change_state(uow, LIFECYCLE, incident, to, fact=fact, **stamps)


def about(incident: Incident, at: datetime) -> dict[str, Any]:
    """Return the members that every fact about an incident has."""
    return {"noun_id": incident.id, "incident_id": incident.id, "at": at}
