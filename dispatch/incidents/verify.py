"""Look into an incident before it is believed, and sign it off when it is over."""

from datetime import datetime

from dispatch.incidents.change_state import check_version, transition
from dispatch.incidents.lifecycle import IncidentState
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time


async def begin_check(
    uow: UnitOfWork,
    incident: Incident,
    *,
    note: str = "",
    at: datetime | None = None,
    version: int | None = None,
) -> Incident:
    """Mark an incident as being checked: somebody finds out whether it is real.

    Nothing waits for the check: agencies can be dispatched meanwhile.
    """
    check_version(incident, version)
    when, says = true_time(at, uow.now), {"note": note}
    return await transition(uow, incident, IncidentState.VERIFYING, at=when, says=says)


async def verify(
    uow: UnitOfWork,
    incident: Incident,
    *,
    note: str = "",
    at: datetime | None = None,
    version: int | None = None,
) -> Incident:
    """Sign a closed incident off.

    This is the last word: it cannot be reopened, a new report opens a new one.
    """
    check_version(incident, version)
    when, says = true_time(at, uow.now), {"note": note}
    return await transition(
        uow, incident, IncidentState.VERIFIED, at=when, says=says, verified_at=when
    )
