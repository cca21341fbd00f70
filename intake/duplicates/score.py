"""`score`: how likely a report speaks of an emergency we already know, and why.

Each ground adds to the log-odds: the place with both uncertainties (and the names of places said),
time, kinship of the types, who and what the words speak of, and whether the words themselves say
"another one" or "the same". How many people see an emergency differs by its type: a fire has many
callers, a heart attack one. Weights are ours, tuned on the scenes in `tests/quality`.
"""

import json
import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from intake.duplicates.kinds import kind_of, kinship
from intake.duplicates.story import Story, tell
from intake.location.evidence import distance_m
from routing.reason import Reason, Sentences
from routing.value_object import value_object

_UNKNOWN_ACCURACY_M = 300.0
_WORST_ACCURACY_M = 3_000.0
_SHOWN_FROM = 0.15
# A hair lower, so that rounding never hides what the likelihood itself would show.
_SHOWN_FROM_ODDS = math.log(_SHOWN_FROM / (1.0 - _SHOWN_FROM)) - 1e-6
_SUREST = 30.0
_CHANCE_M = 1_000.0  # two unrelated reports of a small city are about this far apart
_PLACE_AT_LEAST, _PLACE_AT_MOST = -5.0, 2.0
_NAMED_ALIKE = 1.6
# From this uncertainty on a place is known by its name, and another name is another place.
_BY_NAME_M = 500.0
_WIDE_KINDS = ("area:", "street:", "river:")
_GAUGE_M = 2_000.0
FLOOD: Final = "flood"
_FEWEST_WORDS = 3
_NAMED_WORDS = 5
SENTENCES: Final = Sentences(Path(__file__).parent / "messages")
# What one unit of each ground adds to the log-odds, fitted on the scenes.
WEIGHTS: Final[dict[str, float]] = json.loads(
    Path(__file__).with_name("weights.json").read_text(encoding="utf-8")
)["weights"]


@value_object(kw_only=True)
class Seen:
    """The report as far as duplicates are concerned.

    `sender` is a phone number or the channel's own id of the sender; `spots` are the exact places
    that its words name, `wide` the quarters and streets, each behind its kind ("street:Jl. Niaga").
    """

    at: datetime
    type: str = "unknown"
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    text: str = ""
    sender: str | None = None
    spots: frozenset[str] = frozenset()
    wide: frozenset[str] = frozenset()


@value_object(kw_only=True)
class Known:
    """An incident that it may belong to; `is_gauge` when a gauge in the river raised it."""

    incident_id: UUID
    number: str
    at: datetime
    type: str = "unknown"
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    text: str = ""
    senders: frozenset[str] = frozenset()
    spots: frozenset[str] = frozenset()
    wide: frozenset[str] = frozenset()
    is_gauge: bool = False


@value_object(kw_only=True)
class Candidate:
    """An incident with the likelihood (0 to 1) that the report belongs to it.

    `distance_m` is None when a place is missing.
    """

    incident_id: UUID
    number: str
    distance_m: float | None
    score: float
    reasons: tuple[Reason, ...]

    def document(self) -> dict[str, Any]:
        """Return the candidate as JSON members, its reasons as codes with parameters."""
        return {
            "incident_id": str(self.incident_id),
            "number": self.number,
            "distance_m": None if self.distance_m is None else round(self.distance_m, 1),
            "score": self.score,
            "reasons": [SENTENCES.document(one) for one in self.reasons],
        }


def score(seen: Seen, known: Iterable[Known]) -> list[Candidate]:
    """Return the incidents `seen` may belong to, likeliest first; unlikely ones are left out."""
    story = tell(seen.text)
    hoped = _most_of_words(seen, story)
    found = [_judge(seen, story, incident, hoped) for incident in known]
    shown = [candidate for candidate in found if candidate is not None]
    return sorted(shown, key=lambda candidate: -candidate.score)


def _judge(seen: Seen, story: Story, known: Known, hoped: float) -> Candidate | None:
    """Return how likely `known` is what was seen; None when it is not worth a look.

    Most of what is near is another emergency. Where place, time and type speak against it more than
    words can speak for it (`hoped`, the most that they may), its words are not compared.
    """
    distance = _distance(seen, known)
    found = _bare_grounds(seen, known, distance)
    odds = WEIGHTS["bias"] + WEIGHTS["public"] * kind_of(seen.type, known.type).public
    odds += _worth(found)
    if odds + hoped < _SHOWN_FROM_ODDS:
        return None
    told = list(_told_grounds(seen, story, known))
    odds += _worth(told)
    likelihood = 1.0 / (1.0 + math.exp(-max(-_SUREST, min(_SUREST, odds))))
    if likelihood < _SHOWN_FROM:
        return None
    return Candidate(
        incident_id=known.incident_id,
        number=known.number,
        distance_m=distance,
        score=round(likelihood, 3),
        reasons=tuple([_weighed(one) for one in (*found, *told)]),
    )


def _worth(found: Iterable[Reason]) -> float:
    """Return what grounds add to the log-odds."""
    return sum([WEIGHTS[one.code] * (one.weight or 0.0) for one in found])


def _most_of_words(seen: Seen, story: Story) -> float:
    """Return the most that the words and the sender of a report can add to the log-odds."""
    heeds = kind_of(seen.type).heeds
    most = [WEIGHTS["subject_same"] * heeds.get(category, 1.0) for category in story.subjects]
    most += [WEIGHTS[code] for code in ("says_same", "words_common", "same_sender")]
    return sum([weight for weight in most if weight > 0.0])


def _weighed(ground: Reason) -> Reason:
    """Return a ground with what it added to the log-odds."""
    weight = round(WEIGHTS[ground.code] * (ground.weight or 0.0), 2)
    return Reason(ground.code, ground.params, weight)


def grounds(seen: Seen, story: Story, known: Known, distance: float | None) -> Iterator[Reason]:
    """Give every ground there is, each with how much of it there is in place of a weight."""
    yield from _bare_grounds(seen, known, distance)
    yield from _told_grounds(seen, story, known)


def _bare_grounds(seen: Seen, known: Known, distance: float | None) -> tuple[Reason, ...]:
    """Return what place, time and type tell."""
    place = _by_gauge(seen, known, distance) or _by_place(seen, known, distance)
    return place, _by_time(seen, known), _by_type(seen.type, known.type)


def _told_grounds(seen: Seen, story: Story, known: Known) -> Iterator[Reason]:
    """Yield what the words and the sender tell."""
    yield from _by_words(story, tell(known.text), seen.type)
    if seen.sender is not None and seen.sender in known.senders:
        yield Reason("same_sender", weight=1.0)


def _distance(seen: Seen, known: Known) -> float | None:
    if seen.lat is None or seen.lon is None or known.lat is None or known.lon is None:
        return None
    distance = distance_m(seen.lat, seen.lon, known.lat, known.lon)
    return distance if math.isfinite(distance) else None


def _by_place(seen: Seen, known: Known, distance: float | None) -> Reason:
    """Compare positions with their uncertainties; a spot named by both is as good as being near."""
    common = seen.spots & known.spots
    near = kind_of(seen.type, known.type).near_m
    reach = math.hypot(near, _radius(seen.accuracy_m), _radius(known.accuracy_m))
    odds = _odds(distance, reach)
    if common and odds < _NAMED_ALIKE:
        return Reason("place_same", {"place": ", ".join(sorted(common))}, _NAMED_ALIKE)
    is_wide = distance is None or reach >= _BY_NAME_M
    other = _other_place(seen, known) if is_wide and not common else None
    if other is not None:
        return other
    if distance is None:
        return Reason("distance_unknown", weight=1.0)
    return Reason("distance", {"metres": round(distance), "radius": round(reach)}, odds)


def _odds(distance: float | None, reach: float) -> float:
    """Return what being so near tells; without a distance nothing."""
    if distance is None:
        return -math.inf
    # A wide circle allows much and proves little: it proves how rare it is to be inside.
    odds = math.log(_CHANCE_M / reach) - 0.5 * (distance / reach) ** 2
    return min(_PLACE_AT_MOST, max(_PLACE_AT_LEAST, odds))


def _other_place(seen: Seen, known: Known) -> Reason | None:
    """Tell when both name a place of one kind, and not the same: two quarters, two streets."""
    for one, other in (
        (seen.spots, known.spots),
        *((_of_kind(seen.wide, kind), _of_kind(known.wide, kind)) for kind in _WIDE_KINDS),
    ):
        if one and other and one.isdisjoint(other):
            names = {"one": ", ".join(sorted(one)), "other": ", ".join(sorted(other))}
            return Reason("place_other", names, 1.0)
    return None


def _of_kind(wide: frozenset[str], kind: str) -> frozenset[str]:
    return frozenset(name.removeprefix(kind) for name in wide if name.startswith(kind))


def _by_gauge(seen: Seen, known: Known, distance: float | None) -> Reason | None:
    """A gauge speaks for all the ground around it: any flood there is its flood."""
    if not known.is_gauge or seen.type != FLOOD or distance is None or distance > _GAUGE_M:
        return None
    return Reason("gauge_area", {"metres": round(distance)}, 1.0)


def _radius(accuracy_m: float | None) -> float:
    if accuracy_m is None or not math.isfinite(accuracy_m):
        return _UNKNOWN_ACCURACY_M
    return min(max(accuracy_m, 0.0), _WORST_ACCURACY_M)


def _by_time(seen: Seen, known: Known) -> Reason:
    apart = abs((seen.at - known.at).total_seconds()) / 60
    kind = kind_of(seen.type, known.type)
    passed = min((apart / kind.fades_min) ** 1.5, kind.time_at_most)
    return Reason("time_apart", {"minutes": round(apart)}, passed)


def _by_type(one: str, other: str) -> Reason:
    if "unknown" in {one, other}:
        return Reason("type_unknown", weight=1.0)
    if one == other:
        return Reason("type_same", weight=1.0)
    kin = kinship(one, other)
    if kin is None:
        return Reason("type_strange", weight=1.0)
    return Reason("type_kin", weight=1.0 - kin)


def _by_words(one: Story, other: Story, kind: str) -> Iterator[Reason]:
    if one.says_other:
        # "Another fit, not the one before": that it is alike is why it is told apart.
        yield Reason("says_other", weight=1.0)
        return
    if one.says_same:
        yield Reason("says_same", weight=1.0)
    for category in sorted(one.subjects.keys() & other.subjects.keys()):
        share = kind_of(kind).heeds.get(category, 1.0)
        mine, theirs = one.subjects[category], other.subjects[category]
        code = "subject_same" if mine & theirs else "subject_other"
        params = {"one": ", ".join(sorted(mine)), "other": ", ".join(sorted(theirs))}
        yield Reason(code, params, share)
    common = one.words & other.words
    if common:
        alike = len(common) / max(_FEWEST_WORDS, min(len(one.words), len(other.words)))
        yield Reason("words_common", {"words": ", ".join(sorted(common)[:_NAMED_WORDS])}, alike)
    elif one.words and other.words:
        yield Reason("words_apart", weight=1.0)
