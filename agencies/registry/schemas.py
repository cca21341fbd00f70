"""What goes over HTTP about agencies and boundaries."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from agencies.channels.base import Outcome, SecretPolicy
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


_CHANNEL_SET: JsonDict = {
    "rank": 1,
    "kind": "sms",
    "label": {"id": "SMS ke telepon piket", "en": "SMS to the duty telephone"},
    "address": "+6281234567890",
    "has_secret": True,
    "active": True,
    "tries": 10,
    "give_up_s": 60.0,
    "first_wait_s": 1.0,
    "longest_wait_s": 60.0,
    "last_at": "2026-11-22T11:00:30Z",
    "last_outcome": "failed",
    "last_error": "gateway: status 500",
    "new_secret": "t9Yc5bq0W4nZ-made-here-and-shown-once",
}


class LabelOut(View):
    """A name in both languages."""

    id: str
    en: str


class AddressFieldOut(View):
    """What is typed to say where the agency is reached."""

    label: LabelOut
    example: str


class ChannelKindOut(View):
    """A way to reach agencies."""

    name: str
    label: LabelOut
    address: AddressFieldOut | None = Field(description="Null where the agency comes to us.")
    secret_policy: SecretPolicy
    rings: bool = Field(description="It reaches people by itself.")
    answers: bool = Field(description="People answer on it in words.")


class ChannelKinds(BaseModel):
    """Every way to reach agencies."""

    items: list[ChannelKindOut]


class ChannelView(View):
    """How one agency is reached at one place; never its secret."""

    rank: int = Field(description="The lowest is tried first.")
    kind: str
    label: LabelOut
    address: str = Field(description="What of it people may read.")
    has_secret: bool
    active: bool
    tries: int
    give_up_s: float
    first_wait_s: float
    longest_wait_s: float
    last_at: datetime | None = Field(description="When it was last tried.")
    last_outcome: Outcome | None
    last_error: str | None


class ChannelItems(BaseModel):
    """How an agency is reached, in the order in which the channels are tried."""

    items: list[ChannelView]


class ChannelDetail(ChannelView):
    """A channel of an agency after it was set; a new secret is shown once."""

    model_config = ConfigDict(json_schema_extra={"example": _CHANNEL_SET})
    new_secret: str | None = Field(description="A secret that was made here; shown this once.")


class ChannelIn(BaseModel):
    """How the agency is to be reached. Without a secret one is made where the channel needs it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"kind": "sms", "address": "081234567890"}}
    )
    kind: Text = Field(max_length=40)
    address: Text = Field(default="", max_length=2000)
    secret: Text | None = Field(default=None, max_length=500)
    tries: int = Field(default=10, ge=1, le=1000)
    give_up_s: float = Field(default=60.0, gt=0, le=86_400)
    first_wait_s: float = Field(default=1.0, gt=0, le=3600)
    longest_wait_s: float = Field(default=60.0, gt=0, le=3600)


class ChannelTest(View):
    """How a test message went."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"outcome": "failed", "status": 500, "error": "http_500", "duration_ms": 180}
        }
    )
    outcome: Outcome
    status: int | None
    error: str | None
    duration_ms: int


class WordsView(View):
    """What came from an agency in words, and what it did."""

    id: UUID
    channel: str
    at: datetime
    text: str = Field(description="Numbers are hidden.")
    task_id: UUID | None = Field(description="The order it answered; null where it was not clear.")
    result: str = Field(description="What it said, or why it was left to a person.")


class WordsItems(BaseModel):
    """What came from an agency in words, newest first."""

    items: list[WordsView]


class LayerOut(BaseModel):
    """The boundaries in force, and how far they can be trusted."""

    version: str
    source: str
    accuracy: str
    accuracy_m: float
    home_code: str
    imported_at: datetime
    imported_by: str
