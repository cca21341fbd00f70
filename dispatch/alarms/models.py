"""Tables of alarms and of the ladder that they climb."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.store.rows import Row, real, required_stamp, stamp, text


class Alarm(Row):
    """One thing that somebody must act on: `kind`, of what (`scope_id`, `detail`), since when.

    It ends when what it says is no longer so, never because somebody has seen it. `step` is how far
    it has climbed, `next_at` when it climbs again. `taken_by` is who said that he is at it: until
    `next_at` it is quiet, then it rings again.
    """

    __table_name__: ClassVar[str] = "alarm"
    id: UUID = Field(primary_key=True)
    kind: str = text()
    scope_id: UUID = Field()
    detail: str = text(default="")
    incident_id: UUID | None = Field(default=None)
    report_id: UUID | None = Field(default=None)
    agency_id: str | None = text(default=None)
    priority: int = Field()
    since: datetime = required_stamp()
    raised_at: datetime = required_stamp()
    step: int = Field(default=0)
    whom: str = text()
    channel: str = text()
    next_at: datetime | None = stamp()
    taken_by: str | None = text(default=None)
    taken_at: datetime | None = stamp()
    ended_at: datetime | None = stamp()


class AlarmTable(Alarm, table=True):
    """Table of alarms."""

    __tablename__ = "alarm"
    __table_args__ = (
        CheckConstraint("priority BETWEEN 1 AND 5", name="alarm_priority"),
        Index(
            "alarm_open",
            *("kind", "scope_id", "detail"),
            unique=True,
            postgresql_where=sql("ended_at IS NULL"),
        ),
        Index("alarm_incident", "incident_id", postgresql_where=sql("incident_id IS NOT NULL")),
    )


class AlarmStep(Row):
    """One step of a ladder: whom an alarm calls, after how long, by which channel.

    An empty kind or priority means any; the most particular ladder in force counts, as a whole.
    `repeat_s`: it calls again so often until it ends or climbs on. `pause_s`: how long it is quiet
    once somebody has said that he is at it.
    """

    __table_name__: ClassVar[str] = "alarm_step"
    id: UUID = Field(primary_key=True)
    kind: str | None = text(default=None)
    priority: int | None = Field(default=None)
    place: int = Field()
    after_s: float = real()
    whom: str = text()
    channel: str = text()
    repeat_s: float | None = real(default=None)
    pause_s: float = real(default=60.0)
    valid_from: datetime = required_stamp()
    valid_to: datetime | None = stamp()
    source: str = text(default="")


class AlarmStepTable(AlarmStep, table=True):
    """Table of the steps of ladders."""

    __tablename__ = "alarm_step"
    __table_args__ = (
        CheckConstraint("after_s >= 0 AND pause_s > 0", name="alarm_step_times"),
        CheckConstraint("repeat_s IS NULL OR repeat_s > 0", name="alarm_step_repeat"),
        CheckConstraint("priority BETWEEN 1 AND 5", name="alarm_step_priority"),
        Index(
            "alarm_step_same",
            sql("coalesce(kind, '')"),
            sql("coalesce(priority, 0)"),
            *("place", "valid_from"),
            unique=True,
        ),
    )
