"""The finer type of an emergency: a landslide is a rescue with a card of its own.

People label, and the net learns, the general type; what makes it finer is a concept or a flag. The
first of `lexicons/finer.json` that fits is taken, and only where it is a kind of what was decided.
"""

from collections.abc import Collection
from typing import Final, NamedTuple

from intake.triage.lexicon import CATALOGUE, load
from routing.reason import Reason

GENERAL: Final = tuple(code for code, entry in CATALOGUE.items() if "of" not in entry)
_OF: Final[dict[str, tuple[str, ...]]] = {
    code: tuple(entry.get("of", ())) for code, entry in CATALOGUE.items()
}


class _Finer(NamedTuple):
    code: str
    flags: frozenset[str]
    concepts: frozenset[str]


_FINER: Final = tuple(
    _Finer(
        entry["type"],
        frozenset(entry.get("flags", "").split()),
        frozenset(entry.get("concepts", "").split()),
    )
    for entry in load("finer")
)


def general_of(code: str) -> str:
    """Return the type that `code` is first of all a kind of; a general type is its own."""
    return (*_OF.get(code, ()), code)[0]


def refine(
    kind: str, declared: str | None, flags: Collection[str], concepts: Collection[str]
) -> tuple[str, list[Reason]]:
    """Return the finer type of a report of the general type `kind`, with its reason.

    What the sender `declared` outranks what the words tell.
    """
    if declared is not None and kind in _OF.get(declared, ()):
        return declared, []
    for finer in _FINER:
        if kind in _OF[finer.code] and not (
            finer.flags.isdisjoint(flags) and finer.concepts.isdisjoint(concepts)
        ):
            return finer.code, [Reason(f"finer.{finer.code}", weight=0.0)]
    return kind, []
