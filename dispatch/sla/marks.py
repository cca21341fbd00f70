"""The marks: how each fact that bears on time is read, as `intervals.py` names them.

A mark only reads. Facts of an edge are read by their members, so no edge is imported.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from dispatch.incidents.events import (
    IncidentAnswered,
    IncidentArrivalShared,
    IncidentClassified,
    IncidentOpened,
    ReportCounted,
)
from dispatch.incidents.lifecycle import OPEN
from dispatch.incidents.models import Incident
from dispatch.kernel.store.event_log import Event
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.sla.metrics import Metric
from dispatch.sla.models import SlaClock
from dispatch.sla.moves import Attach, M_co, Mark, Restate, RunOn, Start, Stop, Void
from dispatch.tasks.events import TaskAcknowledged, TaskAssigned, TaskReleased
from dispatch.tasks.lifecycle import OFFERED
from dispatch.tasks.models import Task
from dispatch.units.events import MilestoneCorrected, UnitAlerted, UnitMilestone
from dispatch.units.milestones import Milestone


class Reached(Protocol):
    """A report reached the centre; `answered_at` in RFC 3339 when a person had it at once."""

    noun_id: UUID
    at: datetime
    channel: str
    answered_at: str | None
    drill: bool


def about(
    incident: Incident,
    at: datetime,
    *,
    scope_id: UUID | None = None,
    agency_id: str | None = None,
    once: bool = False,
) -> Start:
    """Return the start of a clock of `incident`, or of one of its orders or units (`scope_id`)."""
    return Start(
        scope_id=scope_id or incident.id,
        at=at,
        incident_id=incident.id,
        agency_id=agency_id,
        type=incident.type,
        priority=incident.priority,
        channel=incident.channel,
        once=once,
    )


async def noun_done(_: UnitOfWork, event: Event) -> Stop:
    """Stop: the fact ends the interval of the thing it is about."""
    return Stop(event.noun_id, event.at)


async def noun_over(_: UnitOfWork, event: Event) -> Void:
    """Void: the thing the fact is about is over, whatever was still owed."""
    return Void(event.noun_id, event.at, event.type)


async def unit_clear(_: UnitOfWork, event: UnitMilestone) -> Void:
    """Void: a unit that is clear owes no interval that it never finished."""
    return Void(event.noun_id, event.at, "unit.clear")


async def incident_done(_: UnitOfWork, event: Event) -> Stop | None:
    """Stop: the fact about an order or a unit ends an interval of its incident."""
    return None if event.incident_id is None else Stop(event.incident_id, event.at)


async def step_begun(uow: UnitOfWork, event: Event) -> Start | None:
    """Start: the fact about an order or a unit begins its own interval."""
    if event.incident_id is None:
        return None
    incident = await uow.get(Incident, event.incident_id)
    return about(incident, event.at, scope_id=event.noun_id, agency_id=event.agency_id)


# Reports: a mark reads the members and not the class, because intake stands above.


async def report_reached(_: UnitOfWork, event: Reached) -> Start | None:
    """Start: a report waits for a human from here. Drills are not timed."""
    if event.drill:
        return None
    return Start(
        scope_id=event.noun_id, at=event.at, report_id=event.noun_id, channel=event.channel
    )


async def report_answered_at_once(_: UnitOfWork, event: Reached) -> Stop | None:
    """Stop: somebody had the report when it was entered."""
    if event.drill or event.answered_at is None:
        return None
    return Stop(event.noun_id, datetime.fromisoformat(event.answered_at))


async def report_corrected(_: UnitOfWork, event: Event) -> Restate:
    """Restate: the report reached the centre at another time than was known."""
    return Restate(scope_id=event.noun_id, started_at=event.at)


async def report_linked(_: UnitOfWork, event: Event) -> Attach:
    """Attach: the report belongs to an incident now."""
    return Attach(event.noun_id, event.incident_id)


# Incidents


async def incident_reached(uow: UnitOfWork, event: IncidentOpened) -> Start:
    """Start: the emergency reached the centre with its first report."""
    incident = await uow.get(Incident, event.noun_id)
    return about(incident, incident.reached_at)


async def incident_retyped(uow: UnitOfWork, event: IncidentClassified) -> Start | None:
    """Restart: another type may have a target where the old one had none."""
    if not is_retyped(event):
        return None
    incident = await uow.get(Incident, event.noun_id)
    return about(incident, incident.reached_at, once=True)


def is_retyped(event: IncidentClassified) -> bool:
    """Whether an incident's type or priority changed."""
    return (event.was_type, event.was_priority) != (event.incident_type, event.priority)


async def human_has_it(uow: UnitOfWork, event: IncidentOpened | IncidentAnswered) -> Start | None:
    """Start: a human has the emergency, and the desk's own work begins."""
    incident = await uow.get(Incident, event.noun_id)
    return None if incident.answered_at is None else about(incident, incident.answered_at)


async def desk_must_send(uow: UnitOfWork, event: IncidentOpened | IncidentAnswered) -> Start | None:
    """Start: a human has it, unless a policy had sent somebody before.

    What a policy sends is not processed by a desk.
    """
    incident = await uow.get(Incident, event.noun_id)
    sent_at, at = incident.first_assigned_at, incident.answered_at
    return None if at is None or (sent_at is not None and sent_at < at) else about(incident, at)


async def typed_before(uow: UnitOfWork, event: IncidentOpened | IncidentAnswered) -> Stop | None:
    """Stop: a human had set the type before the triage clock could begin."""
    incident = await uow.get(Incident, event.noun_id)
    if incident.answered_at is None or incident.classified_at is None:
        return None
    return Stop(incident.id, incident.classified_at)


async def sent_before(uow: UnitOfWork, event: IncidentOpened | IncidentAnswered) -> Stop | None:
    """Stop: the first order had been given before the processing clock could begin."""
    incident = await uow.get(Incident, event.noun_id)
    sent_at, at = incident.first_assigned_at, incident.answered_at
    return None if at is None or sent_at is None or sent_at < at else Stop(incident.id, sent_at)


async def earlier_report(uow: UnitOfWork, event: ReportCounted) -> Restate | None:
    """Restate: the emergency began with the earliest of the reports that count."""
    reached_at = datetime.fromisoformat(event.reached_at)
    clock = await uow.look(SlaClock, event.noun_id, Metric.RESPONSE)
    if clock is None or reached_at == clock.started_at:
        return None
    return Restate(scope_id=event.noun_id, started_at=reached_at)


async def arrival_shared(uow: UnitOfWork, event: IncidentArrivalShared) -> Restate | RunOn | None:
    """Restate: the first arrival is another one; without one the response runs on."""
    if event.first_on_scene_at is not None:
        first = datetime.fromisoformat(event.first_on_scene_at)
        return Restate(scope_id=event.noun_id, stopped_at=first)
    incident = await uow.get(Incident, event.noun_id)
    return RunOn(incident.id) if incident.state in OPEN else None


async def incident_back(_: UnitOfWork, event: Event) -> RunOn:
    """Run on: the incident was not over after all."""
    return RunOn(event.noun_id)


async def back_unanswered(uow: UnitOfWork, event: Event) -> RunOn | None:
    """Run on, for an interval that does not begin again once it has ended."""
    clock = await uow.look(SlaClock, event.noun_id, Metric.RESPONSE)
    return None if clock is None or clock.stopped_at is not None else RunOn(event.noun_id)


# Orders and units


async def first_order(uow: UnitOfWork, event: TaskAssigned) -> Stop | None:
    """Stop: the first order ends the desk's processing."""
    if event.incident_id is None:
        return None
    incident = await uow.get(Incident, event.incident_id)
    is_first = incident.first_assigned_at is None or event.at <= incident.first_assigned_at
    return Stop(incident.id, event.at) if incident.answered_at is not None and is_first else None


async def order_given(_: UnitOfWork, event: TaskAssigned | TaskReleased) -> Start:
    """Start: until a human acknowledges the order, the centre is responsible."""
    return Start(
        scope_id=event.noun_id,
        at=event.at,
        incident_id=event.incident_id,
        agency_id=event.agency_id,
        type=event.incident_type,
        priority=event.priority,
        channel=event.channel,
    )


async def order_released(uow: UnitOfWork, event: TaskReleased) -> Start | None:
    """Start anew: a human must hear that the agency is to go, unless it left already."""
    task = await uow.get(Task, event.noun_id)
    if task.state not in OFFERED:
        return None
    return replace(await order_given(uow, event), again=True)


async def order_taken(_: UnitOfWork, event: TaskAcknowledged) -> Stop | None:
    """Stop: a human acknowledged the order, and it is known when."""
    return None if event.implied else Stop(event.noun_id, event.at)


async def order_taken_unsaid(_: UnitOfWork, event: TaskAcknowledged) -> Void | None:
    """Void: a later step proves the acknowledgement; whether in time nobody can say."""
    return Void(event.noun_id, event.at, "implied") if event.implied else None


async def order_in_hand(uow: UnitOfWork, event: TaskAcknowledged) -> Start | None:
    """Start: the agency's own work begins, if it is known when; after stand-by, again."""
    begun = await step_begun(uow, event)
    if event.implied or begun is None:
        return None
    task = await uow.get(Task, event.noun_id)
    return begun if task.released_at is None else replace(begun, again=True)


async def unit_sent_before(uow: UnitOfWork, event: TaskAcknowledged) -> Stop | None:
    """Stop: the unit had been sent before anybody said that the order was taken."""
    if event.implied:
        return None
    sent_at = (await uow.get(Task, event.noun_id)).unit_assigned_at
    return None if sent_at is None else Stop(event.noun_id, max(sent_at, event.at))


async def unit_of_order(_: UnitOfWork, event: UnitAlerted) -> Stop:
    """Stop: the first unit ends what the agency owed for the order."""
    return Stop(UUID(event.task_id), event.at)


def at(name: Milestone, mark: Mark[M_co]) -> Mark[M_co]:
    """Return `mark` for the facts about the milestone `name` only."""

    async def of_milestone(uow: UnitOfWork, event: Any) -> M_co | None:
        return await mark(uow, event) if event.name == name else None

    return of_milestone


def either(*choices: Mark[M_co]) -> Mark[M_co]:
    """Return the mark that gives what the first of `choices` gives that applies."""

    async def first_of(uow: UnitOfWork, event: Any) -> M_co | None:
        for mark in choices:
            move = await mark(uow, event)
            if move is not None:
                return move
        return None

    return first_of


async def start_corrected(_: UnitOfWork, event: MilestoneCorrected) -> Restate:
    """Restate: the stamp with which the unit's interval began was corrected."""
    return Restate(scope_id=event.noun_id, started_at=event.at)


async def stop_corrected(_: UnitOfWork, event: MilestoneCorrected) -> Restate:
    """Restate: the stamp with which the unit's interval ended was corrected."""
    return Restate(scope_id=event.noun_id, stopped_at=event.at)


async def first_unit_corrected(uow: UnitOfWork, event: MilestoneCorrected) -> Restate:
    """Restate: the order's first unit was alerted at another time."""
    task = await uow.get(Task, UUID(event.task_id))
    return Restate(scope_id=task.id, stopped_at=task.unit_assigned_at)


async def first_arrival_corrected(uow: UnitOfWork, event: MilestoneCorrected) -> Restate | None:
    """Restate: the incident's first arrival was at another time."""
    if event.incident_id is None:
        return None
    incident = await uow.get(Incident, event.incident_id)
    return Restate(scope_id=incident.id, stopped_at=incident.first_on_scene_at)
