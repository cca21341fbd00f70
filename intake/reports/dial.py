"""Call a reporter back: who had the number, when, and for which report is on record."""

from datetime import datetime

from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from intake.reports.events import ReportDialled
from intake.reports.models import Report


async def dial(uow: UnitOfWork, report: Report, *, at: datetime | None = None) -> str:
    """Return the number to call; that it was asked for is a fact.

    `report.no_number` when there is none.
    """
    if report.reporter_phone is None:
        raise Conflict("report.no_number")
    when = true_time(at, uow.now)
    uow.append(ReportDialled(noun_id=report.id, incident_id=report.incident_id, at=when))
    return report.reporter_phone
