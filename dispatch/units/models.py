"""Tables of units, their assignments, corrections and positions."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.rows import Row, document, real, required_stamp, stamp, text
from dispatch.units.milestones import Duty, Milestone


class Unit(Row):
    """A vehicle with its crew.

    The position is the last one worth showing; `availability` is derived, so it has no column.
    """

    __table_name__: ClassVar[str] = "unit"
    id: UUID = Field(primary_key=True)
    agency_id: str = text(foreign_key="agency.id")
    callsign: str = text()
    kind: str = text()
    station: str | None = text(default=None)
    duty: str = text(default=Duty.ON_DUTY)
    lat: float | None = real(default=None)
    lon: float | None = real(default=None)
    accuracy_m: float | None = real(default=None)
    speed_mps: float | None = real(default=None)
    position_at: datetime | None = stamp()
    recorded_at: datetime = required_stamp()
    version: int = Field(default=1)


class UnitTable(Unit, table=True):
    """Table of units."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint(check_constraint("duty", Duty), name="unit_duty"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="unit_place"),
        Index("unit_callsign", "agency_id", "callsign", unique=True),
    )


class UnitAssignment(Row):
    """One unit on one task.

    A stamp is written once; what was wrong is put right by a correction, which keeps both.
    """

    __table_name__: ClassVar[str] = "unit_assignment"
    id: UUID = Field(primary_key=True)
    unit_id: UUID = Field(foreign_key="unit.id")
    task_id: UUID = Field(foreign_key="task.id")
    incident_id: UUID = Field(foreign_key="incident.id")
    agency_id: str = text(foreign_key="agency.id")
    alerted_at: datetime = required_stamp()
    acknowledged_at: datetime | None = stamp()
    en_route_at: datetime | None = stamp()
    staging_at: datetime | None = stamp()
    on_scene_at: datetime | None = stamp()
    at_patient_at: datetime | None = stamp()
    to_destination_at: datetime | None = stamp()
    at_destination_at: datetime | None = stamp()
    clear_at: datetime | None = stamp()
    home_at: datetime | None = stamp()
    flags: list[str] = document(default_factory=list)
    recorded_at: datetime = required_stamp()
    version: int = Field(default=1)

    def stamps(self) -> dict[Milestone, datetime | None]:
        """Return the true time of each milestone."""
        return {name: getattr(self, f"{name}_at") for name in Milestone}


class UnitAssignmentTable(UnitAssignment, table=True):
    """Table of assignments."""

    __tablename__ = "unit_assignment"
    __table_args__ = (
        Index(
            "unit_assignment_once",
            "unit_id",
            "task_id",
            unique=True,
            postgresql_where=sql("clear_at IS NULL"),
        ),
        Index("unit_assignment_task", "task_id"),
        Index("unit_assignment_incident", "incident_id"),
        Index(
            "unit_assignment_open",
            "unit_id",
            "alerted_at",
            postgresql_where=sql("clear_at IS NULL"),
        ),
    )


class MilestoneCorrection(Row):
    """A stamp put right: the old and the true time, when and by whom it was entered, and why."""

    __table_name__: ClassVar[str] = "milestone_correction"
    id: UUID = Field(primary_key=True)
    assignment_id: UUID = Field(foreign_key="unit_assignment.id")
    milestone: str = text()
    old_at: datetime | None = stamp()
    new_at: datetime = required_stamp()
    reason: str = text()
    entered_at: datetime = required_stamp()
    entered_by: str = text()


class MilestoneCorrectionTable(MilestoneCorrection, table=True):
    """Table of corrections."""

    __tablename__ = "milestone_correction"
    __table_args__ = (
        CheckConstraint(
            check_constraint("milestone", Milestone), name="milestone_correction_milestone"
        ),
        Index("milestone_correction_assignment", "assignment_id", "entered_at"),
    )


class UnitPosition(Row):
    """One position as it was received.

    `problem` says why it is kept but not shown, `flags` what came with it and could not be used.
    """

    __table_name__: ClassVar[str] = "unit_position"
    id: UUID = Field(primary_key=True)
    unit_id: UUID = Field(foreign_key="unit.id")
    at: datetime = required_stamp()
    received_at: datetime = required_stamp()
    lat: float = real()
    lon: float = real()
    accuracy_m: float | None = real(default=None)
    speed_mps: float | None = real(default=None)
    course: float | None = real(default=None)
    source: str = text(default="api")
    problem: str | None = text(default=None)
    # The version before this one keeps positions without naming this column.
    flags: list[str] = document(
        default_factory=list, sa_column_kwargs={"server_default": sql("'[]'::jsonb")}
    )


class UnitPositionTable(UnitPosition, table=True):
    """Table of positions."""

    __tablename__ = "unit_position"
    __table_args__ = (Index("unit_position_unit", "unit_id", "at"),)
