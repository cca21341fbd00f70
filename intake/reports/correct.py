"""Correct what a channel learnt better about a report's beginning.

When it reached the centre, and who reports.
"""

from collections.abc import Collection
from datetime import datetime

from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.reports.events import ReportCorrected
from intake.reports.models import Report


async def correct(
    uow: UnitOfWork,
    report: Report,
    *,
    received_at: datetime | None,
    reporter_phone: str | None,
    settled: Collection[str] = (),
) -> Report:
    """Take over an earlier arrival and a number that was missing.

    The flags in `settled` no longer hold.
    """
    was = report.received_at
    await uow.change(
        report,
        received_at=received_at or was,
        reporter_phone=reporter_phone or report.reporter_phone,
        flags=[flag for flag in report.flags if flag not in settled],
    )
    uow.append(
        ReportCorrected(
            noun_id=report.id,
            incident_id=report.incident_id,
            at=report.received_at,
            was_received_at=was.isoformat(),
        )
    )
    return report
