"""Turn a planned line into an order. Clock and delivery follow by reaction; tasks knows neither."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.incidents.change_state import transition
from dispatch.incidents.classify import check_open
from dispatch.incidents.lifecycle import BEFORE_SENDING, IncidentState
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.tasks.change_state import about
from dispatch.tasks.events import TaskAssigned
from dispatch.tasks.lifecycle import LIVE, TaskState
from dispatch.tasks.models import Task
from routing.reason import Reason
from routing.value_object import value_object


class OverrideReason(StrEnum):
    """Why a dispatcher asks another agency than the plan proposes."""

    NEARER = "nearer"
    BETTER_EQUIPPED = "better_equipped"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    PLACE_IS_OTHER = "place_is_other"
    ASKED_FOR = "asked_for"
    OTHER = "other"
    NOT_SAID = "not_said"


@value_object(kw_only=True)
class Order:
    """Which agency to ask for which service, with how many crews.

    `candidates` are asked next, in their order. `override` says why it is another agency than the
    plan's.
    """

    agency_id: str
    service: str
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[str, ...] = ()
    stand_by: bool = False
    count: int = 1
    override: OverrideReason | None = None
    note: str = ""
    at: datetime | None = None
    replaces: UUID | None = None
    attempt: int = 1


async def check_not_asked(uow: UnitOfWork, incident: Incident, order: Order) -> None:
    """Refuse a second live order for the same service to the same agency (`task.exists`)."""
    states = sorted(LIVE)
    found = await uow.fetchval(
        "SELECT id FROM task WHERE incident_id = $1 AND agency_id = $2 AND service = $3"
        " AND state = ANY($4::text[])",
        incident.id,
        order.agency_id,
        order.service,
        states,
    )
    if found is not None:
        raise Conflict("task.exists", agency_id=order.agency_id, task_id=found)


async def assign(uow: UnitOfWork, incident: Incident, order: Order) -> Task:
    """Give an order to `order.agency_id`; the first order of an incident dispatches it."""
    check_open(incident)
    at = true_time(order.at, uow.now)
    task = Task(
        id=uow.new_id(),
        incident_id=incident.id,
        agency_id=order.agency_id,
        service=order.service,
        state=TaskState.ASSIGNED,
        attempt=order.attempt,
        stand_by=order.stand_by,
        count=order.count,
        override_reason=order.override,
        reasons=[reason.code for reason in order.reasons],
        reason_params=[dict(reason.params) for reason in order.reasons],
        # A plan's line names all who could come, the one that is asked now among them.
        candidates=[agency for agency in order.candidates if agency != order.agency_id],
        note=order.note,
        assigned_at=at,
        assigned_by=uow.actor,
        recorded_at=uow.now,
        replaces_task_id=order.replaces,
    )
    uow.add(task)
    uow.append(
        TaskAssigned(
            **about(task, at),
            service=task.service,
            incident_type=incident.type,
            priority=incident.priority,
            channel=incident.channel,
            attempt=task.attempt,
            stand_by=task.stand_by,
            count=task.count,
            override=task.override_reason,
            replaces=None if order.replaces is None else str(order.replaces),
        )
    )
    if incident.state in BEFORE_SENDING:
        first = _earlier(incident, at)
        await transition(uow, incident, IncidentState.DISPATCHED, at=at, first_assigned_at=first)
    elif _earlier(incident, at) != incident.first_assigned_at:
        # Given earlier, entered later.
        await uow.change(incident, first_assigned_at=at)
    return task


def _earlier(incident: Incident, at: datetime) -> datetime:
    return at if incident.first_assigned_at is None else min(at, incident.first_assigned_at)
