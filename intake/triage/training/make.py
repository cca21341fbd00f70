"""`make train`: the weights file from the labelled sentences of this folder.

Every author of `train-*` is held out once, a pair at a time, to learn how sure the net may be and
where to cut; one more net reads no author of `dev-*`. Then one net reads all of them. What was
answered for held-out authors is kept (`held_out.npz`), so that `make quality` shows figures on
sentences that the answering net had not read.
"""

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from intake.triage.model import WEIGHTS
from intake.triage.training.calibrate import calibration, cuts, probabilities
from intake.triage.training.matrix import (
    Answers,
    answers_of,
    matrix_of,
    texts_of,
    vocabulary_of,
)
from intake.triage.training.net import Net, Recipe, train
from intake.triage.training.rows import FOLDER, Row, every_row, files
from routing.value_object import value_object

HELD_OUT: Final = FOLDER / "held_out.npz"
# The room's own sentences only teach: their author also wrote the grammar, so they prove nothing.
OWN: Final = "train-room-"
# Written after reading what was answered wrong: they would make the figures of the others rosy, so
# no net that answers for held-out authors has read them.
AFTER_ERRORS: Final = "train-room-2"
# How many nets answer for the authors of `train-*`: each has not read a group of them.
_GROUPS = 4
LEXICONS: Final = FOLDER.parent / "lexicons"
_READ_BY_FEATURES = (
    "classes",
    "concepts",
    "glossary",
    "grammar",
    "grammar_classes",
    "modifiers",
    "rules",
    "spelling",
)
_SAMPLED = 40
# Authors that only judge: no cut and no slope is chosen on them.
JUDGES: Final = "dev-"
# A dozen steps each way lose a thousandth of a probability and make the file half as large.
_STEPS, _MOST_STEPS, _HIGH, _TINY = 12, 127, 0.9995, 1e-9
_SHARES = 255


@value_object
class Lesson:
    """The rows with their features and answers."""

    rows: list[Row]
    texts: list[dict[str, float]]
    answers: Answers

    def part(self, places: NDArray[np.int64]) -> "Lesson":
        """Return the lesson of some rows only."""
        answers = self.answers
        return Lesson(
            [self.rows[place] for place in places],
            [self.texts[place] for place in places],
            Answers(answers.heads, answers.values[places], answers.asked[places]),
        )


def lesson_of(rows: list[Row]) -> Lesson:
    """Read every row's text."""
    return Lesson(rows, texts_of(rows), answers_of(rows))


def inputs_digest() -> str:
    """Return one hash of the files that weights are made from: sentences and lexicons."""
    hashed = hashlib.sha256()
    for path in (*files(), *(LEXICONS / f"{name}.json" for name in _READ_BY_FEATURES)):
        hashed.update(path.name.encode() + path.read_bytes())
    return hashed.hexdigest()


def sample_digest(rows: Sequence[Row]) -> str:
    """Return one hash of the features of some sentences: they tell when the code sees others."""
    hashed = hashlib.sha256()
    for text in texts_of(rows[::_SAMPLED]):
        seen = sorted((key, round(value, 5)) for key, value in text.items())
        hashed.update(json.dumps(seen).encode())
    return hashed.hexdigest()


def hold_out(lesson: Lesson, recipe: Recipe) -> NDArray[np.float32]:
    """Return the log-odds of every row by a net that has not read its author."""
    authors = np.array([row.author for row in lesson.rows])
    others = sorted({author for author in authors if not author.startswith(OWN)})
    judges = [author for author in others if author.startswith(JUDGES)]
    teachers = [author for author in others if author not in judges]
    logits = np.zeros_like(lesson.answers.values)
    for without in (judges, *(teachers[place::_GROUPS] for place in range(_GROUPS))):
        _tell(f"without {', '.join(without)} ...")
        is_asked = np.isin(authors, without)
        read = np.flatnonzero(~is_asked & ~np.isin(authors, [*judges, AFTER_ERRORS]))
        net, vocabulary = _train(lesson.part(read), recipe)
        part = lesson.part(np.flatnonzero(is_asked))
        logits[is_asked] = net.logits(matrix_of(part.texts, vocabulary))
    return logits


def _train(lesson: Lesson, recipe: Recipe) -> tuple[Net, list[str]]:
    vocabulary = vocabulary_of(lesson.texts)
    return train(matrix_of(lesson.texts, vocabulary), lesson.answers, recipe), vocabulary


def pack(net: Net, vocabulary: Sequence[str], about: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """Return the arrays of the weights file: small steps, no features that came to nothing."""
    scale = np.maximum(np.quantile(np.abs(net.first), _HIGH, axis=0), _TINY) / _STEPS
    first = np.clip(np.round(net.first / scale), -_MOST_STEPS, _MOST_STEPS).astype(np.int8)
    kept = np.flatnonzero(np.abs(first).max(axis=1) > 0)
    return {
        "vocabulary": _letters("\n".join(vocabulary[int(place)] for place in kept)),
        "first": first[kept],
        "scale": scale.astype(np.float32),
        "bias": net.bias,
        "second": net.second,
        "offset": net.offset,
        "about": _letters(json.dumps(about, sort_keys=True)),
    }


def _letters(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8"), np.uint8)


def make(recipe: Recipe, to: Path = WEIGHTS, held_out_to: Path = HELD_OUT) -> dict[str, Any]:
    """Train, calibrate, write both files, and return what is kept about the training."""
    lesson = lesson_of(every_row())
    own = np.array([row.author.startswith(OWN) for row in lesson.rows])
    others = lesson.part(np.flatnonzero(~own))
    logits = hold_out(lesson, recipe)[~own]
    places = np.flatnonzero([not row.author.startswith(JUDGES) for row in others.rows])
    teachers = others.part(places)
    slopes, shifts = calibration(logits[places], teachers.answers)
    calm = probabilities(logits, slopes, shifts)
    _tell("all authors ...")
    net, vocabulary = _train(lesson, recipe)
    about = {
        "heads": lesson.answers.heads,
        "cuts": cuts(calm[places], teachers.answers, teachers.rows),
        "recipe": asdict(recipe),
        "inputs": inputs_digest(),
        "sample": sample_digest(lesson.rows),
        "rows": len(lesson.rows),
    }
    arrays = pack(net, vocabulary, about) | {"slopes": slopes, "shifts": shifts}
    np.savez_compressed(to, allow_pickle=False, **arrays)
    np.savez_compressed(
        held_out_to,
        texts=_letters(json.dumps([row.text for row in others.rows])),
        shares=np.round(calm * _SHARES).astype(np.uint8),
    )
    return about


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    made = make(Recipe())
    _tell(json.dumps({name: made[name] for name in ("rows", "inputs", "cuts")}, indent=1))
