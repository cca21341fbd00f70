"""What the model sees of a text: its words and their pieces, lemmas in pairs, concepts and frames.

The pieces of a word depend on nothing but the word, so what they are worth is added up once and
remembered (`model.py`); pairs, concepts and frames belong to the text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from intake.triage.glossary import CLASSES, GLOSSARY
from intake.triage.grammar import GRAMMAR, Found
from intake.triage.lexicon import LEXICON, Hit
from intake.triage.scope import Evidence, by_modifier, is_said_to_be_real, weigh
from intake.triage.spelling import listed, words_of

_PIECE = 0.25
_CLASS = 0.7
_SHORTEST_PIECE, _LONGEST_PIECE = 3, 4
_NEIGHBOURS = 0.7
_TOGETHER = 0.3
_WINDOW = 5
_OPENING, _CLOSING, _EDGE = 4, 6, 0.8
_DENIED_REACH, _DENIED = 4, 0.8
_CONCEPT, _CONCEPTS = 1.2, 0.7
_FRAME, _FRAME_SCOPED = 1.2, 0.9
_DENIERS = frozenset({"tidak", "bukan", "belum"})
_SCOPES = listed("handled no_longer mistaken dream screen practice if ago asks gratitude joke")
_PROTESTED = frozenset({"practice", "joke"})
_HEAD, _TAIL = 170, 50
_LONGEST_WORD = 24
_MOST_CONCEPTS = 14


class Feature(NamedTuple):
    """A feature of a text, how much it counts, and the places of the words that made it."""

    key: str
    value: float
    start: int
    end: int


# A feature before it is known to count: key, value, start, end.
Seen: TypeAlias = tuple[str, float, int, int]


class Everything:
    """Every feature counts: what training starts from."""

    def __contains__(self, key: object) -> bool:
        return True

    def pairs(self, lemmas: list[str]) -> Iterator[Seen]:
        """Yield every pair of lemmas that stand near each other."""
        for place, lemma in enumerate(lemmas):
            for other in range(place + 1, min(place + 1 + _WINDOW, len(lemmas))):
                if other == place + 1:
                    yield (f"b:{lemma} {lemmas[other]}", _NEIGHBOURS, place, other)
                if lemma != lemmas[other]:
                    yield (_pair(lemma, lemmas[other]), _TOGETHER, place, other)


class Known:
    """The features that came to something, the pairs among them by their first lemma.

    Of a hundred pairs in a text few are known: no key is put together for the others.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = frozenset(keys)
        self._beside: dict[str, dict[str, str]] = {}
        self._near: dict[str, dict[str, str]] = {}
        for key in self._keys:
            kind, _, lemmas = key.partition(":")
            first, _, second = lemmas.partition(" ")
            if kind == "b":
                self._beside.setdefault(first, {})[second] = key
            elif kind == "p":
                self._near.setdefault(first, {})[second] = key
                self._near.setdefault(second, {})[first] = key

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def pairs(self, lemmas: list[str]) -> Iterator[Seen]:
        """Yield the known pairs of lemmas that stand near each other."""
        for place, (lemma, following) in enumerate(pairwise(lemmas)):
            beside, near = self._beside.get(lemma), self._near.get(lemma)
            if beside is not None and following in beside:
                yield (beside[following], _NEIGHBOURS, place, place + 1)
            if near is not None:
                for other in range(place + 1, min(place + 1 + _WINDOW, len(lemmas))):
                    if lemmas[other] in near:
                        yield (near[lemmas[other]], _TOGETHER, place, other)


EVERYTHING: Final = Everything()


def _pair(lemma: str, other: str) -> str:
    return f"p:{lemma} {other}" if lemma < other else f"p:{other} {lemma}"


@dataclass(frozen=True, slots=True)
class WordsRead:
    """A text as triage reads it: folded words for the lexicon, raw ones for the model.

    `is_protested` tells that somebody says that this is no drill and no joke.
    """

    words: list[str]
    hits: list[Hit]
    evidence: Evidence
    said: list[str]
    lemmas: list[str]
    frames: list[Found]
    is_protested: bool
    asks: bool


def read(text: str) -> WordsRead:
    """Read `text` once for everything that judges it."""
    words = LEXICON.words(text)
    hits = LEXICON.find(words)
    asks = "?" in text
    said, pauses = _said(text)
    lemmas = [GLOSSARY.lemma(word) for word in said]
    found, is_real = GRAMMAR.find(lemmas, pauses), _is_real(words, hits)
    denied = _denied(found, lemmas, is_real=is_real)
    return WordsRead(
        words=words,
        hits=hits,
        evidence=weigh(words, hits, asks=asks),
        said=said,
        lemmas=lemmas,
        frames=[frame for frame in found if frame not in denied],
        is_protested=bool(denied) or is_real,
        asks=asks,
    )


def _said(text: str) -> tuple[list[str], frozenset[int]]:
    """Return the words of `text` with full stops, of a long one the ends, and where it pauses."""
    words = words_of(text)
    if len(words) > _HEAD + _TAIL:
        words = [*words[:_HEAD], *words[-_TAIL:]]
    said: list[str] = []
    pauses = set()
    for word in words:
        if word == ",":
            pauses.add(len(said))
        else:
            said.append(word if word[0].isalnum() else ".")
    return said, frozenset(pauses)


def _is_real(words: list[str], hits: list[Hit]) -> bool:
    """Whether somebody protests that this is no drill and no joke."""
    return is_said_to_be_real(words, by_modifier(hits))


def _denied(frames: list[Found], lemmas: list[str], *, is_real: bool) -> list[Found]:
    """Return the drills and jokes that are denied ("bukan latihan") or protested against."""
    return [
        frame
        for frame in frames
        if frame.name in _PROTESTED
        and (is_real or _DENIERS & set(lemmas[max(0, frame.start - 2) : frame.start]))
    ]


def features_of_word(word: str) -> Iterator[tuple[str, float]]:
    """Yield what a word is made of: itself, its lemma, its classes, pieces of 3 or 4 letters."""
    yield f"w:{word}", 1.0
    yield f"l:{GLOSSARY.lemma(word)}", 1.0
    for name in CLASSES.of(word):
        yield f"s:{name}", _CLASS
    framed = f"^{word[:_LONGEST_WORD]}$"
    for length in range(_SHORTEST_PIECE, _LONGEST_PIECE + 1):
        for start in range(len(framed) - length + 1):
            yield framed[start : start + length], _PIECE


def features_of_text(reading: WordsRead, known: Known | Everything = EVERYTHING) -> list[Feature]:
    """Return the features of `known` that belong to the text as a whole, each once."""
    found: dict[str, Feature] = {}
    for key, value, start, end in (
        *known.pairs(reading.lemmas),
        *_edges(reading.lemmas),
        *_denials(reading.lemmas),
        *_concepts(reading.evidence),
        *_frames(reading),
    ):
        if key in known and key not in found:
            found[key] = Feature(key, value, start, end)
    return list(found.values())


def _edges(lemmas: list[str]) -> Iterator[Seen]:
    places = [place for place, lemma in enumerate(lemmas) if lemma != "."]
    for place in places[:_OPENING]:
        yield (f"a:{lemmas[place]}", _EDGE, place, place)
    for place in places[-_CLOSING:]:
        yield (f"z:{lemmas[place]}", _EDGE, place, place)


def _denials(lemmas: list[str]) -> Iterator[Seen]:
    reach = 0
    for place, lemma in enumerate(lemmas):
        if lemma == ".":
            reach = 0
        elif reach:
            yield (f"n:{lemma}", _DENIED, place, place)
            reach -= 1
        if lemma in _DENIERS:
            reach = _DENIED_REACH


def _concepts(evidence: Evidence) -> Iterator[Seen]:
    names = sorted(evidence.found)[:_MOST_CONCEPTS]
    for name in names:
        yield (f"c:{name}", _CONCEPT, -1, -1)
    for name in sorted(evidence.denied)[:_MOST_CONCEPTS]:
        yield (f"d:{name}", _CONCEPT, -1, -1)
    for discount in evidence.discounts:
        yield (f"x:{discount}", _CONCEPT, -1, -1)
        for name in names:
            yield (f"cx:{name}+{discount}", _CONCEPTS, -1, -1)
    for place, name in enumerate(names):
        for other in names[place + 1 :]:
            yield (f"cc:{name}+{other}", _CONCEPTS, -1, -1)


def _frames(reading: WordsRead) -> Iterator[Seen]:
    scopes = [frame.name for frame in reading.frames if frame.name in _SCOPES]
    for name, start, end in reading.frames:
        yield (f"g:{name}", _FRAME, start, end)
        for scope in scopes:
            if scope != name:
                yield (f"gg:{name}+{scope}", _FRAME_SCOPED, start, end)
