"""What a telling says of its emergency: who and what is in it, and whether it is another one.

The concepts (a man, a snake, a lorry, a fit) stand for words of Indonesian and Javanese, so that
two people's words for one thing meet, and "a snake" and "a monitor lizard" do not.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from routing.value_object import value_object

_DATA: Final[dict[str, Any]] = json.loads(
    Path(__file__).with_name("subjects.json").read_text(encoding="utf-8")
)
_WORDS = re.compile(r"[a-z0-9]+")
_SHORTEST = 3
_REMEMBERED = 4_096
_ENDINGS = ("nya", "ne", "e", "ku", "mu")
_CONCEPTS: Final[dict[str, tuple[str, str]]] = {
    word: (category, concept)
    for category, concepts in _DATA["synonyms"].items()
    for concept, words in concepts.items()
    for word in words.split()
}
_EMPTY = frozenset(_DATA["empty"].split())
# How sure a telling is that it is another emergency, or the known one again.
_OTHER: Final[tuple[str, ...]] = tuple(f" {phrase} " for phrase in _DATA["other"])
_SAME: Final[tuple[str, ...]] = tuple(f" {phrase} " for phrase in _DATA["same"])


@value_object
class Story:
    """The concepts of a telling by category, its other words, what it says of other tellings."""

    subjects: Mapping[str, frozenset[str]]
    words: frozenset[str]
    says_other: bool = False
    says_same: bool = False


@lru_cache(maxsize=_REMEMBERED)
def tell(text: str) -> Story:
    """Return what `text` tells; remembered, because an incident's first words are asked often."""
    found = _WORDS.findall(text.lower())
    subjects: dict[str, set[str]] = {}
    words: set[str] = set()
    for word in found:
        known = _CONCEPTS.get(word) or _CONCEPTS.get(_bare(word))
        if known is not None:
            subjects.setdefault(known[0], set()).add(known[1])
        elif word not in _EMPTY and (len(word) >= _SHORTEST or word.isdigit()):
            words.add(_bare(word))
    said = f" {' '.join(found)} "
    return Story(
        {category: frozenset(concepts) for category, concepts in subjects.items()},
        frozenset(words),
        says_other=any(phrase in said for phrase in _OTHER),
        says_same=any(phrase in said for phrase in _SAME),
    )


def _bare(word: str) -> str:
    """Take off what says whose: "omahe", "rumahnya"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > _SHORTEST:
            return word[: -len(ending)]
    return word
