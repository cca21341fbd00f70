"""`read_places`: the places a text names, each with a position, its uncertainty and its reasons.

A name alone is weak evidence ("Wates" is a kelurahan and a word for a border); the words around it
decide: "Jl.", "kelurahan", "depan", a house number, RT and RW, another name that it lies in. A name
of another town that is said of the place, and not of a bus or a number plate, makes it elsewhere.
"""

from collections.abc import Iterable
from dataclasses import replace

from intake.location.cues import RELATIONS
from intake.location.evidence import distance_m
from intake.location.found import FoundPlace, PlacesRead
from intake.location.gazetteer import AREAS, Elsewhere, Entry, Gazetteer
from intake.location.mentions import Mention, Mentions, find_mentions
from intake.location.neighbourhood import Neighbourhood, find_neighbourhood, quarters_of
from intake.location.refine import at_number, crossing, part_in
from intake.location.words import tokens_of
from routing.reason import Reason

_LONGEST_READ = 3_000
_AT_MOST = 8
_BEST = 0.97
_PLAIN = {"street": 0.5, "kelurahan": 0.66, "kecamatan": 0.4, "lingkungan": 0.66, "river": 0.45}
_LANDMARK = 0.75
_WITH_ITS_WORD = {"street": 0.75, "kelurahan": 0.75, "kecamatan": 0.5, "lingkungan": 0.7}
_AREA_CALLED_STREET = 0.1
_LONG_NAME = 0.12
_LOCATED = 0.12
_WEAK = 0.1
_MISSPELT = 0.05
_QUARTER_PROVEN = 0.15
_NEIGHBOURHOOD_SAID = 0.08
_CONFIRMED = 0.1
_PASSED = 0.6
_ELSEWHERE = 0.5
_SPOT = 0.5
_WIDE = AREAS | {"street", "river"}
_NAMES_OF_AREA_WORDS = frozenset({"kecamatan", "kabupaten", "kota", "desa", "kelurahan", "di"})


def places_of_kind(kind: str, gazetteer: Gazetteer) -> list[FoundPlace]:
    """Return every place of a kind with its source as the reason: the rivers on the map, say."""
    return [
        FoundPlace(
            name=entry.name,
            kind=entry.kind,
            lat=entry.lat,
            lon=entry.lon,
            accuracy_m=entry.accuracy_m,
            score=1.0,
            kelurahan=entry.kelurahan,
            reasons=(Reason("source", {"source": entry.source}),),
        )
        for entry in gazetteer.entries
        if entry.kind == kind
    ]


def find_places(text: str, gazetteer: Gazetteer) -> list[FoundPlace]:
    """Return the places named in `text`, the likeliest first."""
    return list(read_places(text, gazetteer).places)


def read_places(text: str, gazetteer: Gazetteer) -> PlacesRead:
    """Return the places that `text` names, and the town where it happens when that is not ours."""
    tokens = tokens_of(text[:_LONGEST_READ])
    mentions = find_mentions(tokens, gazetteer)
    said = find_neighbourhood(tokens)
    areas = _areas(mentions)
    places = [
        *(_judge(mention, entry, areas, said, gazetteer) for entry, mention in mentions.entries),
        *(crossing(one, other, gazetteer) for one, other in mentions.crossings),
    ]
    ranked = _rank(places, areas)
    other = _elsewhere(tokens, mentions)
    if other is None:
        return PlacesRead(places=tuple(ranked))
    doubted = tuple(_doubted(place, other) for place in ranked)
    return PlacesRead(places=doubted, elsewhere=_full_name(other), room=other.room)


def _areas(mentions: Mentions) -> list[Entry]:
    """Return the areas that the text names as the place, not on the way to it."""
    return [
        entry for entry, mention in mentions.entries if entry.kind in AREAS and not mention.passed
    ]


def _judge(
    mention: Mention,
    entry: Entry,
    areas: list[Entry],
    said: Neighbourhood,
    gazetteer: Gazetteer,
) -> FoundPlace:
    name = f"Jl. {entry.name}" if entry.kind == "street" else entry.name
    place = FoundPlace(
        name=name,
        kind=entry.kind,
        lat=entry.lat,
        lon=entry.lon,
        accuracy_m=entry.accuracy_m,
        score=_score(mention, entry),
        kelurahan=entry.kelurahan,
        reasons=(
            Reason("named", {"kind": entry.kind, "name": entry.name}),
            *((Reason("spelt_like"),) if mention.misspelt else ()),
        ),
    )
    if entry.kind == "street":
        place = _on_street(place, entry, mention, areas, gazetteer)
    elif entry.kind in AREAS:
        place = _in_quarter(place, entry, said, gazetteer)
    relation = mention.cue.relation
    if relation is not None:
        reason = Reason("relation", {"word": relation})
        wider = place.accuracy_m + RELATIONS[relation]
        place = replace(place, accuracy_m=wider, reasons=(*place.reasons, reason))
    if mention.passed:
        reasons = (*place.reasons, Reason("passed"))
        place = replace(place, score=place.score * _PASSED, reasons=reasons)
    return place


def _score(mention: Mention, entry: Entry) -> float:
    cue = mention.cue
    if mention.is_street and entry.kind == "street":
        score = _WITH_ITS_WORD["street"]
    elif cue.street:
        # "Jalan Wates" may be the street, or only the way people name a place in Wates.
        score = _PLAIN.get(entry.kind, _LANDMARK) - _AREA_CALLED_STREET
    elif cue.area is not None and entry.kind in AREAS:
        score = _WITH_ITS_WORD[entry.kind]
    else:
        score = _PLAIN.get(entry.kind, _LANDMARK)
        score += _LOCATED if cue.located or cue.relation is not None else 0.0
        score -= _WEAK if entry.weak and not cue.placed else 0.0
    score += _LONG_NAME if mention.is_long else 0.0
    return score - (_MISSPELT if mention.misspelt else 0.0)


def _on_street(
    place: FoundPlace, entry: Entry, mention: Mention, areas: list[Entry], gazetteer: Gazetteer
) -> FoundPlace:
    if mention.gang is not None:
        place = replace(place, name=f"{place.name} Gg. {mention.gang}")
    if mention.number is not None and mention.gang is None:
        place = at_number(place, entry, mention.number, gazetteer)
        if any(reason.code != "number_unknown" for reason in place.reasons[-1:]):
            return place
    within = [area for area in areas if area.kelurahan is not None and area.name != entry.name]
    return part_in(place, entry, within[0], gazetteer) if within else place


def _in_quarter(
    place: FoundPlace, entry: Entry, said: Neighbourhood, gazetteer: Gazetteer
) -> FoundPlace:
    """Let RT and RW confirm the area, and name the lingkungan that they prove."""
    if not str(said) or entry.kind == "kecamatan":
        return place
    proven = {quarter.lingkungan for quarter in quarters_of(said, gazetteer.quarters, entry.name)}
    gain = _QUARTER_PROVEN if proven else _NEIGHBOURHOOD_SAID
    reason = Reason("neighbourhood", {"said": str(said)})
    name = f"{place.name} {said}"
    if len(proven) == 1 and entry.kind == "kelurahan":
        reason = Reason("quarter", {"said": str(said), "quarter": next(iter(proven))})
    return replace(place, name=name, score=place.score + gain, reasons=(*place.reasons, reason))


def _rank(places: Iterable[FoundPlace], areas: list[Entry]) -> list[FoundPlace]:
    """Let places that lie in each other confirm one another, and sort; one place is named once."""
    judged: dict[tuple[str, str], FoundPlace] = {}
    for place in places:
        score, reasons = place.score, place.reasons
        if place.kind not in AREAS and any(_lies_in(place, area) for area in areas):
            score, reasons = score + _CONFIRMED, (*reasons, Reason("area_fits"))
        known = judged.get((place.kind, place.name))
        if known is None or known.score < score:
            best = round(min(score, _BEST), 2)
            judged[place.kind, place.name] = replace(place, score=best, reasons=reasons)
    return sorted(judged.values(), key=lambda place: (-place.score, place.accuracy_m))[:_AT_MOST]


def _lies_in(place: FoundPlace, area: Entry) -> bool:
    if area.name == place.name:
        return False
    if place.kelurahan is not None and place.kelurahan == area.kelurahan:
        return True
    away = distance_m(place.lat, place.lon, area.lat, area.lon)
    return away <= area.accuracy_m + place.accuracy_m


def _elsewhere(tokens: list[str], mentions: Mentions) -> Elsewhere | None:
    """Return the other town that the text says of the place; None when it is only passed by.

    Our own landmark or quarter outweighs it, unless the other name stands right behind: a market
    may have its like in Mojosari, "Balongsari Gedeg" is the village.
    """
    if mentions.ours:
        return None
    here = [(entry, mention) for entry, mention in mentions.entries if not mention.passed]
    is_sure = any(_is_sure(entry, mention) for entry, mention in here)
    for other, behind in mentions.elsewhere:
        if not behind.passed and (
            not is_sure or any(_qualifies(tokens, mention, behind) for _, mention in here)
        ):
            return other
    return None


def _is_sure(entry: Entry, mention: Mention) -> bool:
    """Whether this name can only be ours: every town has a Gajah Mada street."""
    if entry.kind in {"street", "river", "school"}:
        return False
    return not entry.weak or mention.cue.placed


def _qualifies(tokens: list[str], one: Mention, other: Mention) -> bool:
    """Whether `other` stands right behind `one`, as a town behind its place."""
    between = tokens[one.end : other.at]
    return one.end <= other.at and all(word in _NAMES_OF_AREA_WORDS for word in between)


def _full_name(other: Elsewhere) -> str:
    return ", ".join(part for part in (other.name, other.within) if part)


def _doubted(place: FoundPlace, other: Elsewhere) -> FoundPlace:
    """Leave it to a person whether the place of this name is ours."""
    reasons = (*place.reasons, Reason("elsewhere", {"place": _full_name(other)}))
    return replace(place, score=round(place.score * _ELSEWHERE, 2), reasons=reasons)


def exact_spots(places: Iterable[FoundPlace]) -> frozenset[str]:
    """Return the names that only one spot has: a landmark, a house, an alley, a crossing."""
    return frozenset(
        place.name
        for place in places
        if place.score >= _SPOT and (place.kind not in _WIDE or _has_number(place))
    )


def wide_names(places: Iterable[FoundPlace]) -> frozenset[str]:
    """Return the quarters, streets and rivers named, each behind its kind: `street:Jl. Niaga`."""
    return frozenset(
        f"area:{place.kelurahan}" if place.kind in AREAS else f"{place.kind}:{place.name}"
        for place in places
        if place.score >= _SPOT and place.kind in _WIDE
    )


def _has_number(place: FoundPlace) -> bool:
    return place.kind == "street" and any(sign.isdigit() for sign in place.name)
