"""Where a caller is, as handsets and networks say it during the call: evidence, kept as it came."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from intake.location.evidence import Method
from routing.value_object import value_object

# How far a position without a circle of its own may be off, by where it comes from.
_USUAL_RADIUS_M: Final[Mapping[str, float]] = MappingProxyType(
    {Method.GPS: 50.0, Method.AML: 100.0, Method.PIN: 50.0, Method.CELL: 2_000.0}
)
_UNKNOWN_RADIUS_M: Final = 5_000.0
_MUCH_WORSE: Final = 2.0


@value_object(kw_only=True)
class CallPlace:
    """One position of the caller: when it was so, where it comes from, and its circle."""

    at: datetime
    method: Method
    lat: float
    lon: float
    accuracy_m: float | None = None

    @property
    def radius_m(self) -> float:
        """The radius of uncertainty of the position, in metres."""
        if self.accuracy_m is not None:
            return self.accuracy_m
        return _USUAL_RADIUS_M.get(self.method, _UNKNOWN_RADIUS_M)

    def document(self) -> dict[str, Any]:
        """Return the place as JSON."""
        return {
            "at": self.at.isoformat(),
            "method": str(self.method),
            "lat": self.lat,
            "lon": self.lon,
            "accuracy_m": self.accuracy_m,
        }


def place_from(document: Mapping[str, Any]) -> CallPlace:
    """Return the place that `document` was made of."""
    return CallPlace(
        at=datetime.fromisoformat(document["at"]),
        method=Method(document["method"]),
        lat=document["lat"],
        lon=document["lon"],
        accuracy_m=document["accuracy_m"],
    )


def best_place(places: Collection[CallPlace]) -> CallPlace | None:
    """Return the newest place whose circle is at most twice the smallest.

    The caller may move, so the newest counts; but one cell that is heard of late must not replace
    the fix of a satellite.
    """
    if not places:
        return None
    limit = _MUCH_WORSE * min(place.radius_m for place in places)
    good = [place for place in places if place.radius_m <= limit]
    return max(good, key=lambda place: (place.at, -place.radius_m, place.lat, place.lon))
