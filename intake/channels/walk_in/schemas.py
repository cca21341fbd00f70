"""What an officer at a counter writes down, as JSON."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from dispatch.kernel.texts import Text
from intake.channels.website.schemas import PlaceIn, SenderIn


class IdentityIn(BaseModel):
    """Which document the officer saw; its number is not stored, also when it is sent."""

    kind: Text
    seen: bool


class BehalfIn(BaseModel):
    """For whom the visitor speaks."""

    name: Text | None = None
    phone: Text | None = None
    relation: Text | None = None


class VisitIn(BaseModel):
    """A visitor's report; everything is optional, and what cannot be used is flagged."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "queue_number": "A-017",
                "office": "MPP Gajah Mada",
                "came_at": "2026-12-12T08:05:00Z",
                "text": "Tiang listrik di gang rumahnya miring sejak hujan tadi malam",
                "reporter": {"name": "Sutini", "phone": "081234567890"},
                "on_behalf_of": {"name": "Mbah Karso", "relation": "tetangga"},
                "identity": {"kind": "KTP", "seen": True},
                "location": {"text": "Meri gang 2", "rt": "02", "rw": "05"},
            }
        }
    )
    queue_number: Text | None = Field(
        default=None, description="The same number on the same day is the same report."
    )
    client_ref: Text | None = Field(default=None, description="Stands before the queue number.")
    office: Text | None = None
    came_at: datetime | None = Field(default=None, description="When the visitor was heard.")
    text: Text = ""
    type: Text | None = None
    category: Text | None = None
    is_anonymous: bool = False
    is_secret: bool = False
    reporter: SenderIn | None = None
    on_behalf_of: BehalfIn | None = None
    identity: IdentityIn | None = None
    location: PlaceIn | None = None
