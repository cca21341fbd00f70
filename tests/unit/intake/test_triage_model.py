"""The weights file: that it comes from the sentences beside it, and that it adds up."""

import json
import math
from collections.abc import Sequence

import numpy as np
import pytest

from intake.triage.features import read
from intake.triage.model import MODEL, WEIGHTS, load
from intake.triage.training.make import (
    HELD_OUT,
    inputs_digest,
    lesson_of,
    pack,
    sample_digest,
)
from intake.triage.training.matrix import Answers, matrix_of, vocabulary_of
from intake.triage.training.net import Recipe, train
from intake.triage.training.rows import every_row

MOST_BYTES = 5_000_000
SAMPLED = 25
FEW = Recipe(hidden=8, epochs=2)
TEXTS = [
    "anak saya tidak bernapas tolong",
    "omah kobong cedak pasar, ana wong kejebak",
    "sampah menumpuk dua minggu",
]


def test_the_weights_come_from_the_files_beside_them() -> None:
    assert MODEL.weights.about["inputs"] == inputs_digest()


def test_the_weights_were_learnt_with_the_features_of_today() -> None:
    assert MODEL.weights.about["sample"] == sample_digest(every_row())


def test_the_net_knows_by_heart_the_sentences_beside_it() -> None:
    asked = [row for row in every_row()[::SAMPLED] if row.life is not None]
    right = [(MODEL.judge(read(row.text)).p("life") >= 0.5) == row.life for row in asked]
    held_out = 0.95  # no net answers so well for authors that it has not read
    assert sum(right) / len(right) > held_out


def test_training_twice_gives_the_same_bytes() -> None:
    rows = every_row()[::40]
    assert _packed(rows) == _packed(rows)


def _packed(rows: Sequence) -> dict[str, bytes]:  # type: ignore[type-arg]
    lesson = lesson_of(list(rows))
    vocabulary = vocabulary_of(lesson.texts)
    net = train(matrix_of(lesson.texts, vocabulary), lesson.answers, FEW)
    return {name: array.tobytes() for name, array in pack(net, vocabulary, {}).items()}


def test_a_net_learns_what_it_is_shown() -> None:
    texts = [{"w:kobong": 1.0}, {"w:sampah": 1.0}] * 40
    values = np.array([[1.0], [0.0]] * 40, np.float32)
    answers = Answers(["life"], values, np.ones_like(values))
    matrix = matrix_of(texts, ["w:kobong", "w:sampah"])
    fire, rubbish = train(matrix, answers, Recipe(hidden=4, epochs=600, units_dropped=0.2)).logits(
        matrix
    )[:2, 0]
    assert fire > 1 > -1 > rubbish


def test_the_file_is_small_and_holds_plain_numbers() -> None:
    assert WEIGHTS.stat().st_size < MOST_BYTES
    assert load().about == MODEL.weights.about


def test_every_head_has_a_cut_or_is_weighed_otherwise() -> None:
    cuts = MODEL.weights.about["cuts"]
    assert {head for head in MODEL.weights.heads if head[:2] in {"f:", "n:"}} <= set(cuts)
    assert all(0 < cut < 1 for cut in cuts.values())


@pytest.mark.parametrize("text", TEXTS)
def test_the_shares_of_the_words_add_up_to_the_answer(text: str) -> None:
    judgement = MODEL.judge(read(text))
    weights = MODEL.weights
    head = weights.heads["life"]
    added = judgement.of_text("life")
    silent = judgement._ends[: len(added)] < 0
    assert silent.any(), "concepts belong to no single word"
    concepts = float(added[silent].sum())
    bias = float((weights.bias * judgement._active) @ weights.second[:, head])
    logit = sum(judgement.shares("life")) + concepts + bias + float(weights.offset[head])
    calm = logit * float(weights.slopes[head]) + float(weights.shifts[head])
    assert 1 / (1 + math.exp(-calm)) == pytest.approx(judgement.p("life"), abs=1e-3)


def test_the_words_that_tell_are_words_of_the_text_in_their_order() -> None:
    judgement = MODEL.judge(read("anak saya tidak bernapas tolong"))
    told = judgement.telling("life")
    said = judgement.reading.said
    assert told
    assert [said.index(word) for word in told] == sorted(said.index(word) for word in told)


def test_held_out_answers_are_kept_for_every_author_but_the_rooms_own() -> None:
    with np.load(HELD_OUT, allow_pickle=False) as stored:
        texts = json.loads(stored["texts"].tobytes().decode("utf-8"))
        shares = stored["shares"]
    expected = [row.text for row in every_row() if not row.author.startswith("train-room-")]
    assert texts == expected
    assert shares.shape == (len(texts), len(MODEL.weights.heads))
