"""Put a wrong stamp right: the old one is kept in the correction, the first arrivals follow."""

from datetime import datetime

from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Invalid
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.tasks.arrival import share_arrival
from dispatch.tasks.models import Task
from dispatch.units.events import MilestoneCorrected
from dispatch.units.milestones import Milestone, Stamp, column
from dispatch.units.models import MilestoneCorrection, Unit, UnitAssignment
from dispatch.units.report_status import TASK_STEPS, judge_flags
from routing.value_object import value_object

# A stamp from before the order is not this order's (`report_status`), also not by a correction.
_FIRST_OF_TASK = "SELECT min({column}) FROM unit_assignment WHERE task_id = $1 AND {column} >= $2"
_FIRST_ON_SCENE = "SELECT min(on_scene_at) FROM task WHERE incident_id = $1"


@value_object
class Correction:
    """A milestone's true time, and why its stamp is changed."""

    stamp: Stamp
    reason: str


async def correct_milestone(
    uow: UnitOfWork, unit: Unit, task: Task, assignment: UnitAssignment, new: Correction
) -> MilestoneCorrection:
    """Correct a stamp; `unit.milestone_not_set` when there is none yet: then it is reported."""
    name, at = new.stamp.name, true_time(new.stamp.at, uow.now)
    old = assignment.stamps()[name]
    if old is None:
        raise Invalid("unit.milestone_not_set", milestone=name)
    await uow.change(
        assignment,
        flags=judge_flags(assignment, {**assignment.stamps(), name: at}),
        **{column(name): at},
    )
    correction = MilestoneCorrection(
        id=uow.new_id(),
        assignment_id=assignment.id,
        milestone=name,
        old_at=old,
        new_at=at,
        reason=new.reason,
        entered_at=uow.now,
        entered_by=uow.actor,
    )
    uow.add(correction)
    if name in TASK_STEPS or name is Milestone.ALERTED:
        await _restate_firsts(uow, task, name, correction)
    uow.append(
        MilestoneCorrected(
            noun_id=assignment.id,
            incident_id=assignment.incident_id,
            agency_id=assignment.agency_id,
            at=at,
            unit_id=str(unit.id),
            callsign=unit.callsign,
            task_id=str(task.id),
            name=name,
            old_at=old.isoformat(),
            reason=new.reason,
        )
    )
    return correction


async def _restate_firsts(
    uow: UnitOfWork, task: Task, name: Milestone, correction: MilestoneCorrection
) -> None:
    """Work the task's and the incident's first stamps out again from all units.

    What the agency itself said earlier stays.
    """
    step = "unit_assigned_at" if name is Milestone.ALERTED else column(name)
    known: datetime | None = getattr(task, step)
    if known in {None, correction.old_at}:
        query = _FIRST_OF_TASK.format(column=column(name))
        first = await uow.fetchval(query, task.id, task.assigned_at)
    else:
        is_earlier = task.assigned_at <= correction.new_at < known
        first = correction.new_at if is_earlier else known
    await uow.change(task, **{step: first})
    if name is Milestone.ON_SCENE:
        incident = await uow.get(Incident, task.incident_id)
        await uow.change(
            incident, first_on_scene_at=await uow.fetchval(_FIRST_ON_SCENE, incident.id)
        )
        await share_arrival(uow, incident)
