"""What reading a text for places gives: candidates with reasons, or that it happens elsewhere."""

from pathlib import Path
from typing import Any, Final

from routing.reason import Reason, Sentences
from routing.value_object import value_object

SENTENCES: Final = Sentences(Path(__file__).parent / "messages")


@value_object(kw_only=True)
class FoundPlace:
    """A place that a text names; `accuracy_m` is the radius within which the event may be.

    `kelurahan` is the one the words prove, better known than from a point near a border; None
    where they leave it open.
    """

    name: str
    kind: str
    lat: float
    lon: float
    accuracy_m: float
    score: float
    kelurahan: str | None = None
    reasons: tuple[Reason, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the place as JSON members, its reasons as codes with parameters."""
        return {
            "name": self.name,
            "kind": self.kind,
            "lat": self.lat,
            "lon": self.lon,
            "accuracy_m": self.accuracy_m,
            "score": self.score,
            "kelurahan": self.kelurahan,
            "reasons": [SENTENCES.document(one) for one in self.reasons],
        }


@value_object(kw_only=True)
class PlacesRead:
    """The places of a text, the likeliest first, and where it happens when that is not our city."""

    places: tuple[FoundPlace, ...] = ()
    elsewhere: str | None = None
    room: str | None = None
