"""Who has to go, by capability, as far as words can tell: advice that `routing` weighs.

What the model learnt from labelled sentences, and rules where the trade leaves no choice: who does
not breathe needs an ambulance, whoever is trapped needs rescue.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from intake.triage.spelling import listed

_PREFIX = "n:"
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
}
# A crash in which a life is in danger has somebody hurt in it.
_BY_TYPE_AT_ONCE: Final[dict[str, tuple[str, ...]]] = {"crash": ("ambulance",)}
_URGENT, _NOBODY = 2, 5


def propose_needs(
    kinds: Iterable[str],
    priority: int,
    flags: Iterable[str],
    learnt: Mapping[str, float],
    cuts: Mapping[str, float],
) -> tuple[str, ...]:
    """Return the capabilities wanted where `kinds` are spoken of, surest first.

    `learnt` gives the probability of each head of the model, `cuts` from where a head counts.
    Nobody is sent where nothing is to be done.
    """
    if priority >= _NOBODY:
        return ()
    weighed = {
        head.removeprefix(_PREFIX): probability
        for head, probability in learnt.items()
        if head.startswith(_PREFIX) and probability >= cuts[head]
    }
    for capability in _by_rule(kinds, priority, flags):
        weighed.setdefault(capability, 0.0)
    weighed.pop("none", None)
    return tuple(sorted(weighed, key=lambda capability: (-weighed[capability], capability)))


def _by_rule(kinds: Iterable[str], priority: int, flags: Iterable[str]) -> Iterator[str]:
    if priority > _URGENT:
        return
    for kind in kinds:
        yield from _BY_TYPE.get(kind, ())
        if priority == 1:
            yield from _BY_TYPE_AT_ONCE.get(kind, ())
    if priority == 1:
        for flag in flags:
            yield from _BY_FLAG.get(flag, ())
