"""Sentences against their labels: life, type, priority, noise and needs."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from intake.triage.noise import NOISY
from intake.triage.proposal import Proposal
from tests.quality.figure import Figure, share
from tests.quality.labels import Sentence

NOISE = frozenset({"prank", "silent", "test", "wrong"})


class Heard(NamedTuple):
    """A labelled sentence and what triage proposed for it."""

    row: Sentence
    proposal: Proposal


def hear(rows: Sequence[Sentence], listen: Callable[[str], Proposal]) -> list[Heard]:
    """Give every row with what `listen` makes of its text."""
    return [Heard(row, listen(row.text)) for row in rows]


def figures(heard: Sequence[Heard]) -> list[Figure]:
    """Give the figures of `heard`.

    Under-triage is a real call proposed as less urgent than its label by one level or more.
    """
    real = [one for one in heard if one.row.kind == "real"]
    noisy = [one for one in heard if one.row.kind in NOISE]
    late = list(_lateness(real))
    wanted = [(one, need) for one in heard for need in one.row.needs or ()]
    proposed = [
        need in one.row.needs
        for one in heard
        if one.row.needs is not None
        for need in one.proposal.needs
    ]
    return [
        share("life_recall", [one.proposal.priority == 1 for one in heard if one.row.life]),
        share("life_false", [one.proposal.priority == 1 for one in heard if one.row.life is False]),
        share("type_right", [is_right(one) for one in heard if one.row.types]),
        share("under_triage", [levels > 0 for levels in late]),
        share("over_triage", [levels < 0 for levels in late]),
        share("noise_found", [is_noise(one.proposal) for one in noisy]),
        share("noise_false", [is_noise(one.proposal) for one in real]),
        share("needs_recall", [need in one.proposal.needs for one, need in wanted]),
        share("needs_precision", proposed),
    ]


def _lateness(heard: Sequence[Heard]) -> Iterator[int]:
    """Yield by how many levels each proposal is less urgent than its label."""
    for one in heard:
        if one.row.priority is not None:
            yield one.proposal.priority - one.row.priority


def is_right(one: Heard) -> bool:
    """Whether the proposed type, or the general one it is a kind of, is among the labelled ones."""
    return not {one.proposal.type, one.proposal.kind_of}.isdisjoint(one.row.types)


def is_noise(proposal: Proposal) -> bool:
    """Whether the proposal is graded noise, as the policies of intake understand it."""
    kinds = {"nuisance", "ghost", "test"}
    return proposal.noise.kind in kinds and proposal.noise.grade >= NOISY


def flag_figures(heard: Sequence[Heard]) -> list[Figure]:
    """Give recall and precision over all flags that anybody labels."""
    known = frozenset(flag for one in heard for flag in one.row.flags or ())
    told = [(one, known & {got.code for got in one.proposal.flags}) for one in heard]
    wanted = [flag in codes for one, codes in told for flag in one.row.flags or ()]
    proposed = [
        code in one.row.flags for one, codes in told if one.row.flags is not None for code in codes
    ]
    return [share("flags_recall", wanted), share("flags_precision", proposed)]
