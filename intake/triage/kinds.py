"""Which type a report is of: what was learnt, what the rules count, what the channel knows."""

import math
from collections.abc import Mapping
from typing import Final

from intake.triage.finer import GENERAL, general_of
from intake.triage.lexicon import CATALOGUE
from intake.triage.model import KINDS, TYPES, Judgement
from intake.triage.proposal import Hints
from intake.triage.scope import Evidence
from intake.triage.spelling import listed
from routing.reason import Reason

UNKNOWN: Final = "unknown"
_DECLARED = 3.0
_TRUNK = 1.2
_TRUNKS: Final = {
    "113": "fire",
    "119": "medical",
    "123": "power_outage",
    "115": "rescue",
    "110": "crime",
}
_RULES_COUNT = 0.35
_HINTS_COUNT = 3.0
_MOST_BY_RULES = 9.0
# What no rule counted for was only learnt: ordinary talk must not be taken for it.
_COUNTED_FROM, _LEAST_COUNTED, _LEAST_LEARNT = 4.0, 0.15, 0.22
# How much doubt whether an emergency is spoken of at all takes from what was only learnt.
_SPEAKS_COUNTS = 3.0
# What the rules count of a type that the words name plainly.
_NAMED_FROM = 5.0
# What somebody may say of an emergency, whether it happens or not; the rest is talk.
_OF_AN_EMERGENCY: Final = listed("real complaint past news drill resolved negation hypothetical")
_SURE_OF_CRASH = 0.75
_CRASHES: Final = frozenset({"crash", "crash_injured"})
_VICTIMS: Final = tuple(listed("injured dead unconscious no_breath trapped many breath_trouble"))
_HIGHEST = 0.97
_ASSUMED_INJURED = 0.8
_SECOND_HAND = 0.85
_ALTERNATIVES, _LEAST_ALTERNATIVE = 3, 0.04
_TINY = 1e-4
_ALSO_SAID, _ALSO_COUNTED = 0.15, 5.0
_LEAST_HAPPENING = 0.2
# Whoever speaks of an emergency has one to tell: its type is believed a little rather than none.
_TOLD_FOR_A_REASON = 0.4


def hinted(hints: Hints) -> tuple[dict[str, float], list[Reason]]:
    """Return what the channel knows, as scores of types, with reasons."""
    scores: dict[str, float] = {}
    reasons = []
    presumed = _TRUNKS.get(hints.trunk or "")
    if presumed is not None:
        scores[presumed] = _TRUNK
        reasons.append(Reason("hint.trunk", {"trunk": hints.trunk or ""}, _TRUNK))
    declared = hints.declared_type
    if declared is not None and declared in CATALOGUE and declared != UNKNOWN:
        general = general_of(declared)
        scores[general] = scores.get(general, 0.0) + _DECLARED
        reasons.append(Reason(f"hint.declared.{declared}", weight=_DECLARED))
    return scores, reasons


def shares_of(
    rules: Mapping[str, float],
    hints: Mapping[str, float],
    judgement: Judgement | None,
    *,
    speaks: float = 1.0,
) -> dict[str, float]:
    """Return the share of belief in each type; all of them together are 1.

    `speaks` is the probability that the words speak of an emergency at all.
    """
    odds = _unheard() if judgement is None else _learnt(judgement)
    for kind, counted in rules.items():
        odds[kind] += _RULES_COUNT * min(counted, _MOST_BY_RULES)
    for kind, score in hints.items():
        odds[kind] += _HINTS_COUNT * score
    if judgement is not None:
        odds[UNKNOWN] -= _TOLD_FOR_A_REASON * speaks
    highest = max(odds.values())
    weights = {kind: math.exp(value - highest) for kind, value in odds.items()}
    whole = sum(weights.values())
    return {kind: weight / whole for kind, weight in weights.items()}


def _unheard() -> dict[str, float]:
    """Return where belief starts when there are no words: nothing is known."""
    return dict.fromkeys(GENERAL, 0.0) | {UNKNOWN: 1.0}


def _learnt(judgement: Judgement) -> dict[str, float]:
    """Return the log-odds of each type, of one that was never learnt the least."""
    types = judgement.under(TYPES)
    return {kind: _log_odds(types.get(kind, 0.0)) for kind in GENERAL}


def _log_odds(probability: float) -> float:
    calm = min(max(probability, _TINY), 1 - _TINY)
    return math.log(calm / (1 - calm))


def decide(
    shares: Mapping[str, float],
    evidence: Evidence,
    hints: Hints,
    *,
    counted: Mapping[str, float],
    happening: float = 1.0,
    speaks: float = 1.0,
) -> tuple[str, float, list[Reason]]:
    """Return the type, how sure it is, and what was assumed.

    `counted` is what rules and channel counted for each type, `happening` the probability that the
    words speak of something that happens now, `speaks` that they speak of an emergency at all.
    """
    kind = _most_believed(shares, counted)
    confidence = shares[kind]
    reasons: list[Reason] = []
    is_counted = counted.get(kind, 0.0) >= _COUNTED_FROM
    sure = confidence if is_counted else confidence * speaks**_SPEAKS_COUNTS
    if kind == UNKNOWN or sure < (_LEAST_COUNTED if is_counted else _LEAST_LEARNT):
        return UNKNOWN, 0.0, reasons
    if kind in _CRASHES and _are_victims_assumed(kind, shares, evidence):
        kind, confidence = "crash_injured", shares["crash"] + shares["crash_injured"]
        confidence *= _ASSUMED_INJURED
        reasons.append(Reason("crash.victims_not_excluded", weight=0.0))
    if hints.is_forwarded:
        confidence *= _SECOND_HAND
        reasons.append(Reason("hint.forwarded", weight=round(_SECOND_HAND - 1.0, 2)))
    return kind, round(min(confidence, _HIGHEST) * happening, 2), reasons


def _most_believed(shares: Mapping[str, float], counted: Mapping[str, float]) -> str:
    """Return the type with the largest share; a type that the words name goes before "unknown".

    A complaint about water that stands since yesterday reads like news and is a flood all the same.
    """
    kind = max(shares, key=shares.__getitem__)
    named = max(counted, key=counted.__getitem__, default=kind)
    is_named = counted.get(named, 0.0) >= _NAMED_FROM and shares.get(named, 0.0) >= _LEAST_COUNTED
    return named if kind == UNKNOWN and is_named else kind


def _are_victims_assumed(kind: str, shares: Mapping[str, float], evidence: Evidence) -> bool:
    """Whether nobody speaks of victims and they cannot be ruled out: silence is not absence."""
    if kind == "crash" and shares["crash"] >= _SURE_OF_CRASH:
        return False
    denied = "injured" in evidence.denied or "dead" in evidence.denied
    return not denied and not evidence.has(*_VICTIMS)


def happening(judgement: Judgement | None) -> float:
    """Return how likely the words speak of what happens now, not of a drill or a dream."""
    if judgement is None:
        return 1.0
    return max(_LEAST_HAPPENING, min(1.0, judgement.p("k:real") + judgement.p("k:complaint")))


def speaks(judgement: Judgement | None) -> float:
    """Return how likely the words speak of an emergency, be it past, denied or a drill."""
    if judgement is None:
        return 1.0
    kinds = judgement.under(KINDS)
    named = sum(kinds.get(kind, 0.0) for kind in _OF_AN_EMERGENCY)
    return named / max(sum(kinds.values()), _TINY)


def said(shares: Mapping[str, float], rules: Mapping[str, float], kind: str) -> list[str]:
    """Return `kind` and what else is spoken of: an emergency may be of several types."""
    also = {name for name, share in shares.items() if share >= _ALSO_SAID}
    also |= {name for name, score in rules.items() if score >= _ALSO_COUNTED}
    return [kind, *sorted(also - {kind})]


def others(shares: Mapping[str, float], kind: str) -> tuple[tuple[str, float], ...]:
    """Return the next best types; a crash is not offered beside a crash with injured."""
    ranked = sorted(shares, key=shares.__getitem__, reverse=True)
    return tuple(
        (name, round(shares[name], 2))
        for name in ranked
        if name not in {kind, "crash"} and shares[name] >= _LEAST_ALTERNATIVE
    )[:_ALTERNATIVES]
