"""The check that a place can be one, for what people send straight to the centre."""

from dispatch.incidents.schemas import PlaceIn
from dispatch.kernel.errors import Invalid
from routing.place import Place
from routing.position import find_fault


def check_place(lat: float, lon: float) -> None:
    """Refuse what is no place (`location.*`); a swapped pair is for a person to put right."""
    fault = find_fault(lat, lon)
    if fault is not None:
        raise Invalid(fault.code, lat=lat, lon=lon)


def checked_place(place: PlaceIn | None) -> Place | None:
    """Check a place and return it as a value; `location.*` when it is none."""
    if place is None:
        return None
    check_place(place.lat, place.lon)
    return Place(
        lat=place.lat,
        lon=place.lon,
        accuracy_m=place.accuracy_m,
        method=place.method,
        address=place.address,
    )
