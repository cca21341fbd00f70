"""The model as it answered for authors that it had not read (`make train` keeps those answers)."""

import json
from collections.abc import Mapping

import numpy as np

from intake.triage.features import WordsRead, read
from intake.triage.model import MODEL, Judgement, Model
from intake.triage.training.make import HELD_OUT

_WHOLE = 255.0


class HeldOut(Model):
    """Answers each known sentence as the net did that had not read its author."""

    def __init__(self) -> None:
        super().__init__(MODEL.weights)
        with np.load(HELD_OUT, allow_pickle=False) as stored:
            texts = json.loads(stored["texts"].tobytes().decode("utf-8"))
            shares = stored["shares"] / _WHOLE
        self._answers: dict[tuple[str, ...], Mapping[str, float]] = {
            tuple(read(text).said): dict(zip(MODEL.weights.heads, row.tolist(), strict=True))
            for text, row in zip(texts, shares, strict=True)
        }

    def judge(self, reading: WordsRead) -> Judgement:
        judgement = super().judge(reading)
        judgement.probabilities = self._answers[tuple(reading.said)]
        return judgement
