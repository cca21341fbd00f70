"""A place is a value, the same from the first message to the crew at the scene."""

from __future__ import annotations

from routing.value_object import value_object


@value_object(kw_only=True)
class Place:
    """A place as well as it is known: degrees WGS 84, `accuracy_m` the radius of uncertainty.

    The radius is None when nobody said; `method` is how the position was found (gps, pin, gazetteer
    ...); `address` is what people call it.
    """

    lat: float
    lon: float
    accuracy_m: float | None = None
    method: str = "unknown"
    address: str | None = None


def place_of(
    lat: float | None,
    lon: float | None,
    *,
    accuracy_m: float | None = None,
    method: str | None = None,
    address: str | None = None,
) -> Place | None:
    """Return the place that the members of a row make, None when they hold no position."""
    if lat is None or lon is None:
        return None
    return Place(
        lat=lat, lon=lon, accuracy_m=accuracy_m, method=method or "unknown", address=address
    )
