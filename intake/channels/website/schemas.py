"""The public form as JSON, as another page of the city may send it, and what it is answered."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from dispatch.kernel.texts import Text


class PlaceIn(BaseModel):
    """Where it is: degrees, words, or both."""

    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    text: Text | None = None
    rt: Text | None = None
    rw: Text | None = None
    kelurahan: Text | None = None


class SenderIn(BaseModel):
    """Who sends it; all optional."""

    name: Text | None = None
    phone: Text | None = None
    email: Text | None = None


class FileIn(BaseModel):
    """A file that the sender has; only its name reaches us."""

    filename: Text
    mime: Text | None = None
    size: int | None = None
    sha256: Text | None = None


class FormIn(BaseModel):
    """What a form of the city sends on behalf of whoever filled it in."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "client_ref": "2f1c5a9a-7c31-4d59-8f0e-8f5d6c6f0b10",
                "submitted_at": "2026-12-12T08:10:00Z",
                "type": "pengaduan",
                "category": "banjir",
                "text": "Air masuk rumah di Meri RT 02",
                "is_anonymous": False,
                "is_secret": False,
                "reporter": {"name": "Warga", "phone": "081234567890"},
                "location": {"lat": -7.4722, "lon": 112.4338, "text": "Meri gg 2", "rt": "02"},
                "consent_privacy": True,
            }
        }
    )
    client_ref: Text | None = Field(default=None, description="The same again is the same report.")
    submitted_at: Text | None = None
    type: Text | None = Field(
        default=None, description="pengaduan, aspirasi or permintaan_informasi; kept, not judged."
    )
    category: Text | None = None
    text: Text = ""
    is_anonymous: bool = False
    is_secret: bool = False
    reporter: SenderIn | None = None
    location: PlaceIn | None = None
    attachments: list[FileIn] = []
    consent_privacy: bool = True


class TicketOut(BaseModel):
    """What became of it, and the ticket by which its sender speaks of it."""

    state: Literal["received", "journalled", "kept"] = Field(
        description="received: at the desk. journalled: on disk, at the desk when our storage is "
        "back. kept: unreadable, a person reads it as it came."
    )
    ticket: str
    duplicate: bool = False
