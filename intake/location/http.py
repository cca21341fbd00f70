"""The gazetteer over HTTP: what a call taker types becomes places to choose from."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
from dispatch.kernel.texts import Text
from intake.location.find import find_places, places_of_kind
from intake.location.found import FoundPlace
from intake.location.gazetteer import GAZETTEER, Gazetteer
from intake.location.view import FoundPlaceView, found_place_views

router = APIRouter(prefix="/geo", tags=["geo"])
_SHOWN = 8


@router.get("/places")
async def search_places(
    _: Annotated[Subject, needs("geo.read")],
    gazetteer: Annotated[Gazetteer, Depends(GAZETTEER)],
    q: Annotated[Text, Query(max_length=500)] = "",
    kind: Annotated[Text | None, Query(max_length=40)] = None,
) -> list[FoundPlaceView]:
    """Find the places that a text names, the likeliest first, each with its accuracy and reasons.

    With only `kind` all of that kind.
    """
    if kind is not None and not q:
        return _views(places_of_kind(kind, gazetteer))
    return _views(find_places(q, gazetteer)[:_SHOWN])


def _views(found: Iterable[FoundPlace]) -> list[FoundPlaceView]:
    return list(found_place_views(place.document() for place in found))
