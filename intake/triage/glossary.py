"""One lemma for the words of many tongues.

"gak", "mboten", "ora" and "tdk" are one word to whoever listens. The glossary brings Javanese
(ngoko and krama), Madurese, English and chat spelling to one Indonesian lemma, so that what was
learnt from one language holds in the others.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_STRETCHED = re.compile(r"(.)\1{2,}")
_ENDINGS = ("nipun", "ipun", "kan", "ake", "nya", "ne", "ku", "mu", "na", "e", "an", "i")
# What a word may begin with, and what that stands for: "mukul" and "memukul" are "pukul".
_BEGINNINGS = (
    ("meny", ("s",)),
    ("meng", ("", "k")),
    ("mem", ("", "p")),
    ("men", ("", "t")),
    ("me", ("",)),
    ("ber", ("",)),
    ("ter", ("",)),
    ("di", ("",)),
    ("ke", ("",)),
    ("ny", ("s", "c")),
    ("ng", ("", "k")),
    ("n", ("", "t")),
    ("m", ("", "p")),
)
_SHORTEST_STEM, _SHORTEST_BARE = 3, 4
_MEMORY = 50_000


def stems(word: str) -> Iterator[str]:
    """Yield `word`, then what is left of it without endings and beginnings, the nearest first."""
    yield word
    bare = [word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            bare.append(word[: -len(ending)])
            yield bare[-1]
    for form in bare:
        for beginning, meant in _BEGINNINGS:
            if form.startswith(beginning):
                for first in meant:
                    stem = first + form[len(beginning) :]
                    if len(stem) >= _SHORTEST_BARE:
                        yield stem


class Glossary:
    """Lemmas by word; unknown words are looked up without their endings and beginnings."""

    def __init__(self, entries: dict[str, str], others: Iterable[str] = ()) -> None:
        """Read `entries`: lemma -> its words in every language; `others` are their own lemmas."""
        self._lemmas = {lemma: lemma for lemma in entries}
        for lemma, words in entries.items():
            for word in words.split():
                self._lemmas.setdefault(word, lemma)
        for word in others:
            self._lemmas.setdefault(word, word)
        self._memory: dict[str, str] = {}

    def lemma(self, word: str) -> str:
        """Return the lemma of `word`, or the word itself where the glossary has none."""
        known = self._memory.get(word)
        if known is None:
            if len(self._memory) > _MEMORY:
                self._memory = {}
            known = self._memory[word] = self._search(_STRETCHED.sub(r"\1", word))
        return known

    def _search(self, word: str) -> str:
        for stem in stems(word):
            known = self._lemmas.get(stem)
            if known is not None:
                return known
        return word


def _entries(name: str) -> dict[str, str]:
    path = Path(__file__).parent / "lexicons" / f"{name}.json"
    entries: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return entries


class Classes:
    """What a word has to do with: a part of the body, money, a story, a way to die."""

    def __init__(self, entries: dict[str, str], glossary: Glossary) -> None:
        """Read `entries`: class -> its words, in any language that `glossary` knows."""
        self._glossary = glossary
        self._classes: dict[str, set[str]] = {}
        for name, words in entries.items():
            for word in words.split():
                for form in (word, glossary.lemma(word)):
                    self._classes.setdefault(form, set()).add(name)

    def of(self, word: str) -> list[str]:
        """Return the classes of `word`, sorted; those of its lemma where it has none itself."""
        found = self._classes.get(word) or self._classes.get(self._glossary.lemma(word))
        return sorted(found or ())


_CLASSES = _entries("classes")
_LISTED = (*_CLASSES.values(), *_entries("grammar_classes").values())
GLOSSARY: Final = Glossary(
    _entries("glossary"), (word for words in _LISTED for word in words.split())
)
CLASSES: Final = Classes(_CLASSES, GLOSSARY)
