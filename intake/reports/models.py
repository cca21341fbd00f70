"""Tables of reports, of raw messages, and of what each channel's reports may do by themselves."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text as sql
from sqlmodel import Field

from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.rows import Row, document, real, required_stamp, stamp, text
from intake.reports.lifecycle import WAITING, DiscardReason, ReportState


class RawMessage(Row):
    """A message exactly as it came: parsed, or waiting for a person because nobody could read it, or settled by one."""

    __table_name__: ClassVar[str] = "raw_message"
    id: UUID = Field(primary_key=True)
    channel: str = text()
    natural_key: str | None = text(default=None)
    received_at: datetime = required_stamp()
    content_type: str = text(default="application/json")
    body: bytes = Field()
    state: str = text(default="parsed")
    problem: str | None = text(default=None)
    detail: str | None = text(default=None)
    sender: str = text(default="")
    settled_at: datetime | None = stamp()
    settled_by: str | None = text(default=None)
    settled_note: str | None = text(default=None)


class RawMessageTable(RawMessage, table=True):
    """Table of raw messages."""

    __tablename__ = "raw_message"
    __table_args__ = (
        CheckConstraint("state IN ('parsed', 'needs_person', 'settled')", name="raw_message_state"),
        Index("raw_message_waiting", "received_at", postgresql_where=sql("state = 'needs_person'")),
        Index("raw_message_key", "channel", "natural_key"),
    )


class Report(Row):
    """One contact by one person or sensor on one channel. (channel, external_id) is unique: the same message is stored once."""

    __table_name__: ClassVar[str] = "report"
    id: UUID = Field(primary_key=True)
    channel: str = text()
    external_id: str = text()
    content_hash: bytes = Field()
    raw_id: UUID | None = Field(default=None, foreign_key="raw_message.id")
    state: str = text()
    text: str = text(default="")
    language: str | None = text(default=None)
    reporter_name: str | None = text(default=None)
    reporter_phone: str | None = text(default=None)
    reporter_ref: str | None = text(default=None)
    anonymous: bool = Field(default=False)
    lat: float | None = real(default=None)
    lon: float | None = real(default=None)
    accuracy_m: float | None = real(default=None)
    location_method: str | None = text(default=None)
    address: str | None = text(default=None)
    occurred_at: datetime | None = stamp()
    received_at: datetime = required_stamp()
    recorded_at: datetime = required_stamp()
    answered_at: datetime | None = stamp()
    triaged_at: datetime | None = stamp()
    proposal: dict[str, Any] = document(default_factory=dict)
    candidates: list[dict[str, Any]] = document(default_factory=list)
    places: list[dict[str, Any]] = document(default_factory=list)
    flags: list[str] = document(default_factory=list)
    call_id: str | None = text(default=None)
    incident_id: UUID | None = Field(default=None, foreign_key="incident.id")
    discard_reason: str | None = text(default=None)
    referred_to: str | None = text(default=None)
    referral_ticket: str | None = text(default=None)
    drill: bool = Field(default=False)
    version: int = Field(default=1)


class ReportTable(Report, table=True):
    """Table of reports."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(check_constraint("state", ReportState), name="report_state"),
        CheckConstraint(check_constraint("discard_reason", DiscardReason), name="report_discard_reason"),
        CheckConstraint("(state = 'linked') <= (incident_id IS NOT NULL)", name="report_linked"),
        Index("report_natural_key", "channel", "external_id", unique=True),
        Index("report_received", "received_at", "id"),
        Index("report_waiting", "received_at", postgresql_where=sql(check_constraint("state", sorted(WAITING)))),
        Index("report_incident", "incident_id"),
        Index("report_phone", "reporter_phone", "received_at", postgresql_where=sql("reporter_phone IS NOT NULL")),
    )


class ChannelPolicy(Row):
    """What a channel's reports may do without a person, from `valid_from` on.

    `opens`: never, typed (type known, sure enough, and located) or always. `assigns`: never, priority_1 or always.
    `joins`: a report that surely is the same emergency is linked without a person.
    """

    __table_name__: ClassVar[str] = "channel_policy"
    __key__: ClassVar[tuple[str, ...]] = ("channel", "valid_from")
    channel: str = text(primary_key=True)
    valid_from: datetime = required_stamp(primary_key=True)
    opens: str = text(default="never")
    assigns: str = text(default="never")
    joins: bool = Field(default=False)
    min_confidence: float = real(default=0.6)
    max_priority: int = Field(default=5)
    heeds_duplicates: bool = Field(default=True)
    reason: str = text(default="")


class ChannelPolicyTable(ChannelPolicy, table=True):
    """Table of policies."""

    __tablename__ = "channel_policy"
    __table_args__ = (
        CheckConstraint("opens IN ('never', 'typed', 'always')", name="channel_policy_opens"),
        CheckConstraint("assigns IN ('never', 'priority_1', 'always')", name="channel_policy_assigns"),
    )
