"""The gazetteer over HTTP: what a call taker types becomes places to choose from."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
from dispatch.kernel.texts import Text
from intake.location.find import find_places, places_of_kind
from intake.location.gazetteer import GAZETTEER, Gazetteer

router = APIRouter(prefix="/geo", tags=["geo"])
_SHOWN = 8


@router.get("/places")
async def search_places(
    _: Annotated[Subject, needs("geo.read")],
    gazetteer: Annotated[Gazetteer, Depends(GAZETTEER)],
    q: Annotated[Text, Query(max_length=500)] = "",
    kind: Annotated[Text | None, Query(max_length=40)] = None,
) -> list[dict[str, Any]]:
    """Find the places that a text names, the likeliest first, each with its accuracy and reasons.

    With only `kind` all of that kind.
    """
    if kind is not None and not q:
        return [place.document() for place in places_of_kind(kind, gazetteer)]
    return [place.document() for place in find_places(q, gazetteer)[:_SHOWN]]
