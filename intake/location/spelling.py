"""What hurried fingers, thick accents and voice-to-text make of a name, found again.

A word stands for a word of the gazetteer when exactly one of them is near enough and the word is
not an everyday one: "gatel" (it itches) is no hospital, though RS Gatoel is one letter away.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from intake.location.words import skeleton

EVERYDAY_FILE: Final = Path(__file__).parent / "everyday.txt"
_SHORTEST = 5  # below it one slip makes another word too easily
_TWO_SLIPS_FROM = 9
_SHORTEST_SKELETON = 4
_REMEMBERED = 8_192
# Javanese nasal before a name ("Mbalongsari", "nggedongan") and endings of possession.
_NASALS = (("mb", "b"), ("ngg", "g"), ("nj", "j"), ("nd", "d"), ("ngk", "k"), ("ngr", "r"))
_ENDINGS = ("ne", "e", "an")


def read_everyday(path: Path = EVERYDAY_FILE) -> frozenset[str]:
    """Return the words that are never taken for a misspelt name."""
    return frozenset(path.read_text(encoding="utf-8").split())


class Spelling:
    """The words of all names, found from what was written instead."""

    def __init__(self, vocabulary: Iterable[str], everyday: frozenset[str]) -> None:
        """Know `vocabulary`; leave `everyday` words alone unless they are in it."""
        self._words = frozenset(word for word in vocabulary if not word.isdigit())
        self._everyday = everyday - self._words
        self._by_length: dict[int, list[str]] = {}
        self._by_skeleton: dict[str, set[str]] = {}
        for word in self._words:
            self._by_length.setdefault(len(word), []).append(word)
            if len(skeleton(word)) >= _SHORTEST_SKELETON:
                self._by_skeleton.setdefault(skeleton(word), set()).add(word)
        self.fold = lru_cache(maxsize=_REMEMBERED)(self._fold)

    def is_everyday(self, word: str) -> bool:
        """Whether `word` is one of everyday speech and no word of a name."""
        return word in self._everyday

    def _fold(self, word: str) -> str:
        """Return the gazetteer's word that `word` stands for, else `word` itself."""
        if word in self._words or word in self._everyday or word.isdigit():
            return word
        dressed = self._dressed(word)
        if dressed is not None or self._is_everyday_dressed(word):
            return dressed or word
        return self._shortened(word) or self._slipped(word) or word

    def _is_everyday_dressed(self, word: str) -> bool:
        """Whether `word` is an everyday one with an ending ("gendongane", what she carries)."""
        return any(
            word.endswith(ending) and word.removesuffix(ending) in self._everyday
            for ending in _ENDINGS
        )

    def _dressed(self, word: str) -> str | None:
        """Take off a Javanese nasal or ending."""
        for nasal, bare in _NASALS:
            if word.startswith(nasal) and bare + word[len(nasal) :] in self._words:
                return bare + word[len(nasal) :]
        for ending in _ENDINGS:
            if word.endswith(ending) and word[: -len(ending)] in self._words:
                return word[: -len(ending)] if len(word) - len(ending) > 3 else None  # noqa: PLR2004
        return None

    def _shortened(self, word: str) -> str | None:
        """Find the one word whose vowels were dropped."""
        longer = [w for w in self._by_skeleton.get(skeleton(word), ()) if len(w) > len(word)]
        return longer[0] if len(longer) == 1 else None

    def _slipped(self, word: str) -> str | None:
        if len(word) < _SHORTEST:
            return None
        best: list[str] = []
        nearest = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        for known in self._alike(word, nearest):
            far = DamerauLevenshtein.distance(word, known, score_cutoff=nearest)
            if far < nearest or (far == nearest and not best):
                best, nearest = [known], far
            elif far == nearest:
                best.append(known)
        return best[0] if len(best) == 1 and len(best[0]) >= _SHORTEST else None

    def _alike(self, word: str, slips: int) -> Iterator[str]:
        """Yield the known words that so many slips may lead to: about as long, and begun alike."""
        for length in range(len(word) - slips, len(word) + slips + 1):
            for known in self._by_length.get(length, ()):
                if known[0] == word[0] or known[1:2] == word[1:2]:
                    yield known

    def like(self, word: str, wanted: str) -> bool:
        """Whether `word` may stand for `wanted`, the next word of a name that has begun."""
        if word == wanted:
            return True
        if word.isdigit() or wanted.isdigit() or word in self._everyday:
            return False
        if self.fold(word) == wanted:
            return True
        if len(word) < 2 or word[0] != wanted[0]:  # noqa: PLR2004 - one letter says nothing
            return False
        return skeleton(word) == skeleton(wanted) or (
            len(wanted) >= _SHORTEST - 1
            and DamerauLevenshtein.distance(word, wanted, score_cutoff=1) <= 1
        )
