"""Send a unit for an accepted task."""

from datetime import datetime
from typing import Final

from dispatch.kernel.errors import Conflict
from dispatch.kernel.said_time import SaidTime, exactly, judge_time
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import entered_late
from dispatch.tasks.answer import imply_acknowledged
from dispatch.tasks.lifecycle import ACCEPTED, OFFERED, TaskState
from dispatch.tasks.models import Task
from dispatch.tasks.progress import progress
from dispatch.tasks.record_answer import Answer
from dispatch.units.events import UnitAlerted
from dispatch.units.milestones import Duty
from dispatch.units.models import Unit, UnitAssignment

_CAN_SEND: Final = ACCEPTED | OFFERED | {TaskState.EXPIRED}
# The same order again, after an answer that was lost, must be recognised even when the unit has
# long been clear.
_OTHERS = """
SELECT id, task_id FROM unit_assignment
WHERE unit_id = $1 AND (clear_at IS NULL OR (task_id = $2 AND alerted_at = $3))
"""


async def assign_unit(
    uow: UnitOfWork, unit: Unit, task: Task, *, at: SaidTime | None = None
) -> UnitAssignment:
    """Alert `unit` for the order `task`; the first unit moves the order on.

    A busy or off-duty unit is sent anyway, and flagged. Who sends a unit has taken the order.
    """
    if task.state not in _CAN_SEND:
        raise Conflict("task.not_accepted", state=task.state)
    if unit.agency_id != task.agency_id:
        raise Conflict("unit.other_agency", callsign=unit.callsign, agency_id=task.agency_id)
    time = judge_time(at, now=uow.now, zone=uow.city.zone)
    when = time.at
    if task.state not in ACCEPTED:
        await imply_acknowledged(uow, task, Answer(by=uow.actor), at=when)
    assignment = UnitAssignment(
        id=uow.new_id(),
        unit_id=unit.id,
        task_id=task.id,
        incident_id=task.incident_id,
        agency_id=task.agency_id,
        alerted_at=when,
        flags=[*await _find_flags(uow, unit, task, when), *time.flags],
        recorded_at=uow.now,
    )
    uow.add(assignment)
    uow.append(
        UnitAlerted(
            noun_id=assignment.id,
            incident_id=task.incident_id,
            agency_id=task.agency_id,
            at=when,
            unit_id=str(unit.id),
            callsign=unit.callsign,
            task_id=str(task.id),
            flags=assignment.flags,
        )
    )
    await _move_task(uow, unit, task, when)
    return assignment


async def _find_flags(uow: UnitOfWork, unit: Unit, task: Task, when: datetime) -> list[str]:
    others = await uow.fetch(_OTHERS, unit.id, task.id, when)
    for row in others:
        if row["task_id"] == task.id:
            raise Conflict("unit.already_assigned", callsign=unit.callsign, assignment_id=row["id"])
    flags = ["unit_busy"] if others else []
    if unit.duty != Duty.ON_DUTY:
        flags.append(f"unit_{unit.duty}")
    if when < task.assigned_at:
        flags.append("before_task")
    if entered_late(when, uow.now):
        flags.append("late_entry")
    return flags


async def _move_task(uow: UnitOfWork, unit: Unit, task: Task, when: datetime) -> None:
    if when < task.assigned_at:
        return
    if task.state == TaskState.ACKNOWLEDGED:
        answer = Answer(by=uow.actor, at=exactly(when))
        await progress(uow, task, TaskState.UNIT_ASSIGNED, answer, unit_id=unit.id)
    elif task.unit_assigned_at is not None and when < task.unit_assigned_at:
        await uow.change(task, unit_assigned_at=when)
