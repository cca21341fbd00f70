"""What follows for tasks from other facts.

Plan an opened incident, ask the next candidate, keep the incident's state in step.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from asyncpg import Record

from dispatch.directory.read import keep_in_service
from dispatch.incidents.change_state import transition
from dispatch.incidents.events import (
    AlarmChanged,
    IncidentCancelled,
    IncidentClassified,
    IncidentClosed,
    IncidentFloodChanged,
    IncidentLocated,
    IncidentMerged,
    IncidentMoved,
    IncidentOpened,
    IncidentReferred,
    IncidentSignsChanged,
    IncidentVerified,
    PlanWanted,
)
from dispatch.incidents.lifecycle import OPEN, IncidentState
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.arrival import share_arrival
from dispatch.tasks.assign import Order, assign, check_not_asked
from dispatch.tasks.difference import SENDING, Step
from dispatch.tasks.events import (
    CandidatesExhausted,
    TaskAcknowledged,
    TaskDeclined,
    TaskExpired,
    TaskOnScene,
    TaskReturned,
)
from dispatch.tasks.follow_plan import follow_plan
from dispatch.tasks.lifecycle import LIVE, OFFERED, TAKEN_OR_ASKED, TaskState
from dispatch.tasks.models import Task
from dispatch.tasks.plan import FloodWatch, TableSource, plan_incident
from dispatch.tasks.progress import cancel
from dispatch.tasks.reasons import NEXT_CANDIDATE, RETURNED, stored_reasons
from dispatch.tasks.verify import verify
from routing import Line, Plan, Reason, as_record
from routing.rank import LAST_RESORT

Replanned: TypeAlias = (
    IncidentClassified
    | IncidentLocated
    | AlarmChanged
    | IncidentSignsChanged
    | IncidentFloodChanged
    | PlanWanted
)


def order_of(line: Line, *, at: datetime | None = None) -> Order:
    """Turn a line of a plan into an order, with the plan's reasons."""
    return Order(
        agency_id=line.agency_id,
        service=line.service,
        reasons=line.reasons,
        candidates=line.candidates,
        stand_by=line.stand_by,
        count=line.count,
        at=at,
    )


class MakePlan:
    """Plans an incident when it is opened, and again when something the plan rests on changes."""

    def __init__(self, tables: TableSource, floods: FloodWatch) -> None:
        """Plan with the table and the flood state of the moment."""
        self._tables = tables
        self._floods = floods

    async def when_opened(self, uow: UnitOfWork, event: IncidentOpened) -> None:
        """Plan a new incident; with `assign_at_once` order everybody who is not on stand-by.

        Whom the plan only names because nobody has the service is for a person to call.
        """
        incident = await uow.get(Incident, event.noun_id)
        advice = await self._plan(uow, incident)
        if not event.assign_at_once:
            return
        for line in advice.lines:
            if line.tier == LAST_RESORT:
                uow.append(CandidatesExhausted(**_about(incident, line), service=line.service))
            elif not line.stand_by:
                await assign(uow, incident, order_of(line, at=event.at))

    async def when_changed(
        self,
        uow: UnitOfWork,
        event: Replanned,
    ) -> None:
        """Plan an incident again; what the new plan adds is ordered by policy or shown."""
        incident = await uow.get(Incident, event.noun_id)
        if incident.state not in OPEN:
            return
        advice = await self._plan(uow, incident)
        await follow_plan(uow, incident, as_record(advice)["lines"], steps=_steps(incident, event))

    async def _plan(self, uow: UnitOfWork, incident: Incident) -> Plan:
        return await plan_incident(uow, incident, self._tables.current(), self._floods.current())


def _steps(incident: Incident, event: Replanned) -> frozenset[Step]:
    """Return what a new plan does by itself; what a person asked for is decided by that person."""
    if incident.follows_plan and not isinstance(event, PlanWanted):
        return SENDING
    has_new_danger = isinstance(event, IncidentSignsChanged) and event.added
    return frozenset({Step.RELEASE}) if has_new_danger else frozenset()


def _about(incident: Incident, line: Line) -> dict[str, Any]:
    return {
        "noun_id": incident.id,
        "incident_id": incident.id,
        "agency_id": line.agency_id,
        "at": incident.opened_at,
    }


_ASKED = (
    "SELECT id, agency_id, state, replaces_task_id FROM task WHERE incident_id = $1 AND service"
    " = $2"
)


def _somebody_has_it(task_id: UUID, rows: Sequence[Record]) -> bool:
    """Whether another order of the same row.

    Of candidates still waits for its answer or was taken: late answers cross.
    """
    replaced = {row["id"]: row["replaces_task_id"] for row in rows}

    def first_of(key: UUID) -> UUID:
        while replaced.get(key) is not None:
            key = replaced[key]
        return key

    ours = first_of(task_id)
    return any(
        row["state"] in TAKEN_OR_ASKED and row["id"] != task_id and first_of(row["id"]) == ours
        for row in rows
    )


async def ask_next_candidate(uow: UnitOfWork, event: TaskDeclined | TaskExpired) -> None:
    """Order the next candidate; when nobody is left, flag it, so that a person acts."""
    task = await uow.get(Task, event.noun_id)
    incident = await uow.get(Incident, task.incident_id)
    if incident.state not in OPEN:
        return
    # Two orders for one service may expire in one sweep: the second must see whom the first has
    # just asked.
    await uow.flush()
    rows = await uow.fetch(_ASKED, task.incident_id, task.service)
    if _somebody_has_it(task.id, rows):
        return
    asked = {row["agency_id"] for row in rows}
    left = await keep_in_service(uow, [agency for agency in task.candidates if agency not in asked])
    if not left:
        uow.append(
            CandidatesExhausted(
                noun_id=task.id,
                incident_id=task.incident_id,
                agency_id=task.agency_id,
                at=uow.now,
                service=task.service,
            )
        )
        return
    order = Order(
        agency_id=left[0],
        service=task.service,
        reasons=(NEXT_CANDIDATE, *_reasons_of(task)),
        candidates=tuple(left[1:]),
        stand_by=task.stand_by,
        count=task.count,
        note=task.note,
        replaces=task.id,
        attempt=task.attempt + 1,
    )
    await assign(uow, incident, order)


def _reasons_of(task: Task) -> tuple[Reason, ...]:
    return stored_reasons(task.reasons, task.reason_params)


async def ask_again(uow: UnitOfWork, event: TaskReturned) -> None:
    """Order the agency of a returned order again.

    Its four times and its deadlines begin anew, and the reason stands in the order.
    """
    task = await uow.get(Task, event.noun_id)
    order = Order(
        agency_id=task.agency_id,
        service=task.service,
        reasons=(RETURNED, *(reason for reason in _reasons_of(task) if reason != RETURNED)),
        candidates=tuple(task.candidates),
        count=task.count,
        note=event.reason,
        at=event.at,
        replaces=task.id,
        attempt=task.attempt + 1,
    )
    incident = await uow.get(Incident, task.incident_id)
    await check_not_asked(uow, incident, order)
    await assign(uow, incident, order)


async def verify_completed(uow: UnitOfWork, event: IncidentVerified) -> None:
    """Verify every completed order of an incident that is signed off."""
    rows = await uow.fetch(
        "SELECT id FROM task WHERE incident_id = $1 AND state = $2 ORDER BY id",
        event.noun_id,
        TaskState.COMPLETED,
    )
    for row in rows:
        await verify(uow, await uow.get(Task, row["id"]), note=event.type, at=event.at)


async def note_progress(uow: UnitOfWork, event: TaskAcknowledged | TaskOnScene) -> None:
    """Move the incident on with its orders: in progress once a human took one.

    The first arrival is the incident's.
    """
    if event.incident_id is None:
        return
    incident = await uow.get(Incident, event.incident_id)
    if incident.state == IncidentState.DISPATCHED:
        await transition(uow, incident, IncidentState.IN_PROGRESS, at=event.at)
    if isinstance(event, TaskOnScene) and (
        incident.first_on_scene_at is None or event.at < incident.first_on_scene_at
    ):
        await uow.change(incident, first_on_scene_at=event.at)
        await share_arrival(uow, incident)


async def cancel_offers(
    uow: UnitOfWork, event: IncidentClosed | IncidentMerged | IncidentReferred
) -> None:
    """Take back every order that nobody has answered when the incident ends.

    Whoever is on the way goes on.
    """
    await _take_back(uow, event, OFFERED, reason=event.type)


async def call_off(uow: UnitOfWork, event: IncidentCancelled) -> None:
    """Take back every order of a cancelled incident, also of crews on their way.

    They are told to turn back.
    """
    await _take_back(uow, event, LIVE, reason=event.reason)


async def _take_back(
    uow: UnitOfWork, event: IncidentMoved, states: frozenset[TaskState], *, reason: str
) -> None:
    rows = await uow.fetch(
        "SELECT id FROM task WHERE incident_id = $1 AND state = ANY($2::text[]) ORDER BY id",
        event.noun_id,
        sorted(states),
    )
    for row in rows:
        task = await uow.get(Task, row["id"])
        await cancel(uow, task, reason=reason, at=max(event.at, task.assigned_at))
