"""Hand an incident over to the non-emergency side or to another city."""

from datetime import datetime

from dispatch.incidents.change_state import check_version, transition
from dispatch.incidents.lifecycle import Disposition, IncidentState
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from routing.value_object import value_object


@value_object(kw_only=True)
class Referral:
    """Who an incident is handed to, and its ticket there if it already has one."""

    to: str
    ticket: str | None = None
    note: str = ""
    at: datetime | None = None
    version: int | None = None


async def refer(uow: UnitOfWork, incident: Incident, referral: Referral) -> Incident:
    """Hand an incident over: from here on `referral.to` answers for it.

    Orders nobody answered are taken back and clocks voided by reaction.
    """
    check_version(incident, referral.version)
    when = true_time(referral.at, uow.now)
    return await transition(
        uow,
        incident,
        IncidentState.REFERRED,
        at=when,
        says={"to": referral.to, "ticket": referral.ticket, "note": referral.note},
        closed_at=when,
        disposition=Disposition.REFERRED,
        referred_to=referral.to,
        referral_ticket=referral.ticket,
    )
