"""How emergencies of a type are seen: by how many, how far, how long; what tells two apart."""

import json
from collections.abc import Mapping
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any, Final

from routing.value_object import value_object

_DATA: Final[dict[str, Any]] = json.loads(
    Path(__file__).with_name("kinds.json").read_text(encoding="utf-8")
)
_KIN: Final[dict[frozenset[str], float]] = {
    frozenset(pair.split(" ")): value for pair, value in _DATA["kin"].items()
}


@value_object(kw_only=True)
class Kind:
    """How one type of emergency is told.

    `public`: log-odds that a second telling near it in place and time is the same one. `near_m`:
    how far apart two honest tellers of one may stand. `fades_min`: after how many minutes another
    is as likely; `time_at_most` bounds what time can speak against (a tree lies for days).
    `heeds`: how much each category of subject counts; 1 where nothing is said.
    """

    public: float = 0.0
    near_m: float = 120.0
    fades_min: float = 45.0
    time_at_most: float = 6.0
    heeds: Mapping[str, float] = field(default_factory=dict)


_GENERAL: Final[dict[str, str]] = _DATA["finer"]
_KINDS: Final = {name: Kind(**members) for name, members in _DATA["kinds"].items()}
_USUAL: Final = Kind()


@cache
def kind_of(one: str, other: str | None = None) -> Kind:
    """Return the kind of a type; of two types the one that is seen further and lasts longer.

    A finer type is told as the general one is ("landslide" as "rescue").
    """
    one, other = _general(one), None if other is None else _general(other)
    first = _KINDS.get(one, _USUAL)
    if other is None or other == one:
        return first
    second = _KINDS.get(other, _USUAL)
    return Kind(
        public=min(first.public, second.public),
        near_m=max(first.near_m, second.near_m),
        fades_min=max(first.fades_min, second.fades_min),
        time_at_most=min(first.time_at_most, second.time_at_most),
        heeds=first.heeds,
    )


def kinship(one: str, other: str) -> float | None:
    """Return how often one emergency is told as both types, from 0 to 1; None for strangers."""
    one, other = _general(one), _general(other)
    return 1.0 if one == other else _KIN.get(frozenset((one, other)))


def _general(code: str) -> str:
    """Return the general type that `code` is told as."""
    return _GENERAL.get(code, code)
