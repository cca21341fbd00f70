"""`find_places`: the places a text names, with a position, its uncertainty, a score and the reasons.

A name alone is weak evidence ("Wates" is a kelurahan, a street and a word); the words around it
decide: "Jl.", "kelurahan", "depan", a house number, RT and RW, another name that it lies in.
"""

from dataclasses import dataclass, replace
from typing import Any

from intake.location.address import (
    AREA_WORDS,
    RELATIONS,
    STREET_WORDS,
    Neighbourhood,
    find_neighbourhood,
    find_number,
    find_other_city,
)
from intake.location.evidence import distance_m
from intake.location.gazetteer import AREAS, GAZETTEER, Entry, House, words_of

_LONGEST_READ = 3_000
_AT_MOST = 8
_BEST = 0.97
_PLAIN = {"street": 0.45, "kelurahan": 0.6, "kecamatan": 0.4, "lingkungan": 0.55, "river": 0.4}
_LANDMARK = 0.75
_KINDS = {
    "street": "jalan",
    "river": "sungai",
    "kelurahan": "kelurahan",
    "kecamatan": "kecamatan",
    "lingkungan": "lingkungan",
}
_WITH_ITS_WORD = {"street": 0.75, "kelurahan": 0.7, "kecamatan": 0.5, "lingkungan": 0.65}
_AREA_CALLED_STREET = 0.15
_LONG_NAME = 0.1
_MISSPELT = 0.1
_NUMBER_KNOWN = 0.15
_NUMBER_GUESSED = 0.08
_NEIGHBOURHOOD = 0.1
_CONFIRMED = 0.1
_ELSEWHERE = 0.5
_HOUSE_ACCURACY_M = 60.0
_BETWEEN_ACCURACY_M = 150.0
_BEYOND_ACCURACY_M = 400.0
_SHORT_WORDS = 4
# Streets named like everyday words: without "Jl." they are not taken for streets.
_EVERYDAY = frozenset(
    {
        "pahlawan",
        "pemuda",
        "niaga",
        "pendidikan",
        "karyawan",
        "lombok",
        "semeru",
        "durian",
        "kamboja",
        "kartini",
        "kemasan",
        "tribuana",
        "ijen",
    }
)


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that a text names; `accuracy_m` is the radius within which the event may be."""

    name: str
    kind: str
    lat: float
    lon: float
    accuracy_m: float
    score: float
    reasons: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the place as JSON members."""
        return {
            "name": self.name,
            "kind": self.kind,
            "lat": self.lat,
            "lon": self.lon,
            "accuracy_m": self.accuracy_m,
            "score": self.score,
            "reasons": list(self.reasons),
        }


def places_of_kind(kind: str) -> list[FoundPlace]:
    """Return every place of a kind, with its source as the reason.

    The names of the rivers on the map, say.
    """
    return [
        FoundPlace(
            name=entry.name,
            kind=entry.kind,
            lat=entry.lat,
            lon=entry.lon,
            accuracy_m=entry.accuracy_m,
            score=1.0,
            reasons=(entry.source,),
        )
        for entry in GAZETTEER.entries
        if entry.kind == kind
    ]


def find_places(text: str) -> list[FoundPlace]:
    """Return the places named in `text`, the likeliest first."""
    read = text[:_LONGEST_READ]
    spelt = words_of(read)
    words = [GAZETTEER.fold(word) for word in spelt]
    places: list[FoundPlace] = []
    taken = 0
    for at, word in enumerate(words):
        if at < taken or word not in GAZETTEER.longest:
            continue
        length, entries = GAZETTEER.at(words, at)
        if length:
            taken = at + length
            misspelt = words[at:taken] != spelt[at:taken]
            places.extend(
                place
                for entry in entries
                if (place := _judge(entry, words, at, length, misspelt=misspelt)) is not None
            )
    if not places:
        return []
    ranked = _rank(places, find_neighbourhood(read))
    other = find_other_city(spelt)
    return ranked if other is None else [_doubted(place, other) for place in ranked]


def _doubted(place: FoundPlace, other: str) -> FoundPlace:
    """Every city has a Gajah Mada street: a person must decide whether it is ours."""
    reasons = (*place.reasons, f"kota lain disebut: {other.title()}")
    return replace(place, score=round(place.score * _ELSEWHERE, 2), reasons=reasons)


def _judge(
    entry: Entry, words: list[str], at: int, length: int, *, misspelt: bool
) -> FoundPlace | None:
    before = words[at - 1] if at else ""
    reasons = [f"nama {_KINDS.get(entry.kind, 'tempat')}: {entry.name}"]
    if before in STREET_WORDS:
        if entry.kind not in AREAS and entry.kind != "street":
            return None
        # "Jalan Wates" may be the street, or only the way people name a place in Wates.
        score = (
            _WITH_ITS_WORD["street"]
            if entry.kind == "street"
            else _PLAIN[entry.kind] - _AREA_CALLED_STREET
        )
    elif before in AREA_WORDS:
        wanted = AREA_WORDS[before]
        if entry.kind not in AREAS or (wanted == "kecamatan") != (entry.kind == "kecamatan"):
            return None
        score = _WITH_ITS_WORD[entry.kind]
    else:
        score = _PLAIN.get(entry.kind, _LANDMARK)
        if (
            entry.kind == "street"
            and length == 1
            and (words[at] in _EVERYDAY or len(words[at]) <= _SHORT_WORDS)
        ):
            return None
    score += _LONG_NAME if length > 1 else 0.0
    if misspelt:
        score -= _MISSPELT
        reasons.append("ejaan mirip")
    name = f"Jl. {entry.name}" if entry.kind == "street" else entry.name
    place = FoundPlace(name, entry.kind, entry.lat, entry.lon, entry.accuracy_m, score, ())
    if entry.kind == "street":
        place, more = _at_number(place, find_number(words, at + length))
        reasons.extend(more)
    relation = _relation(words, at)
    if relation is not None:
        reasons.append(f"kata letak: {relation}")
        place = replace(place, accuracy_m=place.accuracy_m + RELATIONS[relation])
    return replace(place, reasons=tuple(reasons))


def _relation(words: list[str], at: int) -> str | None:
    """Return the word of position before the name, "jl." or "di" between them skipped."""
    for place in range(at - 1, max(-1, at - 4), -1):
        word = words[place]
        if word in RELATIONS:
            return word
        if (
            word not in STREET_WORDS
            and word not in AREA_WORDS
            and word not in {"di", "nang", "ning", "ing"}
        ):
            return None
    return None


def _at_number(street: FoundPlace, number: int | None) -> tuple[FoundPlace, list[str]]:
    """Move `street` to the house: the known one, between two known ones, or near the nearest."""
    if number is None:
        return street, []
    houses = GAZETTEER.houses.get(street.name.removeprefix("Jl. "), [])
    name = f"{street.name} {number}"
    for house in houses:
        if house.number == number:
            moved = replace(
                street,
                name=name,
                lat=house.lat,
                lon=house.lon,
                accuracy_m=_HOUSE_ACCURACY_M,
                score=street.score + _NUMBER_KNOWN,
            )
            return moved, [f"nomor rumah {number} diketahui"]
    below = [house for house in houses if house.number < number]
    above = [house for house in houses if house.number > number]
    if below and above:
        return _between(street, name, number, below[-1], above[0])
    return replace(street, name=name, accuracy_m=max(street.accuracy_m, _BEYOND_ACCURACY_M)), [
        f"nomor rumah {number} tidak diketahui letaknya"
    ]


def _between(
    street: FoundPlace, name: str, number: int, low: House, high: House
) -> tuple[FoundPlace, list[str]]:
    share = (number - low.number) / (high.number - low.number)
    accuracy = max(_BETWEEN_ACCURACY_M, distance_m(low.lat, low.lon, high.lat, high.lon) / 3)
    moved = replace(
        street,
        name=name,
        lat=round(low.lat + share * (high.lat - low.lat), 5),
        lon=round(low.lon + share * (high.lon - low.lon), 5),
        accuracy_m=round(accuracy),
        score=street.score + _NUMBER_GUESSED,
    )
    return moved, [f"nomor rumah di antara {low.number} dan {high.number}"]


def _rank(places: list[FoundPlace], neighbourhood: Neighbourhood) -> list[FoundPlace]:
    """Let places that lie in each other confirm one another, name RT and RW, and sort.

    One place is named once.
    """
    areas = [place for place in places if place.kind in AREAS]
    said = str(neighbourhood)
    judged: dict[tuple[str, str], FoundPlace] = {}
    for place in places:
        score, reasons = place.score, list(place.reasons)
        if place.kind in AREAS and place.kind != "kecamatan" and said:
            score += _NEIGHBOURHOOD
            reasons.append(said)
        if place.kind not in AREAS and any(_lies_in(place, area) for area in areas):
            score += _CONFIRMED
            reasons.append("wilayah yang disebut cocok")
        known = judged.get((place.kind, place.name))
        if known is None or known.score < score:
            judged[place.kind, place.name] = replace(
                place, score=round(min(score, _BEST), 2), reasons=tuple(reasons)
            )
    return sorted(judged.values(), key=lambda place: (-place.score, place.accuracy_m))[:_AT_MOST]


def _lies_in(place: FoundPlace, area: FoundPlace) -> bool:
    return (
        area.name != place.name
        and distance_m(place.lat, place.lon, area.lat, area.lon)
        <= area.accuracy_m + place.accuracy_m
    )
