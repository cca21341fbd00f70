"""Stop clocks.

The verdict follows from the true times, whatever the sweep had to assume before they were known.
"""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from dispatch.incidents.events import (
    IncidentCancelled,
    IncidentClassified,
    IncidentClosed,
    IncidentMerged,
    IncidentReferred,
)
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.sla.clock import evaluate
from dispatch.sla.events import SlaBreached, SlaCorrected, SlaEvent, SlaMet, SlaVoided
from dispatch.sla.metrics import Metric, Verdict
from dispatch.sla.models import SlaClock
from dispatch.tasks.events import (
    TaskAborted,
    TaskAcknowledged,
    TaskAssigned,
    TaskCancelled,
    TaskCompleted,
    TaskDeclined,
    TaskExpired,
    TaskOnScene,
    TaskUnitAssigned,
)
from dispatch.units.events import UnitAlerted, UnitMilestone
from dispatch.units.milestones import Milestone

_RUNNING = "SELECT scope_id, metric FROM sla_clock WHERE incident_id = $1 AND verdict = 'running' ORDER BY scope_id, metric"
# Once a unit is clear, an interval that it never finished is nobody's promise any more.
_OF_UNIT = (Metric.TURNOUT, Metric.TRAVEL)


class About(TypedDict):
    """The members that every event of a clock has."""

    noun_id: UUID
    incident_id: UUID | None
    agency_id: str | None
    metric: str
    owner: str
    due_at: str | None


def about_clock(clock: SlaClock) -> About:
    """Return what an event of `clock` says about it."""
    return About(
        noun_id=clock.scope_id,
        incident_id=clock.incident_id,
        agency_id=clock.agency_id,
        metric=clock.metric,
        owner=clock.owner,
        due_at=None if clock.due_at is None else clock.due_at.isoformat(),
    )


async def stop_clock(
    uow: UnitOfWork, metric: Metric, scope_id: UUID, at: datetime
) -> SlaClock | None:
    """Stop the clock at the true time `at`; the earliest stop counts.

    None when no such clock was started.
    """
    clock = await uow.look(SlaClock, scope_id, metric)
    if clock is not None and (clock.stopped_at is None or at < clock.stopped_at):
        await judge(uow, clock, stopped_at=at)
    return clock


async def judge(
    uow: UnitOfWork, clock: SlaClock, *, stopped_at: datetime, **values: datetime | None
) -> None:
    """Write the stop and the verdict it leads to; append the one event that says so."""
    was = Verdict(clock.verdict)
    due_at = values.get("due_at", clock.due_at)
    verdict = evaluate(values.get("started_at") or clock.started_at, stopped_at, due_at, uow.now)
    if verdict is Verdict.BREACHED and clock.breached_at is None:
        values["breached_at"] = due_at
    await uow.change(clock, stopped_at=stopped_at, verdict=verdict, wake_at=None, **values)
    event = _verdict_event(clock, was, verdict)
    if event is not None:
        uow.append(event)


def _verdict_event(clock: SlaClock, was: Verdict, verdict: Verdict) -> SlaEvent | None:
    at = clock.stopped_at or clock.started_at
    if verdict is was:
        return None
    if was is not Verdict.RUNNING:
        return SlaCorrected(**about_clock(clock), at=at, verdict=verdict)
    if verdict is Verdict.MET:
        return SlaMet(**about_clock(clock), at=at)
    if verdict is Verdict.BREACHED:
        return SlaBreached(**about_clock(clock), at=clock.due_at or at, late=True)
    # Without a target there was nothing to judge and nothing to say.
    return (
        None
        if clock.due_at is None
        else SlaVoided(**about_clock(clock), at=at, reason="impossible_order")
    )


async def void_clock(uow: UnitOfWork, clock: SlaClock, *, reason: str, at: datetime) -> None:
    """Take a running clock out of judgement; a verdict that was reached stays."""
    if clock.verdict != Verdict.RUNNING:
        return
    await uow.change(clock, verdict=Verdict.VOID, wake_at=None)
    uow.append(SlaVoided(**about_clock(clock), at=at, reason=reason))


async def attach_answer_clock(uow: UnitOfWork, report_id: UUID, incident_id: UUID | None) -> None:
    """Show the report's answer clock with the incident that the report was linked to."""
    clock = await uow.look(SlaClock, report_id, Metric.ANSWER)
    if clock is not None and clock.incident_id != incident_id:
        await uow.change(clock, incident_id=incident_id)


async def when_assigned(uow: UnitOfWork, event: TaskAssigned) -> None:
    """End the processing with the first order."""
    if event.incident_id is None:
        return
    incident = await uow.get(Incident, event.incident_id)
    is_first = incident.first_assigned_at is None or event.at <= incident.first_assigned_at
    if incident.answered_at is not None and is_first:
        await stop_clock(uow, Metric.PROCESSING, incident.id, event.at)


async def when_classified(uow: UnitOfWork, event: IncidentClassified) -> None:
    """End the triage."""
    await stop_clock(uow, Metric.TRIAGE, event.noun_id, event.at)


async def when_acknowledged(uow: UnitOfWork, event: TaskAcknowledged) -> None:
    """End the hand-over."""
    await stop_clock(uow, Metric.HAND_OVER, event.noun_id, event.at)


async def when_alerted(uow: UnitOfWork, event: UnitAlerted) -> None:
    """End the agency's own dispatch with its first unit."""
    await stop_clock(uow, Metric.AGENCY_DISPATCH, UUID(event.task_id), event.at)


async def when_unit_assigned(uow: UnitOfWork, event: TaskUnitAssigned) -> None:
    """The same for an agency that only says that it sends somebody."""
    await stop_clock(uow, Metric.AGENCY_DISPATCH, event.noun_id, event.at)


async def when_on_scene(uow: UnitOfWork, event: TaskOnScene) -> None:
    """End the response with the first arrival."""
    if event.incident_id is not None:
        await stop_clock(uow, Metric.RESPONSE, event.incident_id, event.at)


async def when_milestone(uow: UnitOfWork, event: UnitMilestone) -> None:
    """End what the crew owed.

    The first unit on scene also ends the response, even if its stamp came after another's.
    """
    if event.name == Milestone.EN_ROUTE:
        await stop_clock(uow, Metric.TURNOUT, event.noun_id, event.at)
    if event.name == Milestone.ON_SCENE:
        await stop_clock(uow, Metric.TRAVEL, event.noun_id, event.at)
        if event.incident_id is not None:
            await stop_clock(uow, Metric.RESPONSE, event.incident_id, event.at)
    if event.name == Milestone.CLEAR:
        for metric in _OF_UNIT:
            await _void(uow, metric, event.noun_id, "unit.clear", event.at)


async def when_task_over(
    uow: UnitOfWork, event: TaskDeclined | TaskExpired | TaskCancelled | TaskAborted | TaskCompleted
) -> None:
    """Void what the agency still owed for a task that is over."""
    for metric in (Metric.HAND_OVER, Metric.AGENCY_DISPATCH):
        await _void(uow, metric, event.noun_id, event.type, event.at)


async def when_ended(
    uow: UnitOfWork, event: IncidentClosed | IncidentCancelled | IncidentMerged | IncidentReferred
) -> None:
    """Stop the resolution of a closed incident.

    Void whatever still runs, because nobody waits for it any more.
    """
    if isinstance(event, IncidentClosed):
        await stop_clock(uow, Metric.RESOLUTION, event.noun_id, event.at)
    await uow.flush()
    for row in await uow.fetch(_RUNNING, event.noun_id):
        await _void(uow, Metric(row["metric"]), row["scope_id"], event.type, event.at)


async def _void(uow: UnitOfWork, metric: Metric, scope_id: UUID, reason: str, at: datetime) -> None:
    clock = await uow.look(SlaClock, scope_id, metric)
    if clock is not None:
        await void_clock(uow, clock, reason=reason, at=at)
