"""Units over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from dispatch.access.guards import CurrentSubject, Work, check_allowed, needs
from dispatch.access.subject import Resource, Role, Subject
from dispatch.kernel.said_time import judge_time
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.web.http import Read
from dispatch.tasks.answer import lock_task
from dispatch.units.add_unit import NewUnit, add_unit, change_duty
from dispatch.units.assign_unit import assign_unit
from dispatch.units.correct_milestone import Correction, correct_milestone
from dispatch.units.milestones import Stamp
from dispatch.units.models import Unit
from dispatch.units.report_position import report_position
from dispatch.units.report_status import report_status
from dispatch.units.repository import (
    get_unit_view,
    list_assignments,
    list_units,
    lock_assignment,
    view_assignment,
)
from dispatch.units.schemas import (
    AssignIn,
    AssignmentItems,
    CorrectionIn,
    DutyIn,
    Items,
    MilestonesIn,
    PositionIn,
    StampIn,
    UnitIn,
)
from dispatch.units.view import (
    AssignmentView,
    CorrectionView,
    PositionView,
    UnitView,
    correction_view,
)

router = APIRouter(tags=["units"])
Reader = Annotated[Subject, needs("unit.read")]
Manager = Annotated[Subject, needs("unit.manage")]
Limit = Annotated[int, Query(ge=1, le=1000)]


def of_agency(agency_id: str) -> Resource:
    """Return the resource that the permission map judges for a thing of `agency_id`."""
    return Resource(agency_ids=frozenset({agency_id}))


def of_unit(unit: Unit) -> Resource:
    """Return the resource of a unit, whose device may hold a token for `units` or `units:<id>`."""
    return Resource(agency_ids=frozenset({unit.agency_id}), channel=f"units:{unit.id}")


def _stamps(uow: UnitOfWork, given: list[StampIn]) -> list[Stamp]:
    judged = (
        (stamp.name, judge_time(stamp.at, now=uow.now, zone=uow.city.zone)) for stamp in given
    )
    return [Stamp(name, time.at, said=time.said, flags=time.flags) for name, time in judged]


@router.get("/units")
async def read_units(subject: Reader, reading: Read, agency_id: str | None = None) -> Items:
    """List units with their availability; an agency sees its own."""
    own = subject.agency_id if subject.role is Role.AGENCY else agency_id
    return Items(items=await list_units(reading, agency_id=own))


@router.post("/units", status_code=status.HTTP_201_CREATED)
async def create_unit(body: UnitIn, subject: Manager, uow: Work) -> UnitView:
    """Add a unit to an agency."""
    check_allowed(subject, "unit.manage", of_agency(body.agency_id))
    new = NewUnit(
        agency_id=body.agency_id,
        callsign=body.callsign,
        kind=body.kind,
        station=body.station,
        duty=body.duty,
    )
    unit = await add_unit(uow, new)
    await uow.flush()
    return await get_unit_view(uow, unit.id)


@router.patch("/units/{unit_id}")
async def change_unit(unit_id: UUID, body: DutyIn, subject: Manager, uow: Work) -> UnitView:
    """Change a unit's duty."""
    unit = await uow.get(Unit, unit_id)
    check_allowed(
        subject, "unit.manage", of_unit(unit), visible_with="unit.read", missing=f"unit {unit_id}"
    )
    await change_duty(uow, unit, body.duty, at=body.at)
    return await get_unit_view(uow, unit.id)


@router.post("/units/{unit_id}/position")
async def post_position(
    unit_id: UUID, body: PositionIn, subject: CurrentSubject, uow: Work
) -> PositionView:
    """Take in a unit's position; one that cannot be true is stored, not shown."""
    unit = await uow.get(Unit, unit_id)
    check_allowed(
        subject, "unit.report", of_unit(unit), visible_with="unit.read", missing=f"unit {unit_id}"
    )
    position = await report_position(uow, unit, body.fix())
    return PositionView(
        at=position.at,
        received_at=position.received_at,
        shown=position.problem is None,
        problem=position.problem,
        flags=position.flags,
    )


@router.post("/units/{unit_id}/assign", status_code=status.HTTP_201_CREATED)
async def send_unit(
    unit_id: UUID, body: AssignIn, subject: CurrentSubject, uow: Work
) -> AssignmentView:
    """Alert a unit for an accepted order of its agency."""
    task = await lock_task(uow, body.task_id)
    check_allowed(
        subject,
        "unit.manage",
        of_agency(task.agency_id),
        visible_with="task.read",
        missing=f"task {body.task_id}",
    )
    unit = await uow.get(Unit, unit_id)
    assignment = await assign_unit(uow, unit, task, at=body.at)
    if body.milestones:
        await report_status(uow, unit, task, assignment, _stamps(uow, body.milestones))
    return await view_assignment(uow, unit, assignment)


@router.get("/unit-assignments")
async def read_assignments(
    subject: Reader,
    reading: Read,
    incident_id: UUID | None = None,
    task_id: UUID | None = None,
    limit: Limit = 200,
) -> AssignmentItems:
    """List assignments of an incident or a task; an agency sees its own."""
    own = subject.agency_id if subject.role is Role.AGENCY else None
    found = await list_assignments(
        reading, incident_id=incident_id, task_id=task_id, agency_id=own, limit=limit
    )
    return AssignmentItems(items=found)


@router.post("/unit-assignments/{assignment_id}/milestones")
async def post_milestones(
    assignment_id: UUID, body: MilestonesIn, subject: CurrentSubject, uow: Work
) -> AssignmentView:
    """Record milestones of a unit on its assignment."""
    unit, task, assignment = await lock_assignment(uow, assignment_id)
    check_allowed(
        subject,
        "unit.report",
        of_unit(unit),
        visible_with="unit.read",
        missing=f"unit_assignment {assignment_id}",
    )
    await report_status(uow, unit, task, assignment, _stamps(uow, body.milestones))
    return await view_assignment(uow, unit, assignment)


@router.post("/unit-assignments/{assignment_id}/corrections", status_code=status.HTTP_201_CREATED)
async def post_correction(
    assignment_id: UUID, body: CorrectionIn, subject: CurrentSubject, uow: Work
) -> CorrectionView:
    """Correct a wrong stamp of a unit; both times are kept."""
    unit, task, assignment = await lock_assignment(uow, assignment_id)
    check_allowed(
        subject,
        "unit.report",
        of_unit(unit),
        visible_with="unit.read",
        missing=f"unit_assignment {assignment_id}",
    )
    correction = await correct_milestone(
        uow, unit, task, assignment, Correction(Stamp(body.milestone, body.at), body.reason)
    )
    return correction_view(correction)
