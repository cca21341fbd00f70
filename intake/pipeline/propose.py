"""What intake proposes for a report: type and priority, places, duplicates.

Pure; each with its reasons.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import lru_cache
from typing import Any, NamedTuple

from intake.duplicates.score import Known, Seen, score
from intake.location.find import exact_spots, read_places, wide_names
from intake.location.found import FoundPlace, PlacesRead
from intake.location.gazetteer import Gazetteer
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.position import FROM_TEXT
from intake.triage.proposal import Hints, Proposal
from intake.triage.triage import COMPLAINTS, triage
from routing.value_object import value_object

UNKNOWN = "unknown"
# A place that was only named in the text is taken over when it is this likely.
_TRUSTED_PLACE = 0.6
_PLACES_SHOWN = 3
# The channel by which gauges raise their alarms.
GAUGES = "ews"
_REMEMBERED = 4_096
# Ways in that carry complaints: what is not recognised there is no emergency.
_FOR_COMPLAINTS = frozenset({"complaint", "keluhan", "lapor", "sp4n", "sp4n-lapor"})


class Named(NamedTuple):
    """The places in a text, the names of the exact ones, and those of quarters and streets."""

    read: PlacesRead
    exact: frozenset[str]
    wide: frozenset[str]


@value_object
class Proposed:
    """The proposal of a report: its JSON document and what a policy needs of it."""

    type: str
    priority: int
    confidence: float
    noise: float
    empty: bool
    document: dict[str, Any]
    places: list[dict[str, Any]] = field(default_factory=list)
    spots: frozenset[str] = frozenset()
    wide: frozenset[str] = frozenset()
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    location_method: str | None = None
    flags: tuple[str, ...] = ()


def propose(report: NeutralReport, priorities: Mapping[str, int], gazetteer: Gazetteer) -> Proposed:
    """Propose type, priority and place.

    What a person at the centre declared stands; triage only adds its reasons.
    """
    hints = Hints(
        trunk=report.trunk,
        declared_type=report.declared_type,
        is_forwarded=report.is_forwarded,
        has_media=report.has_media,
        channel_kind=COMPLAINTS if report.channel in _FOR_COMPLAINTS else "emergency",
    )
    found = triage(report.text, hints)
    kind, confidence, flags = _kind(report, found, priorities)
    # What the words say of a life outweighs the usual priority of a type that the sender chose.
    priority = report.declared_priority or (
        found.priority
        if kind == found.type
        else min(found.priority, priorities.get(kind, found.priority))
    )
    # Without a full stop between them the end of the address would qualify the first word said.
    words = " . ".join(part for part in (report.address, report.text) if part)
    named = _named(words, gazetteer)
    read = named.read if report.lat is None else PlacesRead()
    places = read.places
    best = next((place for place in places if place.score >= _TRUSTED_PLACE), None)
    return Proposed(
        type=kind,
        priority=priority,
        confidence=confidence,
        noise=found.noise.grade,
        empty=not report.text and report.declared_type is None,
        document=found.document()
        | {"type": kind, "priority": priority, "confidence": confidence}
        | _elsewhere(read),
        places=[place.document() for place in places[:_PLACES_SHOWN]],
        spots=named.exact,
        wide=named.wide,
        **_position(best),
        flags=(*flags, *_place_flags(report, gazetteer, read, is_placed=best is not None)),
    )


def _position(best: FoundPlace | None) -> dict[str, Any]:
    """Return the place that the words name, as far as it is trusted."""
    if best is None:
        return {}
    return {
        "lat": best.lat,
        "lon": best.lon,
        "accuracy_m": best.accuracy_m,
        "location_method": "gazetteer",
    }


def _place_flags(
    report: NeutralReport, gazetteer: Gazetteer, read: PlacesRead, *, is_placed: bool
) -> tuple[str, ...]:
    named = () if read.elsewhere is None else ("location_elsewhere",)
    far = ("location.outside_province",) if _is_far(report, gazetteer) else ()
    return (*((FROM_TEXT,) if is_placed else named), *far)


def _is_far(report: NeutralReport, gazetteer: Gazetteer) -> bool:
    if report.lat is None or report.lon is None:
        return False
    return not gazetteer.province.holds(report.lat, report.lon)


@lru_cache(maxsize=_REMEMBERED)
def _named(words: str, gazetteer: Gazetteer) -> Named:
    """Return the places that `words` name; remembered, an incident's are asked often."""
    read = read_places(words, gazetteer)
    return Named(read, exact_spots(read.places), wide_names(read.places))


def _elsewhere(read: PlacesRead) -> dict[str, Any]:
    """Return, for what happens in another city or regency, its name and the room that answers."""
    if read.elsewhere is None:
        return {}
    return {"elsewhere": {"place": read.elsewhere, "room": read.room}}


def _kind(
    report: NeutralReport, found: Proposal, priorities: Mapping[str, int]
) -> tuple[str, float, tuple[str, ...]]:
    declared = report.declared_type
    if declared is not None and declared in priorities:
        agrees = declared in {found.type, found.kind_of} or found.type == UNKNOWN
        return declared, 1.0, () if agrees else ("type_doubted",)
    # A city that does not tell a landslide from a rescue sends what a rescue needs.
    heard = found.type if found.type in priorities else found.kind_of or found.type
    # A type the catalogue does not have must not lose the report.
    return heard, found.confidence, () if declared is None else ("declared_type_unknown",)


def score_candidates(
    report: NeutralReport,
    proposed: Proposed,
    nearby: Iterable[Mapping[str, Any]],
    gazetteer: Gazetteer,
) -> list[dict[str, Any]]:
    """Return the open incidents that the report may belong to, likeliest first, with reasons."""
    seen = Seen(
        at=report.received_at,
        type=proposed.type,
        lat=report.lat if report.lat is not None else proposed.lat,
        lon=report.lon if report.lon is not None else proposed.lon,
        accuracy_m=report.accuracy_m if report.lat is not None else proposed.accuracy_m,
        text=report.text,
        sender=report.reporter_phone,
        spots=proposed.spots,
        wide=proposed.wide,
    )
    known = [_known(row, report, _named(row["summary"], gazetteer)) for row in nearby]
    return [candidate.document() for candidate in score(seen, known)]


def _known(row: Mapping[str, Any], report: NeutralReport, named: Named) -> Known:
    """Return an open incident as what a report may belong to."""
    phone = report.reporter_phone
    return Known(
        incident_id=row["id"],
        number=row["number"],
        at=row["reached_at"],
        type=row["type"],
        lat=row["lat"],
        lon=row["lon"],
        accuracy_m=row["accuracy_m"],
        text=row["summary"],
        spots=named.exact,
        wide=named.wide,
        is_gauge=row["channel"] == GAUGES,
        senders=frozenset({phone}) if row["same_sender"] and phone else frozenset(),
    )
