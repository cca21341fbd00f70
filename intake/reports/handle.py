"""What people do with a report: answer, link, discard, refer. Nothing is deleted."""

from datetime import datetime
from uuid import UUID

from dispatch.incidents.classify import check_open
from dispatch.incidents.merge import count_report, uncount_report
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict, NotFound
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from intake.reports.events import ReportAnswered, ReportDiscarded, ReportLinked, ReportReferred
from intake.reports.lifecycle import LIFECYCLE, DiscardReason, ReportState
from intake.reports.models import Report

# What is known without the report that leaves; an incident that was opened without one was answered
# when it was opened.
_OTHERS = """
SELECT least(min(r.received_at), i.opened_at, (SELECT min(reached_at) FROM incident WHERE merged_into = i.id)) AS reached_at,
    coalesce(min(r.answered_at), i.opened_at) AS answered_at
FROM incident i LEFT JOIN report r ON r.incident_id = i.id WHERE i.id = $1 GROUP BY i.id
"""


async def lock_report(uow: UnitOfWork, report_id: UUID, *incident_ids: UUID) -> Report:
    """Lock the report's incident and `incident_ids`, then the report.

    Always in this order, as who links or closes does.
    """
    seen = await uow.find(Report, report_id)
    if seen is None:
        raise NotFound("report.not_found", f"report {report_id}")
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


async def link(
    uow: UnitOfWork, report: Report, incident: Incident, *, at: datetime | None = None
) -> Report:
    """Tie the report to an open incident, which counts it and keeps the earliest time it was reached."""
    if report.incident_id == incident.id and report.state == ReportState.LINKED:
        return report
    check_open(incident)
    left = report.incident_id if report.state == ReportState.LINKED else None
    await tie(uow, report, incident, at=at)
    if (
        report.answered_at is not None
        and incident.answered_at is not None
        and report.answered_at < incident.answered_at
    ):
        await uow.change(incident, answered_at=report.answered_at)
    await count_report(uow, incident, report_id=report.id, reached_at=report.received_at)
    if left is not None:
        await _leave(uow, report, await uow.get(Incident, left))
    return report


async def _leave(uow: UnitOfWork, report: Report, incident: Incident) -> None:
    """Take the report out of the incident to which it was tied by mistake, and its time with it."""
    others = await uow.fetchrow(_OTHERS, incident.id)
    if others is None:
        return
    if incident.answered_at == report.answered_at:
        await uow.change(incident, answered_at=others["answered_at"])
    reached_at = (
        others["reached_at"] if incident.reached_at == report.received_at else incident.reached_at
    )
    await uncount_report(uow, incident, report_id=report.id, reached_at=reached_at)


async def tie(
    uow: UnitOfWork, report: Report, incident: Incident, *, at: datetime | None = None
) -> Report:
    """Tie the report to the incident that was opened from it."""
    LIFECYCLE.check(ReportState(report.state), ReportState.LINKED)
    when = true_time(at, uow.now)
    await answer(uow, report, at=when)
    was = report.state
    await uow.change(report, state=ReportState.LINKED, incident_id=incident.id, discard_reason=None)
    uow.append(
        ReportLinked(noun_id=report.id, incident_id=incident.id, at=when, by_policy=False, was=was)
    )
    return report


async def discard(
    uow: UnitOfWork, report: Report, reason: DiscardReason, *, note: str = ""
) -> Report:
    """Say that the report leads to no incident. It stays, and can be linked after all."""
    LIFECYCLE.check(ReportState(report.state), ReportState.DISCARDED)
    await answer(uow, report)
    await uow.change(report, state=ReportState.DISCARDED, discard_reason=reason)
    uow.append(ReportDiscarded(noun_id=report.id, at=uow.now, reason=reason, note=note))
    return report


async def refer(uow: UnitOfWork, report: Report, *, to: str, ticket: str | None) -> Report:
    """Hand the report to the non-emergency side or another city."""
    LIFECYCLE.check(ReportState(report.state), ReportState.REFERRED)
    await answer(uow, report)
    await uow.change(report, state=ReportState.REFERRED, referred_to=to, referral_ticket=ticket)
    uow.append(ReportReferred(noun_id=report.id, at=uow.now, to=to, ticket=ticket))
    return report


def check_unlinked(report: Report) -> Report:
    """Refuse to open a second incident from one report (`report.already_linked`)."""
    if report.state == ReportState.LINKED:
        raise Conflict(
            "report.already_linked",
            "the report belongs to an incident",
            incident_id=str(report.incident_id),
        )
    return report
