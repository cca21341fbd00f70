"""What the model sees of a text: its words and their pieces, lemmas in pairs, concepts and frames.

The pieces of a word depend on nothing but the word, so what they are worth is added up once and
remembered (`model.py`); pairs, concepts and frames belong to the text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol, TypeAlias, TypeVar

from intake.triage.contrast import straightened
from intake.triage.glossary import CLASSES, GLOSSARY
from intake.triage.grammar import GRAMMAR, Found
from intake.triage.lexicon import LEXICON, Hit
from intake.triage.scope import Evidence, by_modifier, is_said_to_be_real, weigh
from intake.triage.spelling import listed, words_of
from routing.value_object import value_object

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
_NOWHERE = -1


# What names a feature: its text while training, its row in the weights afterwards.
K = TypeVar("K", str, int)
K_co = TypeVar("K_co", str, int, covariant=True)
# What a text has of a feature: how much it counts, and the places of the words that made it.
Counted: TypeAlias = tuple[float, int, int]
Seen: TypeAlias = tuple[K, Counted]


class Keys(Protocol[K_co]):
    """The features that count, by what they are made of."""

    def of(self, kind: str, first: str | None = None) -> Callable[[str], K_co | None]:
        """Return how to find a feature of `kind` by its name, or by what follows `first`."""

    def pairs(self, lemmas: Sequence[str]) -> Iterator[Seen[K_co]]:
        """Yield the pairs of lemmas that stand near each other."""


class Everything:
    """Every feature counts: what training starts from."""

    def of(self, kind: str, first: str | None = None) -> Callable[[str], str]:
        """Return how a feature of `kind` is called."""
        opening = f"{kind}:" if first is None else f"{kind}:{first}+"
        return lambda name: opening + name

    def pairs(self, lemmas: Sequence[str]) -> Iterator[Seen[str]]:
        """Yield every pair of lemmas that stand near each other."""
        for place, lemma in enumerate(lemmas):
            for other in range(place + 1, min(place + 1 + _WINDOW, len(lemmas))):
                if other == place + 1:
                    yield f"b:{lemma} {lemmas[other]}", (_NEIGHBOURS, place, other)
                if lemma != lemmas[other]:
                    yield _pair(lemma, lemmas[other]), (_TOGETHER, place, other)


class Known:
    """The features that came to something, each with its row in the weights.

    They are found by their parts: no key is put together for the many that came to nothing.
    """

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        """Take the keys of `vocabulary` apart."""
        self._rows: dict[tuple[str, str | None], dict[str, int]] = {}
        self._beside: dict[str, dict[str, int]] = {}
        self._near: dict[str, dict[str, int]] = {}
        for key, row in vocabulary.items():
            kind, _, name = key.partition(":")
            if kind == "b":
                first, _, second = name.partition(" ")
                self._beside.setdefault(first, {})[second] = row
            elif kind == "p":
                first, _, second = name.partition(" ")
                self._near.setdefault(first, {})[second] = row
                self._near.setdefault(second, {})[first] = row
            else:
                first, _, second = name.rpartition("+")
                self._rows.setdefault((kind, first or None), {})[second] = row

    def of(self, kind: str, first: str | None = None) -> Callable[[str], int | None]:
        """Return how to find the row of a feature of `kind`."""
        return self._rows.get((kind, first), _NO_ROWS).get

    def pairs(self, lemmas: Sequence[str]) -> Iterator[Seen[int]]:
        """Yield the known pairs of lemmas that stand near each other."""
        for place, lemma in enumerate(lemmas):
            window = lemmas[place + 1 : place + 1 + _WINDOW]
            beside, near = self._beside.get(lemma), self._near.get(lemma)
            if beside is not None and window and window[0] in beside:
                yield beside[window[0]], (_NEIGHBOURS, place, place + 1)
            if near is not None:
                for other, following in enumerate(window, place + 1):
                    row = near.get(following)
                    if row is not None:
                        yield row, (_TOGETHER, place, other)


_NO_ROWS: Final[dict[str, int]] = {}
EVERYTHING: Final = Everything()


def _pair(lemma: str, other: str) -> str:
    return f"p:{lemma} {other}" if lemma < other else f"p:{other} {lemma}"


@value_object
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
    spelt = straightened(words_of(text))
    words = LEXICON.fold(spelt)
    hits = LEXICON.find(words)
    asks = "?" in text
    said, pauses = _said(spelt)
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


def _said(words: list[str]) -> tuple[list[str], frozenset[int]]:
    """Return `words` with full stops, of a long text the ends, and where it pauses."""
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


def features_of_text(reading: WordsRead, keys: Keys[K]) -> dict[K, Counted]:
    """Return the features of `keys` that belong to the text as a whole, as first seen."""
    found: dict[K, Counted] = {}
    for seen in (
        keys.pairs(reading.lemmas),
        _edges(reading.lemmas, keys),
        _denials(reading.lemmas, keys),
        _concepts(reading.evidence, keys),
        _frames(reading.frames, keys),
    ):
        for key, counted in seen:
            found.setdefault(key, counted)
    return found


def _edges(lemmas: Sequence[str], keys: Keys[K]) -> Iterator[Seen[K]]:
    places = [place for place, lemma in enumerate(lemmas) if lemma != "."]
    for kind, edge in (("a", places[:_OPENING]), ("z", places[-_CLOSING:])):
        row_of = keys.of(kind)
        for place in edge:
            key = row_of(lemmas[place])
            if key is not None:
                yield key, (_EDGE, place, place)


def _denials(lemmas: Sequence[str], keys: Keys[K]) -> Iterator[Seen[K]]:
    row_of = keys.of("n")
    reach = 0
    for place, lemma in enumerate(lemmas):
        if lemma == ".":
            reach = 0
        elif reach:
            reach -= 1
            key = row_of(lemma)
            if key is not None:
                yield key, (_DENIED, place, place)
        if lemma in _DENIERS:
            reach = _DENIED_REACH


def _concepts(evidence: Evidence, keys: Keys[K]) -> Iterator[Seen[K]]:
    names = sorted(evidence.found)[:_MOST_CONCEPTS]
    yield from _each(keys.of("c"), names, _CONCEPT)
    yield from _each(keys.of("d"), sorted(evidence.denied)[:_MOST_CONCEPTS], _CONCEPT)
    yield from _each(keys.of("x"), evidence.discounts, _CONCEPT)
    for place, name in enumerate(names):
        yield from _each(keys.of("cx", name), evidence.discounts, _CONCEPTS)
        yield from _each(keys.of("cc", name), names[place + 1 :], _CONCEPTS)


def _frames(frames: Sequence[Found], keys: Keys[K]) -> Iterator[Seen[K]]:
    scopes = [frame.name for frame in frames if frame.name in _SCOPES]
    frame_of = keys.of("g")
    for name, start, end in frames:
        yield from _each(frame_of, (name,), _FRAME, start, end)
        others = [scope for scope in scopes if scope != name]
        yield from _each(keys.of("gg", name), others, _FRAME_SCOPED, start, end)


def _each(
    key_of: Callable[[str], K | None],
    names: Iterable[str],
    value: float,
    start: int = _NOWHERE,
    end: int = _NOWHERE,
) -> Iterator[Seen[K]]:
    """Yield the features of `names` that count; most concepts stand at no one word."""
    for name in names:
        key = key_of(name)
        if key is not None:
            yield key, (value, start, end)
