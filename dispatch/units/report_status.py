"""Record how far a unit has come.

Several milestones may come in one call, and late: the true times count.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict
from dispatch.kernel.said_time import exactly
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import entered_late
from dispatch.tasks.arrival import share_arrival
from dispatch.tasks.lifecycle import LIVE, TaskState, is_behind
from dispatch.tasks.models import Task
from dispatch.tasks.progress import progress
from dispatch.tasks.record_answer import Answer
from dispatch.units.events import UnitMilestone
from dispatch.units.milestones import Milestone, Stamp, column, find_flags, in_order
from dispatch.units.models import Unit, UnitAssignment

# The first unit that reaches these moves the task of its agency. All units clear only proposes that
# the task is completed.
TASK_STEPS: Final[Mapping[Milestone, TaskState]] = {
    Milestone.EN_ROUTE: TaskState.EN_ROUTE,
    Milestone.ON_SCENE: TaskState.ON_SCENE,
}
_UNDER_WAY: Final = LIVE | {TaskState.EXPIRED}
_OWN_FLAGS = ("impossible_order:", "identical:")


async def report_status(
    uow: UnitOfWork, unit: Unit, task: Task, assignment: UnitAssignment, stamps: Sequence[Stamp]
) -> UnitAssignment:
    """Stamp milestones of `assignment` at their true times.

    A second stamp of one is refused (`unit.milestone_set`), an exact repetition is none.
    """
    news = [stamp for stamp in in_order(list(stamps)) if not _is_repeated(assignment, stamp)]
    if not news:
        return assignment
    values = {column(stamp.name): stamp.at for stamp in news}
    flags = judge_flags(
        assignment, {**assignment.stamps(), **{stamp.name: stamp.at for stamp in news}}
    )
    if any(entered_late(stamp.at, uow.now) for stamp in news):
        flags.append("late_entry")
    flags += [f"{flag}:{stamp.name}" for stamp in news for flag in stamp.flags]
    await uow.change(assignment, flags=list(dict.fromkeys(flags)), **values)
    for stamp in news:
        uow.append(milestone_event(unit, assignment, stamp))
        await _move_task(uow, task, stamp)
    return assignment


def judge_flags(
    assignment: UnitAssignment, known: Mapping[Milestone, datetime | None]
) -> list[str]:
    """Return the flags of an assignment whose stamps are now `known`."""
    return [flag for flag in assignment.flags if not flag.startswith(_OWN_FLAGS)] + find_flags(
        known
    )


def milestone_event(unit: Unit, assignment: UnitAssignment, stamp: Stamp) -> UnitMilestone:
    """Return the fact that `unit` reached a milestone."""
    return UnitMilestone(
        noun_id=assignment.id,
        incident_id=assignment.incident_id,
        agency_id=assignment.agency_id,
        at=stamp.at,
        unit_id=str(unit.id),
        callsign=unit.callsign,
        task_id=str(assignment.task_id),
        name=stamp.name,
        flags=[flag for flag in assignment.flags if stamp.name in flag],
        said_at=stamp.said,
    )


def _is_repeated(assignment: UnitAssignment, stamp: Stamp) -> bool:
    kept = assignment.stamps()[stamp.name]
    if kept is not None and kept != stamp.at:
        raise Conflict("unit.milestone_set", milestone=stamp.name, stamped_at=kept)
    return kept is not None


async def _move_task(uow: UnitOfWork, task: Task, stamp: Stamp) -> None:
    step = TASK_STEPS.get(stamp.name)
    # A stamp from before the order cannot be this task's; it is kept and flagged, and moves
    # nothing.
    if step is None or stamp.at < task.assigned_at:
        return
    if task.state in _UNDER_WAY and not is_behind(task.state, step):
        await progress(uow, task, step, Answer(by=uow.actor, at=exactly(stamp.at)))
        return
    known: datetime | None = getattr(task, column(stamp.name))
    if known is None or stamp.at < known:
        await note_first(uow, task, stamp.name, stamp.at)


async def note_first(uow: UnitOfWork, task: Task, name: Milestone, at: datetime) -> None:
    """Keep the first unit's stamp as the task's, and the first arrival as the incident's."""
    implied = [step for step in task.implied if step != name]
    await uow.change(task, **{column(name): at}, implied=implied)
    if name is Milestone.ON_SCENE:
        incident = await uow.get(Incident, task.incident_id)
        if incident.first_on_scene_at is None or at < incident.first_on_scene_at:
            await uow.change(incident, first_on_scene_at=at)
            await share_arrival(uow, incident)
