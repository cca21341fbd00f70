"""An incident, a place and an area as people and agencies see them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import ConfigDict, Field

from dispatch.incidents.lifecycle import Disposition, IncidentState
from dispatch.incidents.models import Incident
from dispatch.incidents.signs import DESK
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.store.read_transaction import Columns
from dispatch.kernel.web.view import Sentence, View
from routing.explain import SENTENCES
from routing.place import Place, place_of


class PlaceView(View):
    """A place as well as it is known: degrees WGS 84 and the radius of uncertainty in metres."""

    model_config = ConfigDict(from_attributes=True)

    lat: float
    lon: float
    accuracy_m: float | None
    method: str = Field(description="How the position was found: gps, pin, gazetteer ...")
    address: str | None


def place_view(place: Place | None) -> PlaceView | None:
    """Return the view of a place, None where there is none."""
    return None if place is None else PlaceView.model_validate(place)


def row_place(row: Columns, *, unmasked: bool) -> PlaceView | None:
    """Return the place that the columns of a report or an incident hold.

    A caller's words for it may quote a number too, which is hidden unless `unmasked`.
    """
    place = place_of(
        row["lat"],
        row["lon"],
        accuracy_m=row["accuracy_m"],
        method=row["location_method"],
        address=row_address(row, unmasked=unmasked),
    )
    return place_view(place)


def row_address(row: Columns, *, unmasked: bool) -> str | None:
    """Return the words for a place, without telephone numbers unless `unmasked`."""
    words: str | None = row["address"]
    return words if unmasked or words is None else mask_personal(words)


class MediaView(View):
    """A picture, recording or file that came with words.

    It stays with the channel until fetched.
    """

    ref: str = Field(description="The channel's own name of it.")
    kind: str = Field(default="file", description="image, audio, video, document ...")
    mime: str | None = None
    filename: str | None = None


class AreaView(View):
    """An administrative area."""

    code: str
    name: str | None


class SignView(View):
    """One thing said about people and danger."""

    code: str
    label: Sentence
    count: int | None = Field(description="How many people, where somebody counted them.")
    by_desk: bool = Field(description="Entered by a person, not only found in callers' words.")
    reports: tuple[UUID, ...] = Field(description="The reports whose words say it.")


def sign_views(stored: Iterable[Mapping[str, Any]]) -> tuple[SignView, ...]:
    """Return the views of an incident's signs; what a desk denied is not among them."""
    return tuple([_sign_view(one) for one in stored if not one.get("denied")])


def _sign_view(sign: Mapping[str, Any]) -> SignView:
    code = str(sign["code"])
    return SignView(
        code=code,
        label=Sentence(lambda language: SENTENCES.label(code, language, "sign")),
        count=sign["count"],
        by_desk=DESK in sign["by"],
        reports=tuple([UUID(name) for name in sign["by"] if name != DESK]),
    )


class ReferralView(View):
    """Who an incident was handed to, and its ticket there."""

    to: str
    ticket: str | None


class IncidentFacts(View):
    """What every agency that is asked may know of an incident."""

    id: UUID
    number: str
    state: IncidentState
    type: str
    priority: int
    summary: str = Field(description="Telephone numbers are hidden from who may not see them.")
    location: PlaceView | None
    address: str | None
    area: AreaView | None
    opened_at: datetime
    flags: tuple[str, ...] = Field(description="What is missing or doubtful.")
    also_types: tuple[str, ...] = Field(description="Further types of the same emergency.")
    signs: tuple[SignView, ...] = Field(description="What was said of people and danger.")
    drill: bool = Field(description="An exercise: nobody is in danger.")
    alarm_level: int


class IncidentView(IncidentFacts):
    """An incident as desks and agencies see it."""

    channel: str
    reached_at: datetime = Field(description="When the first report reached the centre.")
    answered_at: datetime | None
    classified_at: datetime | None
    recorded_at: datetime
    first_assigned_at: datetime | None
    first_on_scene_at: datetime | None
    closed_at: datetime | None
    disposition: Disposition | None
    verified_at: datetime | None
    referral: ReferralView | None
    held_at: datetime | None = Field(description="Under a legal hold since: nothing is erased.")
    merged_into: UUID | None
    report_count: int
    follows_plan: bool = Field(description="What a new plan adds is ordered by itself.")
    version: int


_MADE_OF_SEVERAL: Final = (
    *("lat", "lon", "accuracy_m", "location_method", "area_code", "area_name"),
    *("referred_to", "referral_ticket"),
)
# What a view is made from: `SELECT {SELECTED} FROM incident i WHERE ...`.
SELECTED: Final = ", ".join(
    f"i.{name}"
    for name in Incident.model_fields
    if name in IncidentView.model_fields or name in _MADE_OF_SEVERAL
)


def incident_members(row: Columns, *, unmasked: bool) -> dict[str, Any]:
    """Return the members of the view of a row read with `SELECTED`.

    Telephone numbers in the summary and the address are hidden unless `unmasked`.
    """
    area = row["area_code"]
    to = row["referred_to"]
    return {
        **row,
        "summary": row["summary"] if unmasked else mask_personal(row["summary"]),
        "address": row_address(row, unmasked=unmasked),
        "location": row_place(row, unmasked=unmasked),
        "signs": sign_views(row["signs"]),
        "area": None if area is None else AreaView(code=area, name=row["area_name"]),
        "referral": None if to is None else ReferralView(to=to, ticket=row["referral_ticket"]),
    }
