"""Tables of targets and clocks."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.rows import Row, real, required_stamp, stamp, text
from dispatch.sla.metrics import Metric, Verdict


class SlaTarget(Row):
    """A promise: `share` of the intervals `metric` within `value_s`.

    An empty agency, type, priority or channel means any.
    """

    __table_name__: ClassVar[str] = "sla_target"
    id: UUID = Field(primary_key=True)
    agency_id: str | None = text(default=None)
    type: str | None = text(default=None)
    priority: int | None = Field(default=None)
    channel: str | None = text(default=None)
    metric: str = text()
    value_s: float = real()
    warn_share: float = real(default=0.8)
    share: float = real(default=0.9)
    valid_from: datetime = required_stamp()
    valid_to: datetime | None = stamp()
    legal_basis: str = text(default="")
    confirmed_by: str | None = text(default=None)
    recorded_at: datetime = required_stamp()


class SlaTargetTable(SlaTarget, table=True):
    """Table of targets."""

    __tablename__ = "sla_target"
    __table_args__ = (
        CheckConstraint(check_constraint("metric", Metric), name="sla_target_metric"),
        CheckConstraint("value_s > 0", name="sla_target_value"),
        CheckConstraint(
            "warn_share > 0 AND warn_share <= 1 AND share > 0 AND share <= 1",
            name="sla_target_shares",
        ),
        CheckConstraint("priority BETWEEN 1 AND 5", name="sla_target_priority"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="sla_target_validity"),
        Index(
            "sla_target_same",
            *("metric", sql("coalesce(agency_id, '')"), sql("coalesce(type, '')")),
            *(sql("coalesce(priority, 0)"), sql("coalesce(channel, '')"), "valid_from"),
            unique=True,
        ),
    )


class SlaClock(Row):
    """One running deadline.

    `scope_id` is the report, incident, task or unit assignment whose interval `metric` it measures.

    `wake_at` is when the sweep must look at it next. It is empty once nothing more is due, and
    always for a clock that was entered late (`live` is false): its verdict follows from the true
    times, but nobody is alarmed about the past.
    """

    __table_name__: ClassVar[str] = "sla_clock"
    __key__: ClassVar[tuple[str, ...]] = ("scope_id", "metric")
    scope_id: UUID = Field(primary_key=True)
    metric: str = text(primary_key=True)
    incident_id: UUID | None = Field(default=None)
    report_id: UUID | None = Field(default=None)
    agency_id: str | None = text(default=None)
    owner: str = text()
    started_at: datetime = required_stamp()
    target_s: float | None = real(default=None)
    warn_at: datetime | None = stamp()
    due_at: datetime | None = stamp()
    wake_at: datetime | None = stamp()
    stopped_at: datetime | None = stamp()
    verdict: str = text(default=Verdict.RUNNING)
    warned_at: datetime | None = stamp()
    breached_at: datetime | None = stamp()
    escalated_at: datetime | None = stamp()
    live: bool = Field(default=True)
    target_id: UUID | None = Field(default=None)
    legal_basis: str = text(default="")


class SlaClockTable(SlaClock, table=True):
    """Table of clocks."""

    __tablename__ = "sla_clock"
    __table_args__ = (
        CheckConstraint(check_constraint("metric", Metric), name="sla_clock_metric"),
        CheckConstraint(check_constraint("verdict", Verdict), name="sla_clock_verdict"),
        CheckConstraint("wake_at IS NULL OR (live AND verdict = 'running')", name="sla_clock_wake"),
        CheckConstraint("(due_at IS NULL) = (target_s IS NULL)", name="sla_clock_target"),
        Index("sla_clock_due", "wake_at", postgresql_where=sql("wake_at IS NOT NULL")),
        Index("sla_clock_incident", "incident_id", postgresql_where=sql("incident_id IS NOT NULL")),
        Index("sla_clock_started", "started_at", "scope_id", "metric"),
    )
