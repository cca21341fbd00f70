"""Who has a report in hand: a call taker claims it, releases it, or takes it over."""

from dispatch.access.subject import Subject
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.reports.events import ReportClaimed, ReportReleased
from intake.reports.models import Report


async def claim(
    uow: UnitOfWork, report: Report, subject: Subject, *, take_over: bool = False
) -> Report:
    """Take the report in hand. Claimed again by the same person changes nothing.

    `report.claimed` when a colleague has it, unless it is taken over knowingly.
    """
    if report.claimed_by == subject.actor:
        return report
    if report.claimed_by is not None and not take_over:
        raise Conflict("report.claimed", name=report.claimed_name, claimed_at=report.claimed_at)
    was = report.claimed_by
    await uow.change(
        report, claimed_by=subject.actor, claimed_name=subject.name, claimed_at=uow.now
    )
    uow.append(
        ReportClaimed(
            noun_id=report.id, incident_id=report.incident_id, at=uow.now, was_claimed_by=was
        )
    )
    return report


async def let_go(uow: UnitOfWork, report: Report) -> Report:
    """Give the report back to the queue, whoever had it; nothing that was typed goes with it."""
    if report.claimed_by is None:
        return report
    await uow.change(report, claimed_by=None, claimed_name=None, claimed_at=None)
    uow.append(ReportReleased(noun_id=report.id, incident_id=report.incident_id, at=uow.now))
    return report
