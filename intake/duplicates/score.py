"""`score`: how likely a report speaks of an emergency we already know, and why.

Each ground is a likelihood between 0 and 1: place with both uncertainties, time, kinship of the
types, common words, the same sender. Place and time must both allow it; the others push. Weights
are ours, tuned on the stories in the tests.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from intake.location.evidence import distance_m

_NEAR_M = 150.0  # two honest reports of one fire, each at its own doorstep
_UNKNOWN_ACCURACY_M = 300.0
_WORST_ACCURACY_M = 3_000.0
_SLOWNESS_S = {
    "flood": 3 * 3600.0,
    "power_outage": 2 * 3600.0,
    "road_hazard": 6 * 3600.0,
    "social": 3 * 3600.0,
    "complaint": 12 * 3600.0,
}
_USUAL_SLOWNESS_S = 30 * 60.0
_NO_PLACE = 0.3
_SHOWN_FROM = 0.15
_SAME_SENDER = 0.25
_COMMON_WORDS = 0.2
_FEWEST_WORDS = 3
_SURELY_NEAR = 0.6
_SAME_TYPE = 1.0
_UNRELATED = 0.15
_ONE_UNKNOWN = 0.6
_KIN = {
    frozenset(pair): value
    for *pair, value in (
        ("fire", "hazmat", 0.8), ("fire", "building_collapse", 0.6), ("fire", "medical", 0.5), ("fire", "power_outage", 0.5),
        ("fire", "fallen_line", 0.6), ("fire", "rescue", 0.6), ("crash", "crash_injured", 0.95), ("crash_injured", "medical", 0.8),
        ("crash", "road_hazard", 0.6), ("crash", "medical", 0.6), ("crash_injured", "rescue", 0.7), ("crash_injured", "fallen_line", 0.5),
        ("brawl", "crime", 0.8), ("brawl", "medical", 0.6), ("brawl", "public_order", 0.8), ("crime", "medical", 0.6),
        ("crime", "public_order", 0.5), ("flood", "drowning", 0.6), ("flood", "rescue", 0.7), ("flood", "power_outage", 0.5),
        ("flood", "complaint", 0.5), ("drowning", "rescue", 0.85), ("drowning", "medical", 0.6), ("rescue", "medical", 0.6),
        ("rescue", "building_collapse", 0.8), ("building_collapse", "medical", 0.6), ("fallen_tree", "fallen_line", 0.7),
        ("fallen_tree", "road_hazard", 0.7), ("fallen_tree", "power_outage", 0.6), ("fallen_tree", "building_collapse", 0.6),
        ("storm", "fallen_tree", 0.7), ("storm", "fallen_line", 0.6), ("storm", "building_collapse", 0.6), ("storm", "power_outage", 0.6),
        ("storm", "flood", 0.5), ("earthquake", "building_collapse", 0.7), ("earthquake", "rescue", 0.5),
        ("fallen_line", "power_outage", 0.9), ("animal", "medical", 0.5), ("animal", "rescue", 0.6), ("social", "medical", 0.5),
        ("social", "public_order", 0.5), ("hazmat", "medical", 0.6),
    )
}  # fmt: skip
_WORDS = re.compile(r"[a-z0-9]{3,}")
_EMPTY_WORDS = frozenset(
    _WORDS.findall(
        "ada yang dan atau dengan dari untuk saya kami kita pak bapak ibu tolong mohon bantuan ini itu sudah masih lagi banyak sekali "
        "ana ono onok sing lan karo saka tulung iki kuwi kae wis isih neng nang ning jalan jln kota mojokerto rumah omah orang wong"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The report as far as duplicates are concerned.

    `sender` is a phone number or the channel's own id of the sender.
    """

    at: datetime
    type: str = "unknown"
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    text: str = ""
    sender: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An incident that it may belong to."""

    incident_id: UUID
    number: str
    at: datetime
    type: str = "unknown"
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    text: str = ""
    senders: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An incident with the likelihood (0 to 1) that the report belongs to it.

    `distance_m` None when a place is missing.
    """

    incident_id: UUID
    number: str
    distance_m: float | None
    score: float
    reasons: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return the candidate as JSON members."""
        return {
            "incident_id": str(self.incident_id),
            "number": self.number,
            "distance_m": None if self.distance_m is None else round(self.distance_m, 1),
            "score": self.score,
            "reasons": list(self.reasons),
        }


def score(seen: Seen, known: Iterable[Known]) -> list[Candidate]:
    """Return the incidents that `seen` may belong to, the likeliest first.

    Unlikely ones are left out.
    """
    words = _words(seen.text)
    found = [_judge(seen, words, incident) for incident in known]
    return sorted(
        (candidate for candidate in found if candidate.score >= _SHOWN_FROM),
        key=lambda candidate: -candidate.score,
    )


def _judge(seen: Seen, words: frozenset[str], known: Known) -> Candidate:
    place, distance, near = _by_place(seen, known)
    time, when = _by_time(seen, known)
    kin, types = _by_type(seen.type, known.type)
    reasons = [near, when, types]
    common = words & _words(known.text)
    push = 0.0
    if len(common) >= _FEWEST_WORDS:
        alike = len(common) / min(len(words), len(_words(known.text)))
        push += _COMMON_WORDS * alike
        reasons.append(f"kata sama: {', '.join(sorted(common)[:5])}")
    if seen.sender is not None and seen.sender in known.senders:
        push += _SAME_SENDER
        # The same person on the same matter: the place he gives now need not be the one he gave
        # before.
        place = max(place, _SURELY_NEAR)
        reasons.append("pelapor yang sama")
    likelihood = place * time * kin
    value = likelihood + (1.0 - likelihood) * push * time * kin
    return Candidate(known.incident_id, known.number, distance, round(value, 3), tuple(reasons))


def _by_place(seen: Seen, known: Known) -> tuple[float, float | None, str]:
    if seen.lat is None or seen.lon is None or known.lat is None or known.lon is None:
        return _NO_PLACE, None, "jarak tidak diketahui"
    distance = distance_m(seen.lat, seen.lon, known.lat, known.lon)
    if not math.isfinite(distance):
        return _NO_PLACE, None, "jarak tidak diketahui"
    reach = math.hypot(_NEAR_M, _radius(seen.accuracy_m), _radius(known.accuracy_m))
    # A wide circle allows much and proves little: what it allows is discounted by how wide it is.
    worth = max(_NO_PLACE, min(1.0, (2 * _UNKNOWN_ACCURACY_M) / reach))
    return (
        worth * math.exp(-0.5 * (distance / reach) ** 2),
        distance,
        f"jarak {distance:.0f} m, ketidakpastian {reach:.0f} m",
    )


def _radius(accuracy_m: float | None) -> float:
    if accuracy_m is None or not math.isfinite(accuracy_m):
        return _UNKNOWN_ACCURACY_M
    return min(max(accuracy_m, 0.0), _WORST_ACCURACY_M)


def _by_time(seen: Seen, known: Known) -> tuple[float, str]:
    apart = abs((seen.at - known.at).total_seconds())
    slowness = max(
        _SLOWNESS_S.get(seen.type, _USUAL_SLOWNESS_S),
        _SLOWNESS_S.get(known.type, _USUAL_SLOWNESS_S),
    )
    return math.exp(-0.5 * (apart / slowness) ** 2), f"selisih waktu {apart / 60:.0f} menit"


def _by_type(one: str, other: str) -> tuple[float, str]:
    if "unknown" in {one, other}:
        return _ONE_UNKNOWN, "jenis salah satunya belum diketahui"
    if one == other:
        return _SAME_TYPE, "jenis sama"
    kin = _KIN.get(frozenset((one, other)), _UNRELATED)
    return kin, "jenis berkaitan" if kin > _UNRELATED else "jenis berbeda"


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text[:2_000].lower())) - _EMPTY_WORDS
