"""What follows for an incident from facts about its reports. Clocks follow by themselves."""

from typing import Final
from uuid import UUID

from dispatch.incidents.events import IncidentUnmerged
from dispatch.incidents.merge import count_report
from dispatch.incidents.models import Incident
from dispatch.incidents.note_answered import note_answered
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.reports.events import ReportAnswered, ReportCorrected
from intake.reports.models import Report

_EARLIEST: Final = """
SELECT least((SELECT min(received_at) FROM report WHERE incident_id = $1),
    (SELECT min(reached_at) FROM incident WHERE merged_into = $1))
"""


async def answer_incident(uow: UnitOfWork, event: ReportAnswered) -> None:
    """A human who has the report has its incident, which a policy may have opened before."""
    report = await uow.get(Report, event.noun_id)
    if report.incident_id is not None:
        await note_answered(uow, await uow.get(Incident, report.incident_id), event.at)


async def correct_incident(uow: UnitOfWork, event: ReportCorrected) -> None:
    """The incident was reached when its earliest report was, as is known now."""
    if event.incident_id is not None:
        incident = await uow.get(Incident, event.incident_id)
        await count_report(uow, incident, report_id=event.noun_id, reached_at=event.at, count=0)


async def recount_left(uow: UnitOfWork, event: IncidentUnmerged) -> None:
    """The incident that stays was reached when the earliest report it keeps was.

    One that was linked while the two were one may lie between their times.
    """
    left = await uow.get(Incident, UUID(event.out_of))
    reached_at = await uow.fetchval(_EARLIEST, left.id)
    if reached_at is not None and reached_at < left.reached_at:
        await count_report(uow, left, report_id=None, reached_at=reached_at, count=0)
