"""Tables of reports, of raw messages, and of what each channel's reports may do by themselves."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.rows import Row, added_document, document, real, required_stamp, stamp
from dispatch.kernel.store.rows import text as words
from intake.reports.lifecycle import WAITING, DiscardReason, ReportState


class RawKind(StrEnum):
    """Why a raw message is shown to a person."""

    UNREADABLE = "unreadable"
    NOTICE = "notice"


class PartKind(StrEnum):
    """What a part of a report is."""

    MESSAGE = "message"
    EDIT = "edit"
    REVOKE = "revoke"
    TYPED = "typed"


class RawMessage(Row):
    """A message exactly as it came.

    Parsed, or waiting for a person because nobody could read it, or settled by one. A notice is
    what a channel says about itself.
    """

    __table_name__: ClassVar[str] = "raw_message"
    id: UUID = Field(primary_key=True)
    channel: str = words()
    natural_key: str | None = words(default=None)
    received_at: datetime = required_stamp()
    content_type: str = words(default="application/json")
    body: bytes = Field()
    state: str = words(default="parsed")
    kind: str = words(
        default=RawKind.UNREADABLE, sa_column_kwargs={"server_default": RawKind.UNREADABLE}
    )
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
        CheckConstraint(check_constraint("kind", RawKind), name="raw_message_kind"),
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
    phone_raw: str | None = words(default=None)
    extra: dict[str, Any] = added_document("{}")
    media: list[dict[str, Any]] = added_document("[]")
    reply_to: str | None = words(default=None)
    conversation_id: str | None = words(default=None)
    added_at: datetime | None = stamp()
    claimed_by: str | None = words(default=None)
    claimed_name: str | None = words(default=None)
    claimed_at: datetime | None = stamp()
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
        Index("report_ticket", sql("right(replace(id::text, '-', ''), 15)")),
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
        Index(
            "report_conversation",
            "channel",
            "conversation_id",
            "received_at",
            postgresql_where=sql("conversation_id IS NOT NULL"),
        ),
    )


class ReportPart(Row):
    """One thing added to a report after it was received: a later message, or words of a person.

    `kind` says what it is, `place` in order. A message keeps its own key, so it is stored once;
    `before` holds what the report said before a person or an edit changed it.
    """

    __table_name__: ClassVar[str] = "report_part"
    id: UUID = Field(primary_key=True)
    report_id: UUID = Field(foreign_key="report.id")
    place: int = Field()
    kind: str = words()
    channel: str | None = words(default=None)
    external_id: str | None = words(default=None)
    content_hash: bytes | None = Field(default=None)
    reply_to: str | None = words(default=None)
    text: str = words(default="")
    lat: float | None = real(default=None)
    lon: float | None = real(default=None)
    accuracy_m: float | None = real(default=None)
    location_method: str | None = words(default=None)
    address: str | None = words(default=None)
    media: list[dict[str, Any]] = document(default_factory=list)
    flags: list[str] = document(default_factory=list)
    before: dict[str, Any] = document(default_factory=dict)
    raw_id: UUID | None = Field(default=None, foreign_key="raw_message.id")
    at: datetime = required_stamp()
    recorded_at: datetime = required_stamp()
    actor: str = words(default="")


class ReportPartTable(ReportPart, table=True):
    """Table of parts."""

    __tablename__ = "report_part"
    __table_args__ = (
        CheckConstraint(check_constraint("kind", PartKind), name="report_part_kind"),
        Index("report_part_order", "report_id", "place", unique=True),
        Index(
            "report_part_natural_key",
            "channel",
            "external_id",
            unique=True,
            postgresql_where=sql("external_id IS NOT NULL"),
        ),
        Index("report_part_raw", "raw_id", postgresql_where=sql("raw_id IS NOT NULL")),
    )


class ChannelPolicy(Row):
    """What a channel's reports may do without a person, from `valid_from` on.

    `opens`: never, typed (type known, sure enough, and located) or always. `assigns`: never,
    priority_1 or always.
    `joins`: a report that surely is the same emergency is linked without a person.

    `key_hours`: how long a message's key stands for that message; used again later it is another.
    `conversation_minutes`: how long after its last message a conversation takes further ones.
    `verified_by_person`: nothing opens, joins or is told before a second person has verified it.
    """

    __table_name__: ClassVar[str] = "channel_policy"
    __key__: ClassVar[tuple[str, ...]] = ("channel", "valid_from")
    channel: str = words(primary_key=True)
    valid_from: datetime = required_stamp(primary_key=True)
    opens: str = words(default="never")
    assigns: str = words(default="never")
    joins: bool = Field(default=False)
    key_hours: float = real(default=72.0, sa_column_kwargs={"server_default": sql("24")})
    conversation_minutes: float = real(default=10.0, sa_column_kwargs={"server_default": sql("10")})
    min_confidence: float = real(default=0.6)
    max_priority: int = Field(default=5)
    heeds_duplicates: bool = Field(default=True)
    verified_by_person: bool = Field(
        default=False, sa_column_kwargs={"server_default": sql("false")}
    )
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
