"""The finer type of an emergency: a landslide is a rescue with a card of its own.

People label, and the net learns, the general type; what makes it finer is a concept, a flag or a
word. The first of `lexicons/finer.json` that fits is taken, and only where it is a kind of what was
decided.
"""

from collections.abc import Collection
from typing import Final, NamedTuple

from intake.triage.lexicon import CATALOGUE, load
from routing.reason import Reason

GENERAL: Final = tuple(code for code, entry in CATALOGUE.items() if "of" not in entry)
_OF: Final[dict[str, tuple[str, ...]]] = {
    code: tuple(entry.get("of", ())) for code, entry in CATALOGUE.items()
}

# From this priority on a matter may wait for office hours.
CALM_FROM: Final = 3


class _Finer(NamedTuple):
    code: str
    kinds: frozenset[str]
    flags: frozenset[str]
    concepts: frozenset[str]
    words: frozenset[str]
    together: tuple[frozenset[str], ...]
    is_calm: bool
    unless: frozenset[str]

    def is_said(
        self, flags: Collection[str], concepts: Collection[str], words: Collection[str]
    ) -> bool:
        """Whether a flag, a concept, a word or several words together make it this type."""
        is_told = not (
            self.flags.isdisjoint(flags)
            and self.concepts.isdisjoint(concepts)
            and self.words.isdisjoint(words)
        )
        return is_told or (
            bool(self.together) and not any(some.isdisjoint(words) for some in self.together)
        )


_FINER: Final = tuple(
    _Finer(
        code=entry["type"],
        kinds=frozenset(entry.get("from", "").split()) or frozenset(_OF[entry["type"]]),
        flags=frozenset(entry.get("flags", "").split()),
        concepts=frozenset(entry.get("concepts", "").split()),
        words=frozenset(entry.get("words", "").split()),
        together=tuple(frozenset(words.split()) for words in entry.get("together", ())),
        is_calm=bool(entry.get("calm", False)),
        unless=frozenset(entry.get("unless", "").split()),
    )
    for entry in load("finer")
)


# Of these the run card alone knows who goes: no labelled sentence tells.
UNLABELLED: Final = frozenset(entry["type"] for entry in load("finer") if entry.get("unlabelled"))


def general_of(code: str) -> str:
    """Return the type that `code` is first of all a kind of; a general type is its own."""
    return (*_OF.get(code, ()), code)[0]


def is_calm(concepts: Collection[str]) -> bool:
    """Whether the words name a matter for office hours: fraud by telephone, rubbish that burns."""
    return any(
        not finer.concepts.isdisjoint(concepts) and finer.unless.isdisjoint(concepts)
        for finer in _FINER
        if finer.is_calm
    )


def refine(
    kind: str,
    declared: str | None,
    flags: Collection[str],
    concepts: Collection[str],
    priority: int = CALM_FROM,
    words: Collection[str] = (),
) -> tuple[str, list[Reason]]:
    """Return the finer type of a report of the general type `kind`, with its reason.

    What the sender `declared` outranks what the words tell. A calm type is none for what is urgent:
    rubbish that burns beside a house is a fire.
    """
    if declared is not None and kind in _OF.get(declared, ()):
        return declared, []
    for finer in _FINER:
        if kind not in finer.kinds or (finer.is_calm and priority < CALM_FROM):
            continue
        if finer.is_said(flags, concepts, words):
            return finer.code, [Reason(f"finer.{finer.code}", weight=0.0)]
    return kind, []
