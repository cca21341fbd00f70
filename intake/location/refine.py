"""From a named street to the spot: house numbers, crossings, the part that an area chooses."""

from collections.abc import Sequence
from dataclasses import replace

from intake.location.evidence import distance_m
from intake.location.found import FoundPlace
from intake.location.gazetteer import Entry, Gazetteer, House
from routing.reason import Reason

_HOUSE_ACCURACY_M = 60.0
_BETWEEN_ACCURACY_M = 150.0
_BEYOND_ACCURACY_M = 400.0
_PART_ACCURACY_M = 300.0
_CROSSING_ACCURACY_M = 120.0
CROSSING_SCORE = 0.85
_NUMBER_KNOWN = 0.15
_NUMBER_GUESSED = 0.08
_NEIGHBOURS = 6  # "Jl. Gajah Mada 153" stands beside the known 151


def at_number(street: FoundPlace, entry: Entry, number: int, gazetteer: Gazetteer) -> FoundPlace:
    """Move `street` to its house: the known one, between two known ones, or near the nearest."""
    houses = gazetteer.houses.get(entry.name, [])
    named = replace(street, name=f"{street.name} {number}")
    exact = next((house for house in houses if house.number == number), None)
    if exact is not None:
        return _moved(
            named,
            exact,
            _HOUSE_ACCURACY_M,
            gain=_NUMBER_KNOWN,
            reason=_known("number_known", number),
        )
    close = min(houses, key=lambda house: abs(house.number - number), default=None)
    if close is not None and abs(close.number - number) <= _NEIGHBOURS:
        return _moved(
            named,
            close,
            _BETWEEN_ACCURACY_M,
            gain=_NUMBER_KNOWN,
            reason=_known("number_beside", close.number),
        )
    below = [house for house in houses if house.number < number]
    above = [house for house in houses if house.number > number]
    if below and above:
        return _between(named, number, below[-1], above[0])
    reason = _known("number_unknown", number)
    if close is None:
        return replace(
            named,
            accuracy_m=max(street.accuracy_m, _BEYOND_ACCURACY_M),
            reasons=(*street.reasons, reason),
        )
    beyond = _moved(named, close, street.accuracy_m, gain=0.0, reason=reason)
    return replace(beyond, accuracy_m=max(street.accuracy_m, _BEYOND_ACCURACY_M))


def _known(code: str, number: int) -> Reason:
    return Reason(code, {"number": number})


def _moved(
    place: FoundPlace, house: House, accuracy_m: float, *, gain: float, reason: Reason
) -> FoundPlace:
    return replace(
        place,
        lat=house.lat,
        lon=house.lon,
        accuracy_m=accuracy_m,
        kelurahan=house.kelurahan or place.kelurahan,
        score=place.score + gain,
        reasons=(*place.reasons, reason),
    )


def _between(place: FoundPlace, number: int, low: House, high: House) -> FoundPlace:
    share = (number - low.number) / (high.number - low.number)
    length = distance_m(low.lat, low.lon, high.lat, high.lon)
    reason = Reason("number_between", {"low": low.number, "high": high.number})
    nearer = low if share < 0.5 else high  # noqa: PLR2004 - the middle
    return replace(
        place,
        lat=round(low.lat + share * (high.lat - low.lat), 5),
        lon=round(low.lon + share * (high.lon - low.lon), 5),
        accuracy_m=round(max(_BETWEEN_ACCURACY_M, length / 3)),
        kelurahan=nearer.kelurahan or place.kelurahan,
        score=place.score + _NUMBER_GUESSED,
        reasons=(*place.reasons, reason),
    )


def part_in(place: FoundPlace, entry: Entry, area: Entry, gazetteer: Gazetteer) -> FoundPlace:
    """Choose the part of a street that lies in `area`: its known houses there, else the area."""
    inside = [
        house for house in gazetteer.houses.get(entry.name, ()) if house.kelurahan == area.kelurahan
    ]
    if inside:
        lat = sum(house.lat for house in inside) / len(inside)
        lon = sum(house.lon for house in inside) / len(inside)
        accuracy = min(entry.accuracy_m, max(_PART_ACCURACY_M, _spread(lat, lon, inside)))
    elif entry.kelurahan == area.kelurahan:
        return replace(place, kelurahan=area.kelurahan)
    else:
        lat, lon, accuracy = area.lat, area.lon, area.accuracy_m
    return replace(
        place,
        lat=round(lat, 5),
        lon=round(lon, 5),
        accuracy_m=round(accuracy),
        kelurahan=area.kelurahan,
        reasons=(*place.reasons, Reason("part_in_area", {"area": area.name})),
    )


def _spread(lat: float, lon: float, houses: Sequence[House]) -> float:
    return max(distance_m(lat, lon, house.lat, house.lon) for house in houses)


def crossing(one: Entry, other: Entry, gazetteer: Gazetteer) -> FoundPlace:
    """Return the place where two streets meet.

    Without the streets' course their nearest known points stand for it.
    """
    pairs = (
        (distance_m(a.lat, a.lon, b.lat, b.lon), a, b)
        for a in _points(one, gazetteer)
        for b in _points(other, gazetteer)
    )
    far, a, b = min(pairs, key=lambda pair: pair[0])
    return FoundPlace(
        name=f"Simpang {one.name} - {other.name}",
        kind="junction",
        lat=round((a.lat + b.lat) / 2, 5),
        lon=round((a.lon + b.lon) / 2, 5),
        accuracy_m=round(max(_CROSSING_ACCURACY_M, far / 2)),
        score=CROSSING_SCORE,
        kelurahan=a.kelurahan or b.kelurahan or None,
        reasons=(Reason("crossing", {"one": one.name, "other": other.name}),),
    )


def _points(street: Entry, gazetteer: Gazetteer) -> list[House]:
    middle = House(number=0, lat=street.lat, lon=street.lon, kelurahan=street.kelurahan or "")
    return [*gazetteer.houses.get(street.name, []), middle]
