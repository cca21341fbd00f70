"""The neutral report as JSON, as any channel's system may send it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from dispatch.kernel.texts import Text
from intake.reports.schemas import LocationIn, ReporterIn


class ReportIn(BaseModel):
    """The neutral report, as any channel's system may send it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "channel": "112",
                "external_id": "call-2026-11-22-000123",
                "text": "Omah kobong nang Jl. Gajah Mada 151, ana wong kejebak",
                "reporter": {"name": "Warga", "phone": "+6281234567890"},
                "location": {"lat": -7.4716, "lon": 112.4401, "accuracy_m": 80, "method": "caller"},
                "occurred_at": "2026-11-22T10:00:00Z",
            }
        }
    )
    channel: Text = Field(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9_.:-]*$")
    external_id: Text | None = Field(default=None, min_length=1, max_length=300)
    text: Text = ""
    language: Text | None = Field(default=None, max_length=10)
    reporter: ReporterIn | None = None
    location: LocationIn | None = None
    occurred_at: datetime | None = None
    received_at: datetime | None = None
    answered_at: datetime | None = None
    type: Text | None = Field(default=None, max_length=40)
    priority: int | None = Field(default=None, ge=1, le=5)
    drill: bool = False
    open: bool | None = Field(
        default=None,
        description="false leaves it to a person; true opens an incident, unless the report surely "
        "belongs to one that is open and the channel heeds duplicates: then a person decides. "
        "Nothing opens a report that a second person has to verify (cyber patrol); "
        "absent follows the channel's policy",
    )
