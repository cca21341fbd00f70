"""The words around a name: what kind of place it is, how near, or that it is only passed.

"Jl." makes a street, "depan" puts the event near, "arah" says that somebody was on the way there,
"plat" that a vehicle comes from there. A name that is only passed is not where it happens.
"""

import json
from pathlib import Path
from typing import Final

from routing.value_object import value_object

_DATA = json.loads(Path(__file__).with_name("cues.json").read_text(encoding="utf-8"))


def _listed(name: str) -> frozenset[str]:
    return frozenset(" ".join(_DATA[name]).split())


# The kind of area that a word before a name makes it.
AREA_WORDS: Final[dict[str, str]] = _DATA["area_words"]
# How far from the named place the event may be, in metres, by the word before it.
RELATIONS: Final[dict[str, float]] = _DATA["relations"]
CROSSING_WORDS: Final = _listed("crossing_words")
STREET_WORDS: Final = _listed("street_words")
_LOCATIVES = _listed("locatives")
_SKIPPED = _listed("skipped")
_LINKS = _listed("links")
_DIRECTIONS = _listed("directions")
_TO = _listed("to")
_MOTION = _listed("motion")
_ORIGINS = _listed("origins")
_RESIDENTS = _listed("residents")
_NEGATORS = _listed("negators")
_SUMMONED = _listed("summoned")
_SENT = _listed("sent")
_FAR_ENOUGH = 4


@value_object(kw_only=True)
class Cue:
    """What stands before a name. `area` is the kind of area it must be, if any.

    `summoned` tells that help is called to it: "ambulans ke Meri" is where it happens, though
    "ambulans ke puskesmas" is where the patient goes.
    """

    street: bool = False
    area: str | None = None
    relation: str | None = None
    located: bool = False
    passed: bool = False
    summoned: bool = False
    denied: bool = False

    @property
    def placed(self) -> bool:
        """Whether something says that a place follows."""
        return self.street or self.located or self.area is not None or self.relation is not None


def cue_before(tokens: list[str], at: int) -> Cue:
    """Read the words before `at`, the nearest first, as far as they belong to the name."""
    street, area, relation, located = False, None, None, False
    place = at - 1
    while place >= max(0, at - _FAR_ENOUGH):
        word = tokens[place]
        if word in STREET_WORDS:
            street = street or place == at - 1
        elif word in AREA_WORDS:
            area = area or (AREA_WORDS[word] if place == at - 1 else None)
        elif word in RELATIONS:
            relation = relation or word
        elif word in _LOCATIVES:
            located = True
        elif word not in _SKIPPED:
            break
        place -= 1
    summoned = _is_summoned(tokens, place)
    return Cue(
        street=street,
        area=area,
        relation=relation,
        located=located or summoned,
        passed=_is_passed(tokens, place, near=relation is not None),
        summoned=summoned,
        denied=not _NEGATORS.isdisjoint(tokens[max(0, place - 1) : place + 1]),
    )


def _is_passed(tokens: list[str], place: int, *, near: bool) -> bool:
    """Whether the words up to `place` say that the name is a direction, a destination, an origin.

    "Depan pasar" is a place even behind "bus"; a letter of a number plate may stand between.
    """
    if place < 0 or near:
        return False
    is_plate_letter = len(tokens[place]) == 1 and tokens[place].isalpha() and place > 0
    last = tokens[place - 1] if is_plate_letter else tokens[place]
    if last in _DIRECTIONS or last in _ORIGINS or last == "ke":
        return True
    return any(word in _MOTION for word in tokens[max(0, place - 3) : place + 1])


def is_of_residents(tokens: list[str], at: int) -> bool:
    """Whether the name at `at` says whose people they are: "warga Meri keracunan"."""
    before = at - 2 if at > 1 and tokens[at - 1] in AREA_WORDS else at - 1
    return before >= 0 and tokens[before] in _RESIDENTS


def _is_summoned(tokens: list[str], place: int) -> bool:
    """Whether help is called to where the word at `place`, "ke", leads."""
    if place < 0 or tokens[place] != "ke":
        return False
    before = set(tokens[max(0, place - _FAR_ENOUGH) : place])
    return not before.isdisjoint(_SUMMONED) and before.isdisjoint(_MOTION - _SENT)


def passes_by_motion(tokens: list[str], at: int) -> bool:
    """Whether a word of motion and then "ke" or "nang" lead to the name at `at`."""
    lead = tokens[max(0, at - 2) : at]
    return bool(_TO.intersection(lead)) and any(
        word in _MOTION for word in tokens[max(0, at - 6) : at]
    )


def is_link(tokens: list[str], start: int, end: int) -> bool:
    """Whether only joining words stand between two names: "Brawijaya karo Prapanca"."""
    between = tokens[start:end]
    return len(between) <= 3 and all(word in _LINKS for word in between)  # noqa: PLR2004
