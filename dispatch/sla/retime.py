"""Move clocks when what they rest on is learnt better.

The type, an earlier report, a corrected stamp, an incident that came back.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.incidents.events import (
    IncidentArrivalShared,
    IncidentClassified,
    IncidentReopened,
    IncidentUnmerged,
    ReportCounted,
)
from dispatch.incidents.lifecycle import OPEN
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.sla.clock import deadline, next_wake
from dispatch.sla.events import SlaRetimed
from dispatch.sla.metrics import Metric, Verdict
from dispatch.sla.models import SlaClock
from dispatch.sla.policy import Case, PolicySource, Target
from dispatch.sla.start import StartClocks, about
from dispatch.sla.stop import about_clock, judge
from dispatch.tasks.models import Task
from dispatch.units.events import MilestoneCorrected
from dispatch.units.milestones import Milestone

_RUNNING = "SELECT scope_id, metric FROM sla_clock WHERE incident_id = $1 AND verdict = 'running' ORDER BY scope_id, metric"


@dataclass(slots=True, frozen=True, kw_only=True)
class TrueTimes:
    """True times of an interval that were learnt later; None leaves one as it is."""

    started_at: datetime | None = None
    stopped_at: datetime | None = None


class RetimeClocks:
    """Finds the target again when the incident is classified anew."""

    def __init__(self, policies: PolicySource) -> None:
        """Ask `policies` for targets."""
        self._policies = policies
        self._start = StartClocks(policies)

    async def when_classified(self, uow: UnitOfWork, event: IncidentClassified) -> None:
        """Give the running clocks of the incident the target of its new type and priority."""
        if (event.was_type, event.was_priority) == (event.incident_type, event.priority):
            return
        incident = await uow.get(Incident, event.noun_id)
        await uow.flush()
        for row in await uow.fetch(_RUNNING, incident.id):
            clock = await uow.get(SlaClock, row["scope_id"], row["metric"])
            case = Case(
                clock.metric, clock.agency_id, incident.type, incident.priority, incident.channel
            )
            await _apply(uow, clock, self._policies.current().target(case, clock.started_at))
        if await uow.look(SlaClock, incident.id, Metric.RESOLUTION) is None:
            self._start.start_clock(uow, about(incident, Metric.RESOLUTION, incident.reached_at))


async def _apply(uow: UnitOfWork, clock: SlaClock, target: Target | None) -> None:
    new_id = None if target is None else target.id
    if new_id == clock.target_id:
        return
    limit = (
        None if target is None else deadline(clock.started_at, target.value_s, target.warn_share)
    )
    warn_at, due_at = (None, None) if limit is None else (limit.warn_at, limit.due_at)
    await uow.change(
        clock,
        target_id=new_id,
        target_s=None if target is None else target.value_s,
        legal_basis="" if target is None else target.legal_basis,
        warn_at=warn_at,
        due_at=due_at,
        # A warning that was given is not given again, even if the new target leaves more time.
        wake_at=next_wake(warn_at, due_at, warned=clock.warned_at is not None)
        if clock.live
        else None,
    )
    uow.append(SlaRetimed(**about_clock(clock), at=uow.now, target_s=clock.target_s))


async def restate(uow: UnitOfWork, metric: Metric, scope_id: UUID, times: TrueTimes) -> None:
    """Move a clock to better known true times and judge it again."""
    clock = await uow.look(SlaClock, scope_id, metric)
    if clock is None:
        return
    values: dict[str, datetime | None] = {}
    if times.started_at is not None and times.started_at != clock.started_at:
        values["started_at"] = times.started_at
        # The warning keeps its distance from the deadline.
        moved = times.started_at - clock.started_at
        values["warn_at"] = None if clock.warn_at is None else clock.warn_at + moved
        values["due_at"] = None if clock.due_at is None else clock.due_at + moved
    stopped_at = times.stopped_at or clock.stopped_at
    if stopped_at is not None:
        await judge(uow, clock, stopped_at=stopped_at, **values)
    elif values:
        if clock.wake_at is not None:
            values["wake_at"] = next_wake(
                values["warn_at"], values["due_at"], warned=clock.warned_at is not None
            )
        await uow.change(clock, **values)


async def when_report_counted(uow: UnitOfWork, event: ReportCounted) -> None:
    """An earlier report of the same emergency was linked, or taken away with a merge.

    The response began with the earliest.
    """
    reached_at = datetime.fromisoformat(event.reached_at)
    clock = await uow.look(SlaClock, event.noun_id, Metric.RESPONSE)
    if clock is not None and reached_at != clock.started_at:
        for metric in (Metric.RESPONSE, Metric.RESOLUTION):
            await restate(uow, metric, event.noun_id, TrueTimes(started_at=reached_at))


async def when_corrected(uow: UnitOfWork, event: MilestoneCorrected) -> None:
    """Judge the crew's clocks by the corrected stamp, and the response by the first arrival as it is now known."""
    if event.name == Milestone.ALERTED:
        await restate(uow, Metric.TURNOUT, event.noun_id, TrueTimes(started_at=event.at))
        task = await uow.get(Task, UUID(event.task_id))
        await restate(
            uow, Metric.AGENCY_DISPATCH, task.id, TrueTimes(stopped_at=task.unit_assigned_at)
        )
    if event.name == Milestone.EN_ROUTE:
        await restate(uow, Metric.TURNOUT, event.noun_id, TrueTimes(stopped_at=event.at))
        await restate(uow, Metric.TRAVEL, event.noun_id, TrueTimes(started_at=event.at))
    if event.name == Milestone.ON_SCENE and event.incident_id is not None:
        await restate(uow, Metric.TRAVEL, event.noun_id, TrueTimes(stopped_at=event.at))
        incident = await uow.get(Incident, event.incident_id)
        await restate(
            uow, Metric.RESPONSE, incident.id, TrueTimes(stopped_at=incident.first_on_scene_at)
        )


async def when_arrival_shared(uow: UnitOfWork, event: IncidentArrivalShared) -> None:
    """Judge the response by the first arrival as it is now known; without one it runs on."""
    if event.first_on_scene_at is not None:
        await restate(
            uow,
            Metric.RESPONSE,
            event.noun_id,
            TrueTimes(stopped_at=datetime.fromisoformat(event.first_on_scene_at)),
        )
        return
    incident, clock = (
        await uow.get(Incident, event.noun_id),
        await uow.look(SlaClock, event.noun_id, Metric.RESPONSE),
    )
    if clock is not None and incident.state in OPEN:
        await _run_on(uow, clock)


async def when_back(uow: UnitOfWork, event: IncidentReopened | IncidentUnmerged) -> None:
    """Let response and resolution run on when the incident was not over after all."""
    for metric in (Metric.RESPONSE, Metric.RESOLUTION):
        clock = await uow.look(SlaClock, event.noun_id, metric)
        if clock is None or (metric is Metric.RESPONSE and clock.stopped_at is not None):
            continue
        await _run_on(uow, clock)


async def _run_on(uow: UnitOfWork, clock: SlaClock) -> None:
    running = clock.breached_at is None
    wake_at = (
        next_wake(clock.warn_at, clock.due_at, warned=clock.warned_at is not None)
        if clock.live and running
        else None
    )
    await uow.change(
        clock,
        stopped_at=None,
        verdict=Verdict.RUNNING if running else Verdict.BREACHED,
        wake_at=wake_at,
    )
