"""What goes over HTTP about agencies and boundaries."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from dispatch.kernel.texts import Text
from dispatch.kernel.web.view import View


class AgencyView(View):
    """An agency as people see it: no address and no secret of a channel."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "damkar-kota",
                "name": "Damkar Kota",
                "short_name": "Damkar",
                "services": ["fire", "rescue"],
                "phone": "113",
                "channels": ["portal"],
                "active": True,
                "online": False,
            }
        }
    )
    id: str
    name: str
    short_name: str
    services: list[str]
    phone: str | None
    channels: list[str]
    active: bool
    online: bool


class AgencyItems(BaseModel):
    """All agencies."""

    items: list[AgencyView]


class ContactOut(BaseModel):
    """A person the centre calls when no channel reaches the agency."""

    name: Text = Field(min_length=1, max_length=200)
    phone: Text = Field(min_length=1, max_length=60)
    role: Text = Field(default="", max_length=100)
    on_duty: bool = False


class StationView(View):
    """Where an agency's people stand, and how well that is known."""

    name: str
    lat: float
    lon: float
    error_m: float
    source: str


class JurisdictionView(View):
    """Where an agency answers for one service; the lower rank is asked first."""

    service: str
    area_codes: list[str]
    rank: int
    basis: str
    approximate: bool = Field(description="Nobody published this border.")
    by_polygon: bool


class AgencyDetail(AgencyView):
    """An agency with where it stands and where it answers."""

    note: str
    source: str
    contacts: list[ContactOut] = Field(
        default_factory=list, description="Shown to the centre's own desks only."
    )
    stations: list[StationView]
    jurisdictions: list[JurisdictionView]
    webhook_secret: str | None = Field(
        default=None, description="Shown once, in the answer to the change that set a webhook."
    )


class AgencyIn(BaseModel):
    """A change of an agency; what is not given stays.

    A `webhook_url` that is empty or null takes the webhook away.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"contact": "113", "active": True}}
    )
    contact: Text | None = Field(default=None, max_length=60)
    webhook_url: Text | None = Field(default=None, max_length=2000)
    active: bool | None = None
    contacts: list[ContactOut] | None = Field(default=None, max_length=50)
    at: datetime | None = None


class LayerOut(BaseModel):
    """The boundaries in force, and how far they can be trusted."""

    version: str
    source: str
    accuracy: str
    accuracy_m: float
    home_code: str
    imported_at: datetime
    imported_by: str
