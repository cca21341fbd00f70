"""Start clocks: one look-up in the policy and one row each, because every report of a bad night passes here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.incidents.events import IncidentOpened
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import entered_late
from dispatch.sla.clock import deadline
from dispatch.sla.metrics import ALWAYS, Metric, Verdict, owner_of
from dispatch.sla.models import SlaClock
from dispatch.sla.policy import Case, PolicySource, Target
from dispatch.sla.stop import stop_clock
from dispatch.tasks.events import TaskAcknowledged, TaskAssigned
from dispatch.units.events import UnitAlerted, UnitMilestone
from dispatch.units.milestones import Milestone


@dataclass(slots=True, frozen=True, kw_only=True)
class StartClock:
    """Which interval of what started when, and what its target may depend on."""

    metric: Metric
    scope_id: UUID
    at: datetime
    incident_id: UUID | None = None
    report_id: UUID | None = None
    agency_id: str | None = None
    type: str | None = None
    priority: int | None = None
    channel: str | None = None


class StartClocks:
    """Starts clocks with the target in force at their start."""

    def __init__(self, policies: PolicySource) -> None:
        """Ask `policies` for targets."""
        self._policies = policies

    def start_clock(self, uow: UnitOfWork, new: StartClock) -> SlaClock | None:
        """Start a clock; None when this interval is only measured where a target exists and there is none."""
        case = Case(new.metric, new.agency_id, new.type, new.priority, new.channel)
        target = self._policies.current().target(case, new.at)
        if target is None and new.metric not in ALWAYS:
            return None
        clock = make_clock(new, target, live=not entered_late(new.at, uow.now))
        uow.add(clock)
        return clock

    async def when_opened(self, uow: UnitOfWork, event: IncidentOpened) -> None:
        """Start response and resolution from the moment it reached the centre.

        Triage and processing once a human answered.
        """
        incident = await uow.get(Incident, event.noun_id)
        self.start_clock(uow, about(incident, Metric.RESPONSE, incident.reached_at))
        self.start_clock(uow, about(incident, Metric.RESOLUTION, incident.reached_at))
        if incident.answered_at is not None:
            await self._start_desk(uow, incident, incident.answered_at)

    async def note_answered(self, uow: UnitOfWork, incident_id: UUID, at: datetime) -> None:
        """Start triage and processing of an incident that a policy had opened before a human answered."""
        if await uow.look(SlaClock, incident_id, Metric.TRIAGE) is None:
            await self._start_desk(uow, await uow.get(Incident, incident_id), at)

    async def _start_desk(self, uow: UnitOfWork, incident: Incident, at: datetime) -> None:
        self.start_clock(uow, about(incident, Metric.TRIAGE, at))
        if incident.classified_at is not None:
            await stop_clock(uow, Metric.TRIAGE, incident.id, incident.classified_at)
        # What a policy sent before anybody answered was not processed by a desk.
        if incident.first_assigned_at is None or incident.first_assigned_at >= at:
            self.start_clock(uow, about(incident, Metric.PROCESSING, at))
            if incident.first_assigned_at is not None:
                await stop_clock(uow, Metric.PROCESSING, incident.id, incident.first_assigned_at)

    async def when_assigned(self, uow: UnitOfWork, event: TaskAssigned) -> None:
        """Start the hand-over: until a human acknowledges, the centre is still responsible."""
        new = StartClock(
            metric=Metric.HAND_OVER,
            scope_id=event.noun_id,
            at=event.at,
            incident_id=event.incident_id,
            agency_id=event.agency_id,
            type=event.incident_type,
            priority=event.priority,
            channel=event.channel,
        )
        self.start_clock(uow, new)

    async def when_acknowledged(self, uow: UnitOfWork, event: TaskAcknowledged) -> None:
        """Start the agency's own dispatch."""
        await self._start_step(uow, event, Metric.AGENCY_DISPATCH)

    async def when_alerted(self, uow: UnitOfWork, event: UnitAlerted) -> None:
        """Start the crew's turnout."""
        await self._start_step(uow, event, Metric.TURNOUT)

    async def when_milestone(self, uow: UnitOfWork, event: UnitMilestone) -> None:
        """Start the travel when a unit is on its way."""
        if event.name == Milestone.EN_ROUTE:
            await self._start_step(uow, event, Metric.TRAVEL)

    async def _start_step(
        self, uow: UnitOfWork, event: TaskAcknowledged | UnitAlerted | UnitMilestone, metric: Metric
    ) -> None:
        if event.incident_id is None:
            return
        incident = await uow.get(Incident, event.incident_id)
        self.start_clock(
            uow,
            about(incident, metric, event.at, scope_id=event.noun_id, agency_id=event.agency_id),
        )


def about(
    incident: Incident,
    metric: Metric,
    at: datetime,
    *,
    scope_id: UUID | None = None,
    agency_id: str | None = None,
) -> StartClock:
    """Return the start of a clock of `incident`, or of one of its tasks or units (`scope_id`)."""
    return StartClock(
        metric=metric,
        scope_id=scope_id or incident.id,
        at=at,
        incident_id=incident.id,
        agency_id=agency_id,
        type=incident.type,
        priority=incident.priority,
        channel=incident.channel,
    )


def make_clock(new: StartClock, target: Target | None, *, live: bool) -> SlaClock:
    """Return the row of a clock that begins to run."""
    limit = None if target is None else deadline(new.at, target.value_s, target.warn_share)
    return SlaClock(
        scope_id=new.scope_id,
        metric=new.metric,
        incident_id=new.incident_id,
        report_id=new.report_id,
        agency_id=new.agency_id,
        owner=owner_of(new.metric, new.agency_id),
        started_at=new.at,
        target_s=None if target is None else target.value_s,
        warn_at=None if limit is None else limit.warn_at,
        due_at=None if limit is None else limit.due_at,
        wake_at=limit.warn_at if limit is not None and live else None,
        verdict=Verdict.RUNNING,
        live=live,
        target_id=None if target is None else target.id,
        legal_basis="" if target is None else target.legal_basis,
    )
