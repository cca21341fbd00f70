"""What follows for clocks from facts of intake.

The answer clock, from the report's arrival to a human.
"""

from datetime import datetime

from dispatch.incidents.merge import count_report
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.sla.metrics import Metric
from dispatch.sla.retime import TrueTimes, restate
from dispatch.sla.start import StartClock, StartClocks
from dispatch.sla.stop import attach_answer_clock, stop_clock
from intake.reports.events import ReportAnswered, ReportCorrected, ReportLinked, ReportReceived
from intake.reports.models import Report


class AnswerClock:
    """Starts, stops and hands on the answer clock of a report."""

    def __init__(self, clocks: StartClocks) -> None:
        """Start clocks with the targets in force."""
        self._clocks = clocks

    async def when_received(self, uow: UnitOfWork, event: ReportReceived) -> None:
        """Start it; a report that somebody had answered at once stops it in the same moment.

        Drills are not timed.
        """
        if event.drill:
            return
        self._clocks.start_clock(
            uow,
            StartClock(
                metric=Metric.ANSWER,
                scope_id=event.noun_id,
                at=event.at,
                report_id=event.noun_id,
                channel=event.channel,
            ),
        )
        if event.answered_at is not None:
            await stop_clock(
                uow, Metric.ANSWER, event.noun_id, datetime.fromisoformat(event.answered_at)
            )

    async def when_answered(self, uow: UnitOfWork, event: ReportAnswered) -> None:
        """Stop it; an incident that a policy had opened before now has a human, so its own clocks start."""
        await stop_clock(uow, Metric.ANSWER, event.noun_id, event.at)
        report = await uow.get(Report, event.noun_id)
        if report.incident_id is not None:
            incident = await uow.get(Incident, report.incident_id)
            if incident.answered_at is None:
                await uow.change(incident, answered_at=event.at)
            await self._clocks.note_answered(uow, incident.id, event.at)

    async def when_corrected(self, uow: UnitOfWork, event: ReportCorrected) -> None:
        """Let it begin when the report really reached the centre, and its incident with it."""
        await restate(uow, Metric.ANSWER, event.noun_id, TrueTimes(started_at=event.at))
        if event.incident_id is not None:
            incident = await uow.get(Incident, event.incident_id)
            await count_report(uow, incident, report_id=event.noun_id, reached_at=event.at, count=0)

    async def when_linked(self, uow: UnitOfWork, event: ReportLinked) -> None:
        """Show it with the incident."""
        await attach_answer_clock(uow, event.noun_id, event.incident_id)
