"""What follows for an incident from facts about its reports. Clocks follow by themselves."""

from dispatch.incidents.merge import count_report
from dispatch.incidents.models import Incident
from dispatch.incidents.note_answered import note_answered
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.reports.events import ReportAnswered, ReportCorrected
from intake.reports.models import Report


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
