"""What was learnt from labelled sentences: probabilities, and the words that made them.

A net of one small hidden layer over words, pairs, concepts and frames, trained by `make train`
(`training/`) and kept as whole bytes in `weights.npz`; NumPy is all it needs. Between its bends the
net is linear, so the share of every word in an answer is exact, not a guess.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from intake.triage.features import Known, WordsRead, features_of_text, features_of_word
from routing.value_object import value_object

Vector: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.intp]
Matrix: TypeAlias = NDArray[np.float32]

WEIGHTS: Final = Path(__file__).parent / "weights.npz"
KINDS: Final = "k:"
TYPES: Final = "t:"
FLAGS: Final = "f:"
NEEDS: Final = "n:"
EXCLUSIVE: Final = (KINDS, TYPES)
_PREFIXES: Final = (KINDS, TYPES, FLAGS, NEEDS)
SCALE: Final = 3.0
FEWEST_WORDS: Final = 4
_MEMORY = 20_000
_NOTHING = 0
_LEAST = 1e-6
_SUREST = 20.0
_LEAST_SHARE = 0.15
_FEWER_LETTERS = 2
_NO_TEXT: Final[tuple[tuple[()], ...]] = ((), (), ())


@value_object
class Weights:
    """The learnt numbers: features x hidden in bytes, hidden x heads, what is kept of training.

    `named` has the heads by what they tell of, each with its name there.
    """

    vocabulary: dict[str, int]
    first: NDArray[np.int8]
    scale: Vector
    bias: Vector
    second: Vector
    offset: Vector
    heads: dict[str, int]
    named: dict[str, tuple[tuple[str, str], ...]]
    slopes: Vector
    shifts: Vector
    about: dict[str, Any]

    @property
    def cuts(self) -> dict[str, float]:
        """From which probability each head counts."""
        cuts: dict[str, float] = self.about["cuts"]
        return cuts


def load(path: Path = WEIGHTS) -> Weights:
    """Read the weights file; every array is plain, nothing in it is executed."""
    with np.load(path, allow_pickle=False) as stored:
        about = json.loads(stored["about"].tobytes().decode("utf-8"))
        keys = stored["vocabulary"].tobytes().decode("utf-8").split("\n")
        return Weights(
            vocabulary={key: place for place, key in enumerate(keys)},
            first=stored["first"],
            scale=stored["scale"],
            bias=stored["bias"],
            second=stored["second"],
            offset=stored["offset"],
            heads={name: place for place, name in enumerate(about["heads"])},
            named={prefix: _named(about["heads"], prefix) for prefix in _PREFIXES},
            slopes=stored["slopes"],
            shifts=stored["shifts"],
            about=about,
        )


def _named(heads: Iterable[str], prefix: str) -> tuple[tuple[str, str], ...]:
    return tuple((head.removeprefix(prefix), head) for head in heads if head.startswith(prefix))


def exclusive(heads: Iterable[str]) -> list[slice]:
    """Return where the heads stand of which one only is true: the kinds and the types."""
    blocks = []
    names = list(heads)
    for prefix in EXCLUSIVE:
        places = [place for place, name in enumerate(names) if name.startswith(prefix)]
        if places:
            blocks.append(slice(places[0], places[-1] + 1))
    return blocks


def log_odds(logits: Vector, blocks: Iterable[slice]) -> Vector:
    """Return the log-odds of every head; within a block the heads share one belief."""
    answers = logits.copy()
    for block in blocks:
        part = logits[..., block]
        weights = np.exp(part - part.max(axis=-1, keepdims=True))
        shares = weights / weights.sum(axis=-1, keepdims=True)
        shares = np.minimum(np.maximum(shares, _LEAST), 1 - _LEAST)
        answers[..., block] = np.log(shares / (1 - shares))
    return answers


@dataclass(slots=True)
class Judgement:
    """The probability of every head for one text, and how to ask which words made it."""

    probabilities: Mapping[str, float]
    reading: WordsRead
    _weights: Weights = field(repr=False)
    _by_word: Matrix = field(repr=False)
    _ends: Places = field(repr=False)
    _rows: Matrix = field(repr=False)
    _values: Vector = field(repr=False)
    _active: Vector = field(repr=False)

    def p(self, head: str) -> float:
        """Return the probability of `head`; 0 for one that was never learnt."""
        return self.probabilities.get(head, 0.0)

    def under(self, prefix: str) -> dict[str, float]:
        """Return the probability of each kind, type, flag or need."""
        probabilities = self.probabilities
        return {name: probabilities[head] for name, head in self._weights.named[prefix]}

    def likely(self, prefix: str) -> dict[str, float]:
        """Return the flags or needs that are likely enough to count, with their probabilities."""
        cuts, probabilities = self._weights.cuts, self.probabilities
        return {
            name: probabilities[head]
            for name, head in self._weights.named[prefix]
            if probabilities[head] >= cuts[head]
        }

    def shares(self, head: str) -> list[float]:
        """Return what each word added to the log-odds of `head`, its pairs and frames included."""
        direction = self._direction(head)
        halves = self._of_text(direction) / 2
        # What belongs to no word stands at -1: it is counted in front and left out.
        by_ends = np.bincount(
            self._ends + 1, np.concatenate((halves, halves)), len(self._by_word) + 1
        )
        shares: list[float] = (by_ends[1:] + self._by_word @ direction).tolist()
        return shares

    def of_text(self, head: str) -> Vector:
        """Return what each pair, concept and frame added to the log-odds of `head`."""
        return self._of_text(self._direction(head))

    def _of_text(self, direction: Vector) -> Vector:
        worth: Vector = self._rows @ (direction * self._weights.scale) * self._values
        return worth

    def _direction(self, head: str) -> Vector:
        """Return what each hidden unit that is awake counts for `head`."""
        return self._active * self._weights.second[:, self._weights.heads[head]]

    def telling(self, head: str, most: int = 3, *, sign: float = 1.0) -> list[str]:
        """Return the words that spoke loudest for `head` (against it with `sign` -1), in order."""
        said = self.reading.said
        weighed = [
            (sign * share, place)
            for place, share in enumerate(self.shares(head))
            if sign * share >= _LEAST_SHARE and len(said[place]) > _FEWER_LETTERS
        ]
        chosen: dict[str, int] = {}
        for _, place in sorted(weighed, reverse=True):
            if len(chosen) < most:
                chosen.setdefault(said[place], place)
        return sorted(chosen, key=lambda word: chosen[word])


class Model:
    """The net with a memory of words."""

    def __init__(self, weights: Weights) -> None:
        """Hold `weights`; what a word is worth is added up when it is first met."""
        self.weights = weights
        self._blocks = exclusive(weights.heads)
        self._known = Known(weights.vocabulary)
        # What words met before are worth, a row each; the first row is worth nothing.
        self._worth = np.zeros((_MEMORY, len(weights.bias)), np.float32)
        self._memory: dict[str, int] = {}

    def judge(self, reading: WordsRead) -> Judgement:
        """Return what `reading` sounds like."""
        weights = self.weights
        said = reading.said
        norm = SCALE / math.sqrt(max(FEWEST_WORDS, len(said)))
        text = features_of_text(reading, self._known)
        counted, starts, ends = zip(*text.values(), strict=True) if text else _NO_TEXT
        rows = weights.first.take(list(text), axis=0).astype(np.float32)
        values = np.array(counted, np.float32) * np.float32(norm)
        by_word = self._by_word(said) * np.float32(norm)
        total = weights.bias + (values @ rows) * weights.scale + by_word.sum(axis=0)
        active = (total > 0).astype(np.float32)
        logits = log_odds((total * active) @ weights.second + weights.offset, self._blocks)
        odds = logits * weights.slopes + weights.shifts
        odds = np.minimum(np.maximum(odds, -_SUREST), _SUREST)
        calm = 1.0 / (1.0 + np.exp(-odds))
        return Judgement(
            probabilities=dict(zip(weights.heads, calm.tolist(), strict=True)),
            reading=reading,
            _weights=weights,
            _by_word=by_word,
            _ends=np.array(starts + ends, np.intp),
            _rows=rows,
            _values=values,
            _active=active,
        )

    def _by_word(self, said: list[str]) -> Matrix:
        """Return a row a word; a word that was said before counts once."""
        if len(self._memory) + len(said) >= _MEMORY:
            self._memory = {}
        rows = {word: self._row_of(word) for word in said}
        return self._worth.take([rows.pop(word, _NOTHING) for word in said], axis=0)

    def _row_of(self, word: str) -> int:
        row = self._memory.get(word)
        if row is None:
            row = self._memory[word] = len(self._memory) + 1
            self._worth[row] = self._add_up(word)
        return row

    def _add_up(self, word: str) -> Vector:
        weights = self.weights
        places, values = [], []
        for key, value in features_of_word(word):
            place = weights.vocabulary.get(key)
            if place is not None:
                places.append(place)
                values.append(value)
        counts = np.array(values, np.float32)
        return (counts @ weights.first[places].astype(np.float32)) * weights.scale


MODEL: Final = Model(load())
