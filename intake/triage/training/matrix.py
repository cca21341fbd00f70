"""Labelled sentences as numbers: a sparse matrix of features, a matrix of answers."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from intake.triage.features import (
    EVERYTHING,
    WordsRead,
    features_of_text,
    features_of_word,
    read,
)
from intake.triage.model import FEWEST_WORDS, SCALE, exclusive
from intake.triage.training.rows import Row
from routing.value_object import value_object

_FEWEST_SENTENCES = 4
_FEWEST_FOR_PAIRS = 6
_FEWEST_OF_A_HEAD = 8
_ALSO_RIGHT = 0.4
PRIORITIES = (2, 3, 4)


@value_object
class Answers:
    """What is asked of each row: a column a head, and 0 in `asked` where nobody can tell."""

    heads: list[str]
    values: NDArray[np.float32]
    asked: NDArray[np.float32]


def features_of(reading: WordsRead) -> dict[str, float]:
    """Return every feature of a text with its value, as the model adds them up."""
    found: dict[str, float] = {}
    norm = SCALE / math.sqrt(max(FEWEST_WORDS, len(reading.said)))
    for word in dict.fromkeys(reading.said):
        for key, value in features_of_word(word):
            found[key] = found.get(key, 0.0) + value * norm
    for key, (value, _, _) in features_of_text(reading, EVERYTHING).items():
        found[key] = value * norm
    return found


def vocabulary_of(texts: Sequence[dict[str, float]]) -> list[str]:
    """Return the features that enough sentences have, sorted; of pairs there are many."""
    counts = Counter(key for text in texts for key in text)
    return sorted(
        key
        for key, count in counts.items()
        if count >= (_FEWEST_FOR_PAIRS if key.startswith("p:") else _FEWEST_SENTENCES)
    )


def matrix_of(texts: Sequence[dict[str, float]], vocabulary: Sequence[str]) -> sparse.csr_matrix:
    """Return the sentences as rows over `vocabulary`."""
    place_of = {key: place for place, key in enumerate(vocabulary)}
    starts, places, values = [0], [], []
    for text in texts:
        for key, value in text.items():
            place = place_of.get(key)
            if place is not None:
                places.append(place)
                values.append(value)
        starts.append(len(places))
    return sparse.csr_matrix(
        (np.array(values, np.float32), np.array(places), np.array(starts)),
        shape=(len(texts), len(vocabulary)),
    )


def texts_of(rows: Iterable[Row]) -> list[dict[str, float]]:
    """Return the features of each row's text."""
    return [features_of(read(row.text)) for row in rows]


def answers_of(rows: Sequence[Row]) -> Answers:
    """Return the heads worth learning and the answers of each row."""
    counts = Counter(label for row in rows for label in _labels(row))
    heads = [
        "life",
        *(f"p{priority}" for priority in PRIORITIES),
        *sorted(label for label, count in counts.items() if count >= _FEWEST_OF_A_HEAD),
    ]
    place_of = {head: place for place, head in enumerate(heads)}
    values = np.zeros((len(rows), len(heads)), np.float32)
    asked = np.ones_like(values)
    for number, row in enumerate(rows):
        asked[number, 0] = row.life is not None
        for head, value in _wanted(row).items():
            if head in place_of:
                values[number, place_of[head]] = value
    for block in exclusive(heads):
        values[:, block] /= np.maximum(values[:, block].sum(axis=1, keepdims=True), 1.0)
    return Answers(heads, values, asked)


def _wanted(row: Row) -> dict[str, float]:
    """Return what each head should answer for `row` where that is not 0."""
    return {
        "life": float(bool(row.life)),
        **{f"p{priority}": float(row.priority <= priority) for priority in PRIORITIES},
        **{f"t:{other}": _ALSO_RIGHT for other in row.types[1:]},
        **dict.fromkeys(_labels(row), 1.0),
    }


def _labels(row: Row) -> list[str]:
    return [
        f"k:{row.kind}",
        f"t:{row.types[0]}",
        *(f"f:{flag}" for flag in row.flags),
        *(f"n:{need}" for need in row.needs),
    ]
