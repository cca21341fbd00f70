"""Ask an agency that has an order for more crews: it goes on, and is told how many are wanted."""

from datetime import datetime

from dispatch.incidents.classify import check_open
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.tasks.change_state import about
from dispatch.tasks.events import TaskReinforced
from dispatch.tasks.lifecycle import LIVE
from dispatch.tasks.models import Task


async def reinforce(
    uow: UnitOfWork, task: Task, count: int, *, reason: str = "", at: datetime | None = None
) -> Task:
    """Set how many crews an order wants in all; the number it wants already changes nothing."""
    if task.state not in LIVE:
        raise Conflict("task.not_live", state=task.state)
    if count == task.count:
        return task
    check_open(await uow.get(Incident, task.incident_id))
    when, was = true_time(at, uow.now), task.count
    await uow.change(task, count=count)
    uow.append(TaskReinforced(**about(task, when), count=count, was=was, reason=reason))
    return task
