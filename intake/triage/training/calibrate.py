"""From log-odds on authors a net has not read: true probabilities, and where to cut them.

Everything here is chosen on the authors of `train-*`, each held out once; neither the authors that
judge (`dev-*`) nor the room's own sentences have a say.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from intake.triage.training.matrix import PRIORITIES, Answers
from intake.triage.training.rows import Row

_ROUNDS = 60
_STIFF = 1.0
_SUREST = 20.0
_FALSE_ALARMS = 0.095
_MISSED = 0.005
_CUTS = np.linspace(0.08, 0.85, 78)
_NEEDS_RECALL_COUNTS = 1.4
_LEAST_NOISE = 0.5
# Of real calls this share may sound like noise, a few labels in thousands being doubtful.
_NOISY_CALLS = 0.0015
# A head that few held-out sentences have cannot tell where to be cut.
_FEWEST, _UNTOLD = 10, 0.5
NOISE = ("prank", "silent", "test", "wrong")

Floats = NDArray[np.float32]


def calibration(logits: Floats, answers: Answers) -> tuple[Floats, Floats]:
    """Return slope and shift of each head (Platt's scaling, by Newton's method)."""
    pairs = [
        _platt(logits[:, head], answers.values[:, head], answers.asked[:, head])
        for head in range(logits.shape[1])
    ]
    slopes, shifts = zip(*pairs, strict=True)
    return np.array(slopes, np.float32), np.array(shifts, np.float32)


def _platt(logits: Floats, wanted: Floats, asked: Floats) -> tuple[float, float]:
    seen = asked > 0
    x = np.stack([logits[seen], np.ones(int(seen.sum()))], axis=1).astype(np.float64)
    y = np.clip(wanted[seen].astype(np.float64), 0.001, 0.999)
    start = np.array([1.0, 0.0])
    at = start.copy()
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ at, -30, 30)))
        slope = x.T @ (p - y) + _STIFF * (at - start)
        bend = (x * (p * (1 - p))[:, None]).T @ x + _STIFF * np.eye(2)
        step = np.linalg.solve(bend, slope)
        # A head that few sentences have is flat: a whole step would throw it out of the valley.
        at = at - step / max(1.0, float(np.abs(step).max()))
    return float(at[0]), float(at[1])


def probabilities(logits: Floats, slopes: Floats, shifts: Floats) -> Floats:
    """Return calibrated probabilities."""
    odds = np.clip(logits * slopes + shifts, -_SUREST, _SUREST)
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def cuts(held_out: Floats, answers: Answers, rows: Sequence[Row]) -> dict[str, float]:
    """Return the probability from which each head is taken for true."""
    column = {head: held_out[:, place] for place, head in enumerate(answers.heads)}
    wanted = {head: answers.values[:, place] > 0 for place, head in enumerate(answers.heads)}
    life_false = np.array([row.life is False for row in rows])
    real = np.array([row.kind == "real" for row in rows])
    found = {"life": float(np.quantile(column["life"][life_false], 1 - _FALSE_ALARMS))}
    for priority in PRIORITIES:
        head = f"p{priority}"
        found[head] = float(np.quantile(column[head][real & wanted[head]], _MISSED))
    for head in answers.heads:
        if head.startswith("f:"):
            found[head] = _best_cut(column[head], wanted[head], 1.0)
    found |= _needs(column, wanted)
    noise = np.sum([column[f"k:{kind}"] for kind in NOISE if f"k:{kind}" in column], axis=0)
    sober = 1 - column["k:real"]
    looks = np.minimum(noise, sober)[real]
    found["noise"] = max(_LEAST_NOISE, float(np.quantile(looks, 1 - _NOISY_CALLS)))
    return {head: round(value, 4) for head, value in found.items()}


def _needs(column: dict[str, Floats], wanted: dict[str, NDArray[np.bool_]]) -> dict[str, float]:
    """Return one cut for all capabilities.

    The probabilities are true ones, so a doubt is worth the same whoever is asked for.
    """
    heads = [head for head in column if head.startswith("n:")]
    together = np.concatenate([column[head] for head in heads])
    asked_for = np.concatenate([wanted[head] for head in heads])
    return dict.fromkeys(heads, _best_cut(together, asked_for, _NEEDS_RECALL_COUNTS))


def _best_cut(column: Floats, wanted: NDArray[np.bool_], beta: float) -> float:
    """Return the cut with the best F of `beta`, which weighs recall against precision."""
    best, chosen = -1.0, _UNTOLD
    if wanted.sum() < _FEWEST:
        return chosen
    for cut in _CUTS:
        taken = column >= cut
        right = float((taken & wanted).sum())
        worth = (1 + beta**2) * right / max(1.0, beta**2 * wanted.sum() + taken.sum())
        if worth > best:
            best, chosen = worth, float(cut)
    return chosen
