"""Places that words name, as people see them."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import Field

from dispatch.incidents.reason_view import reason_views
from dispatch.kernel.web.view import ReasonView, View
from intake.location.found import SENTENCES


class FoundPlaceView(View):
    """A place that words name; `accuracy_m` is the radius within which the event may be."""

    name: str
    kind: str
    lat: float
    lon: float
    accuracy_m: float
    score: float
    kelurahan: str | None = Field(default=None, description="Where the words prove one.")
    reasons: tuple[ReasonView, ...]


def found_place_views(stored: Iterable[Mapping[str, Any]]) -> tuple[FoundPlaceView, ...]:
    """Return the views of places as `FoundPlace.document` keeps them."""
    return tuple(
        [
            FoundPlaceView.model_validate(
                {**one, "reasons": reason_views(one["reasons"], SENTENCES)}
            )
            for one in stored
        ]
    )
