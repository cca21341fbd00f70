"""Nuisance, ghost, test and information.

Graded with reasons, broken by any content, never a block.
"""

from intake.triage.lexicon import Hit
from intake.triage.proposal import NO_NOISE, Noise, Reason
from intake.triage.scope import is_denied, is_said_to_be_real

_GRADES = {
    "prank": ("nuisance", 0.4, "terdengar bercanda"),
    "insult": ("nuisance", 0.25, "kata kasar"),
    "wrong_number": ("nuisance", 0.7, "salah sambung atau tidak sengaja"),
    "test": ("test", 0.5, "terdengar seperti uji coba"),
    "information": ("information", 0.5, "menanyakan informasi"),
    "drill": ("test", 0.5, "latihan atau simulasi"),
}
_PROTESTED = frozenset({"prank", "test", "drill"})
_GHOST = Noise("ghost", 0.5)
_GHOST_REASON = Reason("noise.ghost", "tidak ada isi yang dapat dibaca", -0.5)
_HIGHEST = 0.95
_BROKEN_BY_CONTENT = 0.3
_REPEATED = 0.15
_FEWEST_LETTERS = 3


def grade(
    words: list[str], hits: list[Hit], *, has_content: bool, has_media: bool, is_drill: bool = False
) -> tuple[Noise, list[Reason]]:
    """Return how much the words look like noise.

    `has_content` (evidence or a cry for help) breaks the grade down.
    """
    if (
        len(words) < _FEWEST_LETTERS
        and sum(len(word) for word in words if word not in {",", "."}) < _FEWEST_LETTERS
    ):
        return (NO_NOISE, []) if has_media or has_content else (_GHOST, [_GHOST_REASON])
    modifiers: dict[str, list[Hit]] = {}
    for hit in hits:
        for label in hit.modifiers:
            modifiers.setdefault(label, []).append(hit)
    seen = {
        label: count
        for label in _GRADES
        if (count := _count(words, modifiers, label)) and (label != "drill" or is_drill)
    }
    if not seen:
        return NO_NOISE, []
    grades: dict[str, float] = {}
    reasons = []
    for label, times in seen.items():
        kind, weight, text = _GRADES[label]
        worth = weight + _REPEATED * (times - 1)
        grades[kind] = grades.get(kind, 0.0) + worth
        reasons.append(Reason(f"noise.{label}", text, round(-worth, 2)))
    kind = max(grades, key=lambda name: grades[name])
    value = min(_HIGHEST, grades[kind]) * (_BROKEN_BY_CONTENT if has_content else 1.0)
    return Noise(kind, round(value, 2)), reasons


def _count(words: list[str], modifiers: dict[str, list[Hit]], label: str) -> int:
    """Count what speaks for a kind of noise; "bukan prank" and "ini sungguhan" speak against it."""
    if label in _PROTESTED and is_said_to_be_real(words, modifiers):
        return 0
    return sum(
        not is_denied(words, modifiers.get("negation", ()), hit) for hit in modifiers.get(label, ())
    )
