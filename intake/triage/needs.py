"""Who has to go, by capability, as far as words can tell: advice that `routing` weighs.

What the model learnt from labelled sentences, and rules where the trade leaves no choice: who does
not breathe needs an ambulance, a fire needs an engine. A rule speaks only where a life is in danger
and what it rests on is sure; elsewhere people who labelled sentences agreed with it one time in
four.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from intake.triage.proposal import Flag
from intake.triage.spelling import listed

_PATIENT: Final = listed(
    "unconscious not_breathing bleeding burned electrocuted poisoned convulsion chest_pain stroke "
    "childbirth"
)
_BY_FLAG: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(_PATIENT, ("ambulance",)),
    "weapon": ("police",),
    "drowning": ("sar", "rescue_team"),
    "vehicle_on_fire": ("fire_engine",),
}
_BY_TYPE: Final[dict[str, tuple[str, ...]]] = {
    "fire": ("fire_engine",),
    "crash_injured": ("ambulance",),
    "medical": ("ambulance",),
    "brawl": ("police",),
    "drowning": ("sar", "rescue_team"),
    "hazmat": ("fire_engine",),
    "fallen_line": ("grid",),
    # A crash in which a life is in danger has somebody hurt in it.
    "crash": ("ambulance",),
}
_AT_ONCE, _NOBODY = 1, 5
_SURE_OF_TYPE: Final = 0.4
_SURE_OF_FLAG: Final = 0.6


def propose_needs(
    kinds: Sequence[str],
    confidence: float,
    priority: int,
    flags: Iterable[Flag],
    learnt: Mapping[str, float],
) -> tuple[str, ...]:
    """Return the capabilities wanted for an emergency of the general types `kinds`, surest first.

    `learnt` gives the capabilities that sentences like this one ask for, with their probabilities.
    Nobody is sent where nothing is to be done.
    """
    if priority >= _NOBODY:
        return ()
    weighed = dict(learnt)
    if priority == _AT_ONCE:
        for capability in _by_rule(kinds, confidence, flags):
            weighed.setdefault(capability, 0.0)
    weighed.pop("none", None)
    return tuple(sorted(weighed, key=lambda capability: (-weighed[capability], capability)))


def _by_rule(kinds: Sequence[str], confidence: float, flags: Iterable[Flag]) -> Iterator[str]:
    if confidence >= _SURE_OF_TYPE:
        for kind in kinds:
            yield from _BY_TYPE.get(kind, ())
    for flag in flags:
        if flag.probability >= _SURE_OF_FLAG:
            yield from _BY_FLAG.get(flag.code, ())
