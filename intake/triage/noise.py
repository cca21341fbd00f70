"""Nuisance, ghost, test and information.

Graded with reasons, broken by any content, never a block.
"""

from dataclasses import replace
from typing import Final

from intake.triage.lexicon import Hit
from intake.triage.model import Judgement
from intake.triage.proposal import NO_NOISE, Noise, judged
from intake.triage.scope import by_modifier, is_denied, is_said_to_be_real
from routing.reason import Reason

_GRADES = {
    "prank": ("nuisance", 0.4),
    "insult": ("nuisance", 0.25),
    "wrong_number": ("nuisance", 0.7),
    "test": ("test", 0.5),
    "information": ("information", 0.5),
    "drill": ("test", 0.5),
}
_PROTESTED = frozenset({"prank", "test", "drill"})
_GHOST = Noise("ghost", 0.5)
_GHOST_REASON = Reason("noise.ghost", weight=-0.5)
_HIGHEST = 0.95
_BROKEN_BY_CONTENT = 0.3
_REPEATED = 0.15
_FEWEST_LETTERS = 3
NOISY: Final = 0.5
_LEARNT: Final = {"prank": "nuisance", "silent": "ghost", "test": "test", "wrong": "nuisance"}


def grade(
    words: list[str], hits: list[Hit], *, has_content: bool, has_media: bool, is_drill: bool = False
) -> tuple[Noise, list[Reason]]:
    """Return how much the words look like noise.

    `has_content` (evidence or a cry for help) breaks the grade down.
    """
    if _is_silent(words):
        return (NO_NOISE, []) if has_media or has_content else (_GHOST, [_GHOST_REASON])
    seen = _seen(words, by_modifier(hits), is_drill=is_drill)
    if not seen:
        return NO_NOISE, []
    grades: dict[str, float] = {}
    reasons = []
    for label, times in seen.items():
        kind, weight = _GRADES[label]
        worth = weight + _REPEATED * (times - 1)
        grades[kind] = grades.get(kind, 0.0) + worth
        reasons.append(Reason(f"noise.{label}", weight=round(-worth, 2)))
    kind = max(grades, key=lambda name: grades[name])
    value = min(_HIGHEST, grades[kind]) * (_BROKEN_BY_CONTENT if has_content else 1.0)
    return Noise(kind, round(value, 2)), reasons


def _is_silent(words: list[str]) -> bool:
    """Whether nothing was said: fewer letters than the shortest word."""
    if len(words) >= _FEWEST_LETTERS:
        return False
    return sum(len(word) for word in words if word not in {",", "."}) < _FEWEST_LETTERS


def _seen(words: list[str], modifiers: dict[str, list[Hit]], *, is_drill: bool) -> dict[str, int]:
    """Return how often each kind of noise is spoken of."""
    counts = {label: _count(words, modifiers, label) for label in _GRADES}
    if not is_drill:
        del counts["drill"]
    return {label: count for label, count in counts.items() if count}


def _count(words: list[str], modifiers: dict[str, list[Hit]], label: str) -> int:
    """Count what speaks for a kind of noise; "bukan prank" and "ini sungguhan" speak against it."""
    if label in _PROTESTED and is_said_to_be_real(words, modifiers):
        return 0
    return sum(
        not is_denied(words, modifiers.get("negation", ()), hit) for hit in modifiers.get(label, ())
    )


def learnt_noise(judgement: Judgement, cut: float) -> tuple[Noise, list[Reason]]:
    """Return the noise that sentences like this one are, from the probability `cut` on."""
    shares = {kind: judgement.p(f"k:{kind}") for kind in _LEARNT}
    whole = min(_HIGHEST, sum(shares.values()))
    if whole < cut or judgement.p("k:real") >= 1 - cut:
        return NO_NOISE, []
    kind = max(shares, key=lambda name: shares[name])
    reason = judged(f"model.noise.{kind}", whole, judgement.telling(f"k:{kind}"))
    reason = replace(reason, weight=-round(whole, 2))
    return Noise(_LEARNT[kind], round(max(NOISY, whole), 2)), [reason]
