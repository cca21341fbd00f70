"""Hand an incident over to the non-emergency side or to another city."""

from dataclasses import dataclass
from datetime import datetime

from dispatch.incidents.change_state import check_version, move
from dispatch.incidents.events import IncidentReferred
from dispatch.incidents.lifecycle import Disposition, IncidentState
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time


@dataclass(slots=True, frozen=True, kw_only=True)
class Referral:
    """To whom, and the ticket there if it has one already."""

    to: str
    ticket: str | None = None
    note: str = ""
    at: datetime | None = None
    version: int | None = None


async def refer(uow: UnitOfWork, incident: Incident, referral: Referral) -> Incident:
    """End it here: `referral.to` answers for it from now on.

    Offers are taken back and clocks voided by reaction.
    """
    check_version(incident, referral.version)
    when = true_time(referral.at, uow.now)
    event = IncidentReferred(
        noun_id=incident.id,
        incident_id=incident.id,
        at=when,
        was=incident.state,
        to=referral.to,
        ticket=referral.ticket,
        note=referral.note,
    )
    return await move(
        uow,
        incident,
        IncidentState.REFERRED,
        event,
        closed_at=when,
        disposition=Disposition.REFERRED,
        referred_to=referral.to,
        referral_ticket=referral.ticket,
    )
