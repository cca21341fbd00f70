"""A unit, its assignments and its positions as people see them."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from pydantic import Field

from dispatch.kernel.store.read_transaction import Columns
from dispatch.kernel.web.view import View
from dispatch.units.milestones import Duty, Milestone, availability, column, latest_of
from dispatch.units.models import MilestoneCorrection, UnitAssignment


class UnitView(View):
    """A unit with the availability that follows from its duty and its assignment."""

    id: UUID
    agency_id: str
    callsign: str
    kind: str
    station: str | None
    duty: Duty
    availability: str = Field(
        description="available, the last milestone of its assignment, or why it cannot go."
    )
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    position_at: datetime | None
    assignment_id: UUID | None
    task_id: UUID | None
    incident_id: UUID | None


def unit_view(row: Columns) -> UnitView:
    """Return the view of a unit's row with its open assignment's id and stamps."""
    latest = None
    if row["assignment_id"] is not None:
        latest = latest_of({name: row[column(name)] for name in Milestone})
    return UnitView.model_validate({**row, "availability": availability(Duty(row["duty"]), latest)})


class AssignmentView(View):
    """A unit on a task with its stamps."""

    id: UUID
    unit_id: UUID
    callsign: str
    kind: str
    task_id: UUID
    incident_id: UUID
    agency_id: str
    alerted_at: datetime
    acknowledged_at: datetime | None
    en_route_at: datetime | None
    staging_at: datetime | None
    on_scene_at: datetime | None
    at_patient_at: datetime | None
    to_destination_at: datetime | None
    at_destination_at: datetime | None
    clear_at: datetime | None
    home_at: datetime | None
    flags: tuple[str, ...]
    task_proposal: Literal["completed"] | None = Field(
        description="Completed when every unit of the task is clear; a person decides."
    )
    version: int


_COMPLETED: Final = "completed"


def assignment_view(
    row: UnitAssignment, *, callsign: str, kind: str, all_clear: bool
) -> AssignmentView:
    """Return the view of an assignment; `all_clear` when no unit of the task is busy any more."""
    return AssignmentView.model_validate(
        {
            **row.__dict__,
            "callsign": callsign,
            "kind": kind,
            # Only a proposal: a person says that the task is done.
            "task_proposal": _COMPLETED if all_clear else None,
        }
    )


class PositionView(View):
    """What became of a position: shown, or kept with a problem."""

    at: datetime
    received_at: datetime
    shown: bool
    problem: str | None
    flags: list[str] = Field(description="What was left out of it.")


class CorrectionView(View):
    """A correction as it is kept."""

    id: UUID
    assignment_id: UUID
    milestone: Milestone
    old_at: datetime | None
    new_at: datetime
    reason: str
    entered_at: datetime
    entered_by: str


def correction_view(row: MilestoneCorrection) -> CorrectionView:
    """Return the view of a correction."""
    return CorrectionView.model_validate(row.__dict__)
