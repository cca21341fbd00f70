"""Templates of answers: what may stand in one, and the text that becomes of it. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from dispatch.kernel.errors import Finding, Invalid
from intake.answers.language import INDONESIAN
from intake.answers.models import AnswerKind, AnswerTemplate

LONGEST: Final = 480
_HOLE: Final = re.compile(r"\{([^{}]*)\}")
_K = AnswerKind
# What may be filled in, by kind; what must be there, without which nobody knows what it is about.
ALLOWED: Final[Mapping[AnswerKind, frozenset[str]]] = {
    **{kind: frozenset({"ticket", "link"}) for kind in (_K.RECEIPT, _K.REFERRED, _K.CLOSED)},
    _K.DESK: frozenset({"ticket", "words"}),
    _K.TEXT_BACK: frozenset(),
    _K.OPTED_OUT: frozenset(),
    _K.OPTED_IN: frozenset(),
}
NEEDED: Final[Mapping[AnswerKind, frozenset[str]]] = {
    **{kind: frozenset({"ticket"}) for kind in (_K.RECEIPT, _K.REFERRED, _K.CLOSED)},
    _K.DESK: frozenset({"words"}),
}
EXAMPLE: Final[Mapping[str, str]] = {
    "ticket": "7K3M-PQ9X-2B4T",
    "link": "https://112.example.go.id/status/7K3MPQ9X2B4T0ABCDEFGHJKMNPQRSTVWXYZ",
    "words": "Di gang berapa? Apakah ada yang terluka?",
}


def check_template(kind: AnswerKind, text: str) -> str:
    """Return the text, or refuse it with everything that is wrong (`answer_template.invalid`)."""
    named = set(_HOLE.findall(text))
    unknown, rest = sorted(named - ALLOWED[kind]), _HOLE.sub("", text)
    missing = sorted(NEEDED.get(kind, frozenset()) - named)
    errors = [
        *(Finding("text", "answer.unknown_placeholder", {"name": name}) for name in unknown),
        *(Finding("text", "answer.missing_placeholder", {"name": name}) for name in missing),
    ]
    if "{" in rest or "}" in rest:
        errors.append(Finding("text", "answer.stray_brace"))
    if not unknown and len(fill(text, EXAMPLE)) > LONGEST:
        errors.append(Finding("text", "answer.too_long", {"longest": LONGEST}))
    if errors:
        raise Invalid("answer_template.invalid", errors=errors)
    return text


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its places filled; a line whose value is not there is left out."""
    lines = [line for line in text.splitlines() if all(values.get(n) for n in _HOLE.findall(line))]
    return "\n".join(_HOLE.sub(lambda hole: values[hole[1]], line) for line in lines)


def in_force(
    templates: Sequence[AnswerTemplate], kind: str, language: str, at: datetime
) -> AnswerTemplate | None:
    """Return the newest template of a kind in force, in Indonesian when the language has none."""
    valid = [one for one in templates if one.kind == kind and one.valid_from <= at]
    for spoken in (language, INDONESIAN):
        found = [one for one in valid if one.language == spoken]
        if found:
            return max(found, key=lambda one: one.valid_from)
    return None
