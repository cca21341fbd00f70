"""What people do with a report: answer, discard, refer (`link.py` links). Nothing is deleted."""

from datetime import datetime
from uuid import UUID

from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict, NotFound
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from intake.reports.change_state import transition
from intake.reports.events import ReportAnswered
from intake.reports.lifecycle import DiscardReason, ReportState
from intake.reports.models import Report
from intake.reports.verify import check_verified


async def lock_report(uow: UnitOfWork, report_id: UUID, *incident_ids: UUID) -> Report:
    """Lock the report's incident and `incident_ids`, then the report.

    Always in this order, as who links or closes does.
    """
    seen = await uow.find(Report, report_id)
    if seen is None:
        raise NotFound("report.not_found", id=report_id)
    own = () if seen.incident_id is None else (seen.incident_id,)
    for incident_id in sorted({*own, *incident_ids}):
        await uow.get(Incident, incident_id)
    return await uow.get(Report, report_id)


async def answer(uow: UnitOfWork, report: Report, *, at: datetime | None = None) -> Report:
    """Record that a human has it. Once: opening it again changes nothing."""
    if report.answered_at is not None:
        return report
    when = true_time(at, uow.now)
    await uow.change(report, answered_at=when)
    uow.append(
        ReportAnswered(
            noun_id=report.id, incident_id=report.incident_id, at=when, channel=report.channel
        )
    )
    return report


async def discard(
    uow: UnitOfWork, report: Report, reason: DiscardReason, *, note: str = ""
) -> Report:
    """Say that the report leads to no incident. It stays, and can be linked after all."""
    await answer(uow, report)
    says = {"reason": reason, "note": note}
    return await transition(
        uow, report, ReportState.DISCARDED, at=uow.now, says=says, discard_reason=reason
    )


async def refer(uow: UnitOfWork, report: Report, *, to: str, ticket: str | None) -> Report:
    """Hand the report to the non-emergency side or another city.

    `report.unverified` when only its finder has seen what it says.
    """
    check_verified(report)
    await answer(uow, report)
    return await transition(
        uow,
        report,
        ReportState.REFERRED,
        at=uow.now,
        says={"to": to, "ticket": ticket},
        referred_to=to,
        referral_ticket=ticket,
    )


async def restore(uow: UnitOfWork, report: Report, *, at: datetime | None = None) -> Report:
    """Take a discard or a referral back: the report waits for a person again.

    `report.not_settled` when it is neither.
    """
    if report.state not in {ReportState.DISCARDED, ReportState.REFERRED}:
        raise Conflict("report.not_settled", state=report.state)
    return await transition(
        uow,
        report,
        ReportState.TRIAGED,
        at=true_time(at, uow.now),
        says={"was_incident_id": None},
        discard_reason=None,
        referred_to=None,
        referral_ticket=None,
    )


def check_unlinked(report: Report) -> Report:
    """Refuse to open a second incident from one report (`report.already_linked`)."""
    if report.state == ReportState.LINKED:
        raise Conflict("report.already_linked", incident_id=report.incident_id)
    return report
