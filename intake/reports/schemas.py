"""Reports as JSON."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict, Field

from dispatch.kernel.masking import mask_personal
from dispatch.kernel.texts import Text
from intake.location.check import check_location
from intake.reports.lifecycle import DiscardReason
from intake.reports.models import PartKind, Report, ReportPart

TEXT_MAX = 20_000


class ReporterIn(BaseModel):
    """Who reports; all optional, a caller may be unknown or may not want to be named."""

    name: Text | None = Field(default=None, max_length=200)
    phone: Text | None = Field(default=None, max_length=40)
    ref: Text | None = Field(default=None, max_length=200)
    anonymous: bool = False


class LocationIn(BaseModel):
    """Where, in degrees WGS 84.

    `accuracy_m` is the radius of uncertainty, `method` how it is known. An address alone is a place
    too.
    """

    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = Field(default=None, ge=0, le=1_000_000)
    method: Text = Field(default="unknown", max_length=40)
    address: Text | None = Field(default=None, max_length=500)

    def point(self) -> tuple[float, float] | None:
        """Return latitude and longitude, None for an address alone.

        Raises `Invalid` when they are no place, or one is missing.
        """
        return None if self.lat is None and self.lon is None else check_location(self.lat, self.lon)


class ReporterOut(BaseModel):
    """Who reported; the number is masked unless the reader's role needs it."""

    name: str | None
    phone: str | None
    anonymous: bool


class LocationOut(BaseModel):
    """Where, and how well we know it."""

    lat: float
    lon: float
    accuracy_m: float | None
    method: str | None
    address: str | None


class MediaOut(BaseModel):
    """A picture, recording or file that lies with the channel; `ref` is its name there."""

    ref: str
    kind: str = "file"
    mime: str | None = None
    filename: str | None = None


class MemberOut(BaseModel):
    """A member of the message that nobody knows, as it came; anything but text is JSON."""

    name: str
    value: str


class PartOut(BaseModel):
    """One thing that was added to a report, with its own time."""

    id: UUID
    place: int
    kind: PartKind
    at: datetime
    recorded_at: datetime
    text: str
    location: LocationOut | None
    media: list[MediaOut]
    flags: list[str]
    reply_to: str | None


class ReportOut(BaseModel):
    """A stored report with what intake proposes for it."""

    id: UUID
    channel: str
    external_id: str
    state: str
    text: str
    language: str | None
    reporter: ReporterOut
    location: LocationOut | None
    address: str | None
    occurred_at: datetime | None
    received_at: datetime
    recorded_at: datetime
    answered_at: datetime | None
    incident_id: UUID | None
    proposal: dict[str, Any]
    candidates: list[dict[str, Any]]
    places: list[dict[str, Any]]
    flags: list[str]
    media: list[MediaOut]
    extra: list[MemberOut]
    reply_to: str | None
    added_at: datetime | None
    call_id: str | None
    call: dict[str, Any] | None = None
    discard_reason: str | None
    referred_to: str | None
    drill: bool
    claimed_name: str | None = None
    claimed_at: datetime | None = None
    version: int
    duplicate: bool = False


class LinkIn(BaseModel):
    """The incident a report belongs to."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"incident_id": "01937d2e-8a00-7000-8000-000000000001"}}
    )
    incident_id: UUID
    at: datetime | None = None


class AnswerIn(BaseModel):
    """When a human answered."""

    model_config = ConfigDict(json_schema_extra={"example": {"at": "2026-11-22T10:02:00Z"}})
    at: datetime | None = None


class DiscardIn(BaseModel):
    """Why a report leads to no incident."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"reason": "nuisance", "note": "anak-anak bermain telepon"}}
    )
    reason: DiscardReason
    note: Text = Field(default="", max_length=2000)


class ReferIn(BaseModel):
    """Whom a report was handed to, and the ticket there."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"to": "Curhat Ning Ita", "ticket": "CNI-2026-0815"}}
    )
    to: Text = Field(min_length=1, max_length=200)
    ticket: Text | None = Field(default=None, max_length=200)


def mask_phone(phone: str | None) -> str | None:
    """Hide the middle of a number: enough to recognise, not to call."""
    if phone is None:
        return None
    keep = 3
    return phone if len(phone) <= keep else f"{phone[:3]}{'*' * max(len(phone) - 6, 3)}{phone[-3:]}"


def _member(name: str, value: object, *, see_reporter: bool) -> dict[str, str]:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return {"name": name, "value": text if see_reporter else mask_personal(text)}


def report_item(
    row: Report, *, see_reporter: bool, duplicate: bool = False, call: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the members of `ReportOut`; the reporter is masked unless `see_reporter`."""
    named = row.reporter_name if see_reporter and not row.anonymous else None
    place = None
    if row.lat is not None:
        place = {
            "lat": row.lat,
            "lon": row.lon,
            "accuracy_m": row.accuracy_m,
            "method": row.location_method,
            "address": row.address,
        }
    hidden = {
        "content_hash",
        "raw_id",
        "extra",
        "phone_raw",
        "conversation_id",
        "reporter_name",
        "reporter_phone",
        "reporter_ref",
        "anonymous",
        "lat",
        "lon",
        "accuracy_m",
        "location_method",
    }
    item = {name: getattr(row, name) for name in type(row).model_fields if name not in hidden}
    item["reporter"] = {
        "name": named,
        "phone": row.reporter_phone if see_reporter else mask_phone(row.reporter_phone),
        "anonymous": row.anonymous,
    }
    # People write their number into their words, too.
    item["text"] = row.text if see_reporter else mask_personal(row.text)
    item |= {"location": place, "duplicate": duplicate, "call": call}
    item["extra"] = [
        _member(name, value, see_reporter=see_reporter) for name, value in row.extra.items()
    ]
    return item


def part_item(row: ReportPart, *, see_reporter: bool) -> PartOut:
    """Return a part as JSON; numbers in its words are hidden unless `see_reporter`."""
    place = None
    if row.lat is not None and row.lon is not None:
        place = LocationOut(
            lat=row.lat,
            lon=row.lon,
            accuracy_m=row.accuracy_m,
            method=row.location_method,
            address=row.address,
        )
    return PartOut(
        id=row.id,
        place=row.place,
        kind=PartKind(row.kind),
        at=row.at,
        recorded_at=row.recorded_at,
        text=row.text if see_reporter else mask_personal(row.text),
        location=place,
        media=[MediaOut.model_validate(media) for media in row.media],
        flags=row.flags,
        reply_to=row.reply_to,
    )
