"""What the words around a piece of evidence do to it.

Deny it, put it in the past, in a drill, in a story.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from intake.triage.lexicon import FILLERS, Hit

_DENIED = 0.0
_SUPPOSED = 0.4
_SUPPOSED_REACH = 5
_PAST = 0.5
_WHOLE_TEXT = {"drill": 0.35, "fiction": 0.4, "information": 0.6}
_OVER = 0.6
_FILLERS_SKIPPED = 4


# Where a concept stands: word, sentence, and how much it counts there.
Place: TypeAlias = tuple[int, int, float]


@dataclass(slots=True)
class Evidence:
    """The concepts of a text: where they stand, how much each counts, and what was discounted."""

    found: dict[str, list[Place]] = field(default_factory=dict)
    denied: set[str] = field(default_factory=set)
    discounts: dict[str, float] = field(default_factory=dict)

    def has(self, *concepts: str) -> bool:
        """Whether any of `concepts` was found and not denied."""
        return any(concept in self.found for concept in concepts)


def by_modifier(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    """Return the hits that carry each modifier."""
    modifiers: dict[str, list[Hit]] = {}
    for hit in hits:
        for label in hit.modifiers:
            modifiers.setdefault(label, []).append(hit)
    return modifiers


def weigh(words: list[str], hits: list[Hit], *, asks: bool) -> Evidence:
    """Sort `hits` into evidence and modifiers and discount the evidence.

    `asks` tells that the text has a question mark.
    """
    modifiers = by_modifier(hits)
    evidence = Evidence()
    if not modifiers:
        found = evidence.found
        for start, _, sentence, concepts, _ in hits:
            for label in concepts:
                found.setdefault(label, []).append((start, sentence, 1.0))
        return evidence
    if "figurative" in modifiers:
        evidence.discounts["figurative"] = _DENIED
    whole = _whole_text(words, modifiers, asks=asks)
    evidence.discounts.update(whole)
    factor = math.prod(whole.values())
    for hit in hits:
        if hit.concepts:
            _add(evidence, words, modifiers, hit, factor)
    return evidence


def _whole_text(
    words: list[str], modifiers: dict[str, list[Hit]], *, asks: bool
) -> dict[str, float]:
    applied = {}
    for label, factor in _WHOLE_TEXT.items():
        if (label == "information" and not asks) or (
            label == "drill" and is_said_to_be_real(words, modifiers)
        ):
            continue
        if any(
            not is_denied(words, modifiers.get("negation", ()), hit)
            for hit in modifiers.get(label, ())
        ):
            applied[label] = factor
    return applied


def is_said_to_be_real(words: list[str], modifiers: Mapping[str, Sequence[Hit]]) -> bool:
    """Tell whether somebody protests that it is no drill and no prank ("ini sungguhan")."""
    return any(
        not is_denied(words, modifiers.get("negation", ()), hit)
        for hit in modifiers.get("real", ())
    )


def _add(
    evidence: Evidence, words: list[str], modifiers: dict[str, list[Hit]], hit: Hit, factor: float
) -> None:
    if "negation" in modifiers and is_denied(words, modifiers["negation"], hit):
        evidence.denied.update(hit.concepts)
        evidence.discounts["negation"] = _DENIED
        return
    if "hypothetical" in modifiers and _is_supposed(modifiers["hypothetical"], hit):
        evidence.discounts["hypothetical"] = _SUPPOSED
        factor *= _SUPPOSED
    if "past" in modifiers and _is_past(modifiers, hit.sentence):
        evidence.discounts["past"] = _PAST
        factor *= _PAST
    if "over" in modifiers and modifiers["over"][-1].start > hit.start:
        evidence.discounts["over"] = _OVER
        factor *= _OVER
    for label in hit.concepts:
        evidence.found.setdefault(label, []).append((hit.start, hit.sentence, factor))


def _is_supposed(suppositions: list[Hit], hit: Hit) -> bool:
    return any(
        hit.start - _SUPPOSED_REACH <= other.start < hit.start and other.sentence == hit.sentence
        for other in suppositions
    )


def is_denied(words: list[str], denials: Sequence[Hit], hit: Hit) -> bool:
    """Look back over filler words for a negation.

    "tidak (ada) kebakaran" denies, "tidak bisa padam apinya" does not.
    """
    if not denials:
        return False
    place, skipped = hit.start - 1, 0
    while place >= 0 and skipped < _FILLERS_SKIPPED:
        if any(other.end == place for other in denials):
            return True
        if words[place] not in FILLERS:
            return False
        place, skipped = place - 1, skipped + 1
    return False


def _is_past(modifiers: dict[str, list[Hit]], sentence: int) -> bool:
    """Tell whether the sentence speaks of the past.

    "sejak kemarin" and "sekarang" bring it back to now.
    """
    past = [hit for hit in modifiers.get("past", ()) if hit.sentence == sentence]
    if not past or _any_in(modifiers.get("present", ()), sentence):
        return False
    since = {hit.end for hit in modifiers.get("since", ())}
    return any(hit.start - 1 not in since for hit in past)


def _any_in(hits: Iterable[Hit], sentence: int) -> bool:
    return any(hit.sentence == sentence for hit in hits)
