"""What the centre says to a completed task.

The work is done, or it is not and the agency is asked again.
"""

from datetime import datetime

from dispatch.incidents.classify import check_open
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.tasks.answer import check_order
from dispatch.tasks.change_state import transition
from dispatch.tasks.lifecycle import LIVE, TaskState
from dispatch.tasks.models import Task
from dispatch.tasks.record_answer import check_version


async def verify(
    uow: UnitOfWork,
    task: Task,
    *,
    note: str = "",
    at: datetime | None = None,
    version: int | None = None,
) -> Task:
    """Verify that the work of an order is done: the last word about it."""
    check_version(task, version)
    when = check_order(task, true_time(at, uow.now))
    return await transition(uow, task, TaskState.VERIFIED, at=when, says={"note": note})


async def return_task(
    uow: UnitOfWork,
    task: Task,
    *,
    reason: str,
    at: datetime | None = None,
    version: int | None = None,
) -> Task:
    """Return a completed order whose work is not done.

    The same agency is asked again by reaction, so the incident must be open.
    """
    check_version(task, version)
    check_open(await uow.get(Incident, task.incident_id))
    when = check_order(task, true_time(at, uow.now))
    return await transition(uow, task, TaskState.RETURNED, at=when, says={"reason": reason})


async def check_orders_over(uow: UnitOfWork, incident: Incident) -> None:
    """Refuse to sign off while an agency is asked or at work (`incident.orders_live`)."""
    rows = await uow.fetch(
        "SELECT agency_id FROM task WHERE incident_id = $1 AND state = ANY($2::text[])"
        " ORDER BY assigned_at",
        incident.id,
        sorted(LIVE),
    )
    if rows:
        raise Conflict("incident.orders_live", agencies=[row["agency_id"] for row in rows])
