"""Stand-by is over: go. One verb, one fact, and the agency must hear it like a new order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from dispatch.incidents.classify import check_open
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.tasks.answer import check_order
from dispatch.tasks.assign import Order
from dispatch.tasks.change_state import transition
from dispatch.tasks.lifecycle import LIVE, TaskState
from dispatch.tasks.models import Task

_UNDER_WAY: Final = frozenset({TaskState.EN_ROUTE, TaskState.ON_SCENE})
_UNANSWERED: Final[Mapping[str, Any]] = {
    "delivered_at": None,
    "seen_at": None,
    "acknowledged_at": None,
    "acknowledged_by": None,
    "implied": [],
}
_STANDING_BY: Final = """
SELECT id FROM task WHERE incident_id = $1 AND agency_id = $2 AND service = $3 AND stand_by
    AND state = ANY($4::text[]) ORDER BY assigned_at, id LIMIT 1
"""


async def find_standing_by(uow: UnitOfWork, incident: Incident, order: Order) -> Task | None:
    """Return the live stand-by order of the same agency for the same service, if it has one."""
    found = await uow.fetchval(
        _STANDING_BY, incident.id, order.agency_id, order.service, sorted(LIVE)
    )
    return None if found is None else await uow.get(Task, found)


async def release(
    uow: UnitOfWork, task: Task, *, reason: str = "", at: datetime | None = None
) -> Task:
    """Release an agency from stand-by to go; a repetition changes nothing.

    Until a human of the agency has heard it the order is open again, with its four times and its
    deadline anew: an acknowledged stand-by does not prove that anybody knows that it is to go.
    """
    if task.state not in LIVE:
        raise Conflict("task.not_live", state=task.state)
    if not task.stand_by:
        return task
    incident = await uow.get(Incident, task.incident_id)
    check_open(incident)
    when = check_order(task, true_time(at, uow.now))
    state = TaskState(task.state)
    under_way = state in _UNDER_WAY
    return await transition(
        uow,
        task,
        state if under_way else TaskState.ASSIGNED,
        at=when,
        says={
            "service": task.service,
            "incident_type": incident.type,
            "priority": incident.priority,
            "channel": incident.channel,
            "reason": reason,
        },
        stamped=False,
        stand_by=False,
        released_at=when,
        **({} if under_way else _UNANSWERED),
    )
