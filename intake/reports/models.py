"""Tables of reports, of raw messages, and of what each channel's reports may do by themselves."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.rows import Row, document, real, required_stamp, stamp
from dispatch.kernel.store.rows import text as words
from intake.reports.lifecycle import WAITING, DiscardReason, ReportState


class RawMessage(Row):
    """A message exactly as it came.

    Parsed, or waiting for a person because nobody could read it, or settled by one.
    """

    __table_name__: ClassVar[str] = "raw_message"
    id: UUID = Field(primary_key=True)
    channel: str = words()
    natural_key: str | None = words(default=None)
    received_at: datetime = required_stamp()
    content_type: str = words(default="application/json")
    body: bytes = Field()
    state: str = words(default="parsed")
    problem: str | None = words(default=None)
    detail: str | None = words(default=None)
    sender: str = words(default="")
    settled_at: datetime | None = stamp()
    settled_by: str | None = words(default=None)
    settled_note: str | None = words(default=None)


class RawMessageTable(RawMessage, table=True):
    """Table of raw messages."""

    __tablename__ = "raw_message"
    __table_args__ = (
        CheckConstraint("state IN ('parsed', 'needs_person', 'settled')", name="raw_message_state"),
        Index("raw_message_waiting", "received_at", postgresql_where=sql("state = 'needs_person'")),
        Index("raw_message_key", "channel", "natural_key"),
    )


class Report(Row):
    """One contact by one person or sensor on one channel.

    (channel, external_id) is unique: the same message is stored once.
    """

    __table_name__: ClassVar[str] = "report"
    id: UUID = Field(primary_key=True)
    channel: str = words()
    external_id: str = words()
    content_hash: bytes = Field()
    raw_id: UUID | None = Field(default=None, foreign_key="raw_message.id")
    state: str = words()
    text: str = words(default="")
    language: str | None = words(default=None)
    reporter_name: str | None = words(default=None)
    reporter_phone: str | None = words(default=None)
    reporter_ref: str | None = words(default=None)
    anonymous: bool = Field(default=False)
    lat: float | None = real(default=None)
    lon: float | None = real(default=None)
    accuracy_m: float | None = real(default=None)
    location_method: str | None = words(default=None)
    address: str | None = words(default=None)
    occurred_at: datetime | None = stamp()
    received_at: datetime = required_stamp()
    recorded_at: datetime = required_stamp()
    answered_at: datetime | None = stamp()
    triaged_at: datetime | None = stamp()
    proposal: dict[str, Any] = document(default_factory=dict)
    candidates: list[dict[str, Any]] = document(default_factory=list)
    places: list[dict[str, Any]] = document(default_factory=list)
    flags: list[str] = document(default_factory=list)
    call_id: str | None = words(default=None)
    incident_id: UUID | None = Field(default=None, foreign_key="incident.id")
    discard_reason: str | None = words(default=None)
    referred_to: str | None = words(default=None)
    referral_ticket: str | None = words(default=None)
    drill: bool = Field(default=False)
    version: int = Field(default=1)


class ReportTable(Report, table=True):
    """Table of reports."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(check_constraint("state", ReportState), name="report_state"),
        CheckConstraint(
            check_constraint("discard_reason", DiscardReason), name="report_discard_reason"
        ),
        CheckConstraint("(state = 'linked') <= (incident_id IS NOT NULL)", name="report_linked"),
        Index("report_natural_key", "channel", "external_id", unique=True),
        Index("report_received", "received_at", "id"),
        Index(
            "report_waiting",
            "received_at",
            postgresql_where=sql(check_constraint("state", sorted(WAITING))),
        ),
        Index("report_incident", "incident_id"),
        Index("report_call", "call_id", postgresql_where=sql("call_id IS NOT NULL")),
        Index(
            "report_phone",
            "reporter_phone",
            "received_at",
            postgresql_where=sql("reporter_phone IS NOT NULL"),
        ),
    )


class ChannelPolicy(Row):
    """What a channel's reports may do without a person, from `valid_from` on.

    `opens`: never, typed (type known, sure enough, and located) or always. `assigns`: never, priority_1 or always.
    `joins`: a report that surely is the same emergency is linked without a person.
    """

    __table_name__: ClassVar[str] = "channel_policy"
    __key__: ClassVar[tuple[str, ...]] = ("channel", "valid_from")
    channel: str = words(primary_key=True)
    valid_from: datetime = required_stamp(primary_key=True)
    opens: str = words(default="never")
    assigns: str = words(default="never")
    joins: bool = Field(default=False)
    min_confidence: float = real(default=0.6)
    max_priority: int = Field(default=5)
    heeds_duplicates: bool = Field(default=True)
    reason: str = words(default="")


class ChannelPolicyTable(ChannelPolicy, table=True):
    """Table of policies."""

    __tablename__ = "channel_policy"
    __table_args__ = (
        CheckConstraint("opens IN ('never', 'typed', 'always')", name="channel_policy_opens"),
        CheckConstraint(
            "assigns IN ('never', 'priority_1', 'always')", name="channel_policy_assigns"
        ),
    )
