"""Tables of incidents and of the catalogue of their types."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.incidents.lifecycle import OPEN, Disposition, IncidentState
from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.rows import (
    Row,
    added_document,
    document,
    real,
    required_stamp,
    stamp,
    text,
)

OPEN_SQL = check_constraint("state", sorted(OPEN))


class IncidentType(Row):
    """A type of the catalogue: its code, both labels and its usual priority."""

    __table_name__: ClassVar[str] = "incident_type"
    __key__: ClassVar[tuple[str, ...]] = ("code",)
    code: str = text(primary_key=True)
    label_id: str = text()
    label_en: str = text()
    priority: int = Field()
    active: bool = Field(default=True)


class IncidentTypeTable(IncidentType, table=True):
    """Table of incident types."""

    __tablename__ = "incident_type"
    __table_args__ = (CheckConstraint("priority BETWEEN 1 AND 5", name="incident_type_priority"),)


class Incident(Row):
    """One emergency.

    `reached_at` is when its first report reached the centre; `flags` say what is missing or
    doubtful; `words_at` is when somebody last added words (a caller, a desk, an agency); `signs` is
    what was said of people and danger, each with who said it (`signs.py`), `also_types` further
    types of the same emergency. With `follows_plan` what a new plan adds is ordered by itself,
    because the policy that opened it had everybody ordered at once.

    `state_before_merge` and `into_reached_at` (when the other one had been reached) are kept so
    that a merge can be taken back.
    """

    __table_name__: ClassVar[str] = "incident"
    id: UUID = Field(primary_key=True)
    number: str = text(unique=True)
    state: str = text()
    type: str = text(foreign_key="incident_type.code")
    priority: int = Field()
    summary: str = text(default="")
    channel: str = text(default="112")
    lat: float | None = real(default=None)
    lon: float | None = real(default=None)
    accuracy_m: float | None = real(default=None)
    location_method: str | None = text(default=None)
    address: str | None = text(default=None)
    area_code: str | None = text(default=None)
    area_name: str | None = text(default=None)
    reached_at: datetime = required_stamp()
    answered_at: datetime | None = stamp()
    classified_at: datetime | None = stamp()
    opened_at: datetime = required_stamp()
    recorded_at: datetime = required_stamp()
    first_assigned_at: datetime | None = stamp()
    first_on_scene_at: datetime | None = stamp()
    closed_at: datetime | None = stamp()
    disposition: str | None = text(default=None)
    verified_at: datetime | None = stamp()
    referred_to: str | None = text(default=None)
    referral_ticket: str | None = text(default=None)
    held_at: datetime | None = stamp()
    merged_into: UUID | None = Field(default=None, foreign_key="incident.id")
    state_before_merge: str | None = text(default=None)
    into_reached_at: datetime | None = stamp()
    report_count: int = Field(default=0)
    flags: list[str] = document(default_factory=list)
    drill: bool = Field(default=False)
    alarm_level: int = Field(default=1)
    words_at: datetime | None = stamp()
    signs: list[dict[str, Any]] = added_document("[]")
    also_types: list[str] = added_document("[]")
    follows_plan: bool = Field(default=False, sa_column_kwargs={"server_default": sql("false")})
    version: int = Field(default=1)


class IncidentTable(Incident, table=True):
    """Table of incidents."""

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint(check_constraint("state", IncidentState), name="incident_state"),
        CheckConstraint("priority BETWEEN 1 AND 5", name="incident_priority"),
        CheckConstraint(check_constraint("disposition", Disposition), name="incident_disposition"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="incident_place"),
        Index("incident_open", "priority", "opened_at", postgresql_where=sql(OPEN_SQL)),
        Index("incident_opened", "opened_at", "id"),
        Index("incident_open_type", "type", "opened_at", postgresql_where=sql(OPEN_SQL)),
        Index(
            "incident_unplaced",
            "opened_at",
            postgresql_where=sql(f"lat IS NULL AND {OPEN_SQL}"),
        ),
        Index(
            "incident_merged_into", "merged_into", postgresql_where=sql("merged_into IS NOT NULL")
        ),
        Index(
            "incident_near",
            sql("point(lon, lat)"),
            postgresql_using="gist",
            postgresql_where=sql(OPEN_SQL),
        ),
    )


class IncidentNote(Row):
    """Words that a person added; `text` is erased with the incident's other words."""

    __table_name__: ClassVar[str] = "incident_note"
    id: UUID = Field(primary_key=True)
    incident_id: UUID = Field(foreign_key="incident.id")
    kind: str = text()
    audience: str = text()
    question: str | None = text(default=None)
    report_id: UUID | None = Field(default=None)
    agency_id: str | None = text(default=None)
    at: datetime = required_stamp()
    recorded_at: datetime = required_stamp()
    actor: str = text()
    # Last, because it hides the function of its name.
    text: str = text(default="")


class IncidentNoteTable(IncidentNote, table=True):
    """Table of notes."""

    __tablename__ = "incident_note"
    __table_args__ = (Index("incident_note_incident", "incident_id", "at"),)


class IncidentSeen(Row):
    """Until when one reader (an agency, or a person of the centre) has read an incident's words."""

    __table_name__: ClassVar[str] = "incident_seen"
    __key__: ClassVar[tuple[str, ...]] = ("incident_id", "reader")
    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    reader: str = text(primary_key=True)
    seen_at: datetime = required_stamp()


class IncidentSeenTable(IncidentSeen, table=True):
    """Table of what was read."""

    __tablename__ = "incident_seen"
    __table_args__ = (Index("incident_seen_reader", "reader"),)
