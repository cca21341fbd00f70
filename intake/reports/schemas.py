"""Reports as JSON."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.kernel.texts import Text
from intake.location.check import check_location
from intake.reports.lifecycle import DiscardReason

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
