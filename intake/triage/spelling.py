"""Words as people type them, brought to the words the lexicon knows.

Chat drops vowels ("bnjir"), stretches letters ("toloooong"), uses digits for letters ("b4njir"),
runs hashtags together ("#KaliMeluap") and sticks particles to words ("banjirnya", "omahe"). Each
unknown word is folded once and remembered.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

_WORDS = re.compile(r"[a-z0-9]+|[.!?;\n]+|,")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APOSTROPHES = str.maketrans("", "", "'`\u2018\u2019\u02bc")
_STRETCHED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")
_DOUBLED_AT_END = re.compile(r"(.)\1+$")
_MEASURE = re.compile(r"\d+(cm|meter|mtr)$")
_LEET = str.maketrans("013457", "oieast")
_VOWELS = "aeiou"
_NOUN_ENDING = ("an", 5)
_PARTICLES = (
    ("nipun", 4),
    ("ipun", 4),
    ("nya", 4),
    ("lah", 4),
    ("kah", 4),
    ("pun", 4),
    ("ne", 4),
    ("e", 4),
    ("ku", 5),
    ("mu", 5),
    ("an", 5),
)
_SHORTEST_FOR_SLIPS = 8
_SHORTEST_FOR_VOWELS = 6
_SHORTEST_SKELETON = 4
_MEMORY = 50_000


def listed(words: str) -> frozenset[str]:
    """Return the words of a list written as one line of text."""
    return frozenset(words.split())


def words_of(text: str) -> list[str]:
    """Split `text` into lower-case words; "." ends a sentence and "," is a pause."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    if "#" in text:
        text = _HUMPS.sub(" ", text)
    return _WORDS.findall(text.lower().translate(_APOSTROPHES))


class Spelling:
    """Folds words to a vocabulary."""

    def __init__(
        self, vocabulary: Iterable[str], keys: Iterable[str], settings: dict[str, Any]
    ) -> None:
        """Learn the `vocabulary`.

        Only the weighty words `keys` are worth guessing at from a misspelling.
        """
        self._vocabulary = frozenset(vocabulary)
        self._keys = frozenset(keys)
        self._standard: dict[str, str] = settings["standard"]
        self._never = frozenset(word.strip() for word in settings["never"].split(","))
        self._prefixes: tuple[str, ...] = tuple(
            word.strip() for word in settings["prefixes"].split(",")
        )
        self._slips: dict[str, str] = _unique(
            pair for word in self._keys for pair in _slips_of(word)
        )
        self.memory: dict[str, str] = self._fresh_memory()

    def _fresh_memory(self) -> dict[str, str]:
        known = {word: word for word in self._vocabulary}
        known[","] = ","
        return known

    def fold(self, word: str) -> str:
        """Return the vocabulary's word for `word`, or `word` itself when none is near."""
        known = self.memory.get(word)
        if known is not None:
            return known
        folded = self._search(word) if word[0].isalnum() else "."
        if len(self.memory) > _MEMORY:
            self.memory = self._fresh_memory()
        self.memory[word] = folded
        return folded

    def _search(self, word: str) -> str:
        if word in self._never or word.isdigit():
            return word
        for form in _forms(word):
            if form in self._vocabulary:
                return form
            if form in self._standard:
                return self._standard[form]
        single = _DOUBLED.sub(r"\1", word)
        if single in self._keys:
            return single
        for prefix in self._prefixes:
            if word.startswith(prefix):
                return prefix
        slip = self._slips.get(word)
        return slip if slip is not None else self._with_a_letter_too_many(word)

    def _with_a_letter_too_many(self, word: str) -> str:
        if len(word) > _SHORTEST_FOR_SLIPS:
            for shorter in _deletions(word):
                if shorter in self._keys and len(shorter) >= _SHORTEST_FOR_SLIPS:
                    return shorter
        return word


def _forms(word: str) -> Iterator[str]:
    """Yield `word` with digits read as letters, stretches shortened and particles taken off."""
    yield word
    if not word.isalpha():
        measure = _MEASURE.match(word)
        if measure:
            yield measure.group(1)
        word = word.rstrip("0123456789")
        yield word
        word = word.translate(_LEET)
        yield word
    single = _DOUBLED_AT_END.sub(r"\1", _STRETCHED.sub(r"\1", word))
    yield single
    for particle, stem in (*_PARTICLES, _NOUN_ENDING):
        if single.endswith(particle) and len(single) - len(particle) >= stem:
            yield single[: -len(particle)]


def _slips_of(word: str) -> Iterator[tuple[str, str]]:
    """Yield what hurried fingers make of `word`.

    A vowel or letter left out, two letters swapped, a wrong vowel.
    """
    if len(word) < _SHORTEST_FOR_VOWELS:
        return
    yield from (
        (word[:i] + word[i + 1 :], word) for i, sign in enumerate(word) if i and sign in _VOWELS
    )
    skeleton = word[0] + "".join(sign for sign in word[1:] if sign not in _VOWELS)
    if len(skeleton) >= _SHORTEST_SKELETON:
        yield skeleton, word
    if len(word) < _SHORTEST_FOR_SLIPS:
        return
    yield from ((shorter, word) for shorter in _deletions(word))
    yield from (
        (word[:i] + word[i + 1] + word[i] + word[i + 2 :], word) for i in range(1, len(word) - 1)
    )
    yield from (
        (word[:i] + vowel + word[i + 1 :], word)
        for i, sign in enumerate(word)
        if sign in _VOWELS
        for vowel in _VOWELS
    )


def _deletions(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(1, len(word))]


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Keep the slips that lead to one word only: one with two readings is left alone."""
    found: dict[str, str] = {}
    ambiguous = set()
    for slip, word in pairs:
        if found.setdefault(slip, word) != word:
            ambiguous.add(slip)
    return {slip: word for slip, word in found.items() if slip not in ambiguous}
