"""Incidents as JSON."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.incidents.lifecycle import Disposition, IncidentState
from dispatch.kernel.texts import Text
from routing.needs import HIGHEST_ALARM


class PlaceIn(BaseModel):
    """A place in degrees WGS 84; `accuracy_m` is the radius of uncertainty in metres."""

    lat: float
    lon: float
    accuracy_m: float | None = Field(default=None, ge=0, le=1_000_000)
    method: Text = Field(default="unknown", max_length=40)
    address: Text | None = Field(default=None, max_length=500)


class IncidentIn(BaseModel):
    """What is known when an incident is opened; everything but the type may be missing."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "fire",
                "priority": 1,
                "summary": "Rumah terbakar, ada orang terjebak",
                "location": {"lat": -7.4716, "lon": 112.4401, "accuracy_m": 80},
            }
        }
    )
    type: Text = Field(default="unknown", max_length=40)
    priority: int | None = Field(default=None, ge=1, le=5)
    summary: Text = Field(default="", max_length=2000)
    channel: Text = Field(default="112", max_length=40)
    address: Text | None = Field(default=None, max_length=500)
    location: PlaceIn | None = None
    report_id: UUID | None = None
    reached_at: datetime | None = None
    answered_at: datetime | None = None
    at: datetime | None = None
    drill: bool = False


class ClassifyIn(BaseModel):
    """Type and priority as a person sees them; without a priority the type's usual one."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"type": "crash_injured", "priority": 1, "version": 3}}
    )
    type: Text = Field(max_length=40)
    priority: int | None = Field(default=None, ge=1, le=5)
    also: list[Text] | None = Field(
        default=None, max_length=5, description="Further types of the same emergency."
    )
    version: int | None = None
    at: datetime | None = None


class SignIn(BaseModel):
    """One thing said about people and danger, with the number of people where it is known."""

    code: Text = Field(min_length=1, max_length=40)
    count: int | None = Field(default=None, ge=1, le=10_000)


class SignsIn(BaseModel):
    """What is so (`signs`: added, or counted anew) and what is not so after all (`not_so`)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"signs": [{"code": "trapped", "count": 2}], "not_so": ["weapon"]}
        }
    )
    signs: list[SignIn] = Field(default_factory=list, max_length=40)
    not_so: list[Text] = Field(default_factory=list, max_length=40)
    version: int | None = None
    at: datetime | None = None


class LocateIn(BaseModel):
    """An incident's place, set or corrected."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"location": {"lat": -7.4716, "lon": 112.4401, "accuracy_m": 30}}
        }
    )
    location: PlaceIn
    version: int | None = None
    at: datetime | None = None


class AlarmIn(BaseModel):
    """How much help is needed: 1 to 5, where the run cards say what each level adds."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"level": 2, "reason": "api menjalar ke rumah sebelah"}}
    )
    level: int = Field(ge=1, le=HIGHEST_ALARM)
    reason: Text = Field(default="", max_length=2000)
    version: int | None = None
    at: datetime | None = None


class MergeIn(BaseModel):
    """The incident that is the same emergency."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"into": "01937d2e-8a00-7000-8000-000000000001", "reason": "api yang sama"}
        }
    )
    into: UUID
    reason: Text = Field(default="", max_length=2000)
    version: int | None = None
    into_version: int | None = None
    at: datetime | None = None


class CloseIn(BaseModel):
    """How an incident ended: its disposition."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"disposition": "handled", "note": "padam, tidak ada korban"}}
    )
    disposition: Disposition
    note: Text = Field(default="", max_length=2000)
    version: int | None = None
    at: datetime | None = None


class ReasonIn(BaseModel):
    """Why an incident is changed so."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "api menyala lagi"}})
    reason: Text = Field(min_length=1, max_length=2000)
    at: datetime | None = None


class CallOffIn(ReasonIn):
    """Why nobody is needed at an incident after all."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "salah lapor"}})
    version: int | None = None


class NoteIn(BaseModel):
    """Words to add to an incident."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"note": "petugas melihat sendiri di lokasi"}}
    )
    note: Text = Field(default="", max_length=2000)
    version: int | None = None
    at: datetime | None = None


class ReferIncidentIn(NoteIn):
    """Whom it is handed to (the non-emergency side, another city), and the ticket there."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"to": "SP4N-LAPOR!", "ticket": "7731902", "note": "lampu jalan padam"}
        }
    )
    to: Text = Field(min_length=1, max_length=200)
    ticket: Text | None = Field(default=None, min_length=1, max_length=200)


class AtIn(BaseModel):
    """The true time of a change, if it is not now."""

    model_config = ConfigDict(json_schema_extra={"example": {"at": "2026-11-22T10:02:00Z"}})
    at: datetime | None = None


class IncidentFilters(BaseModel):
    """Which incidents to list.

    `state` may be `open` for all open states, `area` a code or its beginning.
    """

    state: IncidentState | Literal["open"] | None = None
    type: str | None = None
    priority: int | None = Field(default=None, ge=1, le=5)
    agency_id: str | None = None
    area: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = Field(default=50, ge=1, le=500)
    cursor: str | None = None
