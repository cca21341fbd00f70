"""A finding of the cyber patrol, as JSON."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from dispatch.kernel.texts import Text
from intake.channels.website.schemas import PlaceIn


class ScreenshotIn(BaseModel):
    """The picture that proves it; it stays with the officer, its SHA-256 comes here."""

    sha256: Text
    filename: Text | None = None


class FindingIn(BaseModel):
    """A finding; everything is optional, and what is missing is flagged."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "source_url": "https://www.facebook.com/groups/wargakota/posts/123?fbclid=x",
                "author_handle": "@warga.meri",
                "platform": "facebook",
                "captured_at": "2026-12-12T08:05:00Z",
                "screenshot": {"sha256": "ab" * 32, "filename": "tangkapan.png"},
                "vouched_by": "Rina, Kominfo",
                "text": "Katanya ada tawuran di dekat stasiun, banyak yang bawa celurit",
                "location": {"text": "Stasiun Kota"},
            }
        }
    )
    source_url: Text | None = Field(default=None, description="The same post is the same report.")
    author_handle: Text | None = None
    platform: Text | None = None
    captured_at: datetime | None = Field(default=None, description="When the post was seen.")
    screenshot: ScreenshotIn | None = Field(
        default=None, description="The same picture is the same report."
    )
    vouched_by: Text | None = Field(default=None, description="Whoever sends it, without one.")
    text: Text = ""
    location: PlaceIn | None = None
