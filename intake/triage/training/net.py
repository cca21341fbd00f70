"""The net and its training: one hidden layer, dropout, Adam; the same seed gives the same bytes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from intake.triage.model import exclusive, log_odds
from intake.triage.training.matrix import Answers
from routing.value_object import value_object

_FIRST, _SECOND = 0.9, 0.98
# So many rows at once stay in the processor's own memory, which is more than twice as fast.
_AT_ONCE = 256
_TINY = 1e-6
_SUREST = 20.0


@value_object(kw_only=True)
class Recipe:
    """How the net is made and trained."""

    hidden: int = 192
    epochs: int = 16
    batch: int = 128
    rate: float = 3e-3
    decay: float = 1e-2
    units_dropped: float = 0.5
    features_dropped: float = 0.25
    life_counts: float = 4.0
    block_counts: float = 2.0
    seed: int = 112


@dataclass(slots=True)
class Net:
    """The numbers of a net while it is trained."""

    first: NDArray[np.float32]
    bias: NDArray[np.float32]
    second: NDArray[np.float32]
    offset: NDArray[np.float32]
    blocks: list[slice]

    def logits(self, matrix: sparse.csr_matrix) -> NDArray[np.float32]:
        """Return the log-odds of every head for every row."""
        hidden = np.maximum(matrix @ self.first + self.bias, 0.0)
        return log_odds(np.asarray(hidden @ self.second + self.offset, np.float32), self.blocks)


class _Adam:
    """Steps of one array; only the rows that a batch touched move."""

    def __init__(self, values: NDArray[np.float32], decay: float) -> None:
        self._values = values
        self._decay = decay
        self._mean = np.zeros_like(values)
        self._square = np.zeros_like(values)

    def step(
        self,
        slope: NDArray[np.float32],
        rate: float,
        count: int,
        rows: NDArray[np.int64] | None = None,
    ) -> None:
        """Move the values at `rows`, or all of them, against their `slope`."""
        rows = np.arange(len(self._values)) if rows is None else rows
        for place in range(0, len(rows), _AT_ONCE):
            part = slice(place, place + _AT_ONCE)
            self._step(slope[part], rate, count, rows[part])

    def _step(
        self, slope: NDArray[np.float32], rate: float, count: int, rows: NDArray[np.int64]
    ) -> None:
        mean = self._mean[rows] = _FIRST * self._mean[rows] + (1 - _FIRST) * slope
        square = self._square[rows] = _SECOND * self._square[rows] + (1 - _SECOND) * slope**2
        mean = mean / np.float32(1 - _FIRST**count)
        square = square / np.float32(1 - _SECOND**count)
        move = mean / (np.sqrt(square) + np.float32(_TINY)) + self._decay * self._values[rows]
        self._values[rows] -= np.float32(rate) * move


def train(matrix: sparse.csr_matrix, answers: Answers, recipe: Recipe) -> Net:
    """Return a net that answers the heads of `answers` for the rows of `matrix`."""
    chance = np.random.default_rng(recipe.seed)
    rows, features = matrix.shape
    heads = answers.values.shape[1]
    net = Net(
        first=(chance.standard_normal((features, recipe.hidden)) * 0.05).astype(np.float32),
        bias=np.zeros(recipe.hidden, np.float32),
        second=(chance.standard_normal((recipe.hidden, heads)) * 0.1).astype(np.float32),
        offset=np.full(heads, -2.0, np.float32),
        blocks=exclusive(answers.heads),
    )
    counts_for = np.ones(heads, np.float32)
    counts_for[0] = recipe.life_counts
    for block in net.blocks:
        counts_for[block] = recipe.block_counts
    lesson = _Lesson(net, recipe, counts_for, chance)
    count = 0
    for epoch in range(recipe.epochs):
        rate = recipe.rate * (1 - epoch / recipe.epochs) + 1e-4
        for batch in np.array_split(chance.permutation(rows), max(1, rows // recipe.batch)):
            count += 1
            lesson.learn(
                matrix[batch], answers.values[batch], answers.asked[batch], rate=rate, count=count
            )
    return net


class _Lesson:
    """One net, and how each of its arrays moves."""

    def __init__(
        self,
        net: Net,
        recipe: Recipe,
        counts_for: NDArray[np.float32],
        chance: np.random.Generator,
    ) -> None:
        self._net = net
        self._recipe = recipe
        self._counts_for = counts_for
        self._chance = chance
        self._first = _Adam(net.first, recipe.decay)
        self._bias = _Adam(net.bias, recipe.decay)
        self._second = _Adam(net.second, recipe.decay)
        self._offset = _Adam(net.offset, recipe.decay)

    def learn(
        self,
        batch: sparse.csr_matrix,
        wanted: NDArray[np.float32],
        asked: NDArray[np.float32],
        *,
        rate: float,
        count: int,
    ) -> None:
        """Move every array a little towards the answers of one batch."""
        net, recipe, chance = self._net, self._recipe, self._chance
        kept = 1 - recipe.features_dropped
        batch.data *= (chance.random(batch.nnz) < kept) / np.float32(kept)
        total = batch @ net.first + net.bias
        alive = 1 - recipe.units_dropped
        mask = ((chance.random(total.shape) < alive) / alive * (total > 0)).astype(np.float32)
        hidden = total * mask
        logits = hidden @ net.second + net.offset
        answer = 1 / (1 + np.exp(-np.clip(logits, -_SUREST, _SUREST)))
        for block in net.blocks:
            shared = np.exp(logits[:, block] - logits[:, block].max(axis=1, keepdims=True))
            answer[:, block] = shared / shared.sum(axis=1, keepdims=True)
        slope = (answer - wanted) * asked * self._counts_for / np.float32(len(wanted))
        back = (slope @ net.second.T) * mask
        turned = batch.T.tocsr()
        touched = np.flatnonzero(np.diff(turned.indptr))
        self._first.step(turned[touched] @ back, rate, count, touched)
        self._bias.step(back.sum(axis=0), rate, count)
        self._second.step(hidden.T @ slope, rate, count)
        self._offset.step(slope.sum(axis=0), rate, count)
