"""Lifecycles: one table (from, to) -> event type a noun, and one pure function that asks it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from dispatch.kernel.errors import Conflict

S = TypeVar("S", bound=StrEnum)


@dataclass(slots=True, frozen=True)
class Lifecycle(Generic[S]):
    """The transitions of `noun`, each with the type of the event that records it."""

    noun: str
    transitions: Mapping[tuple[S, S], str]

    def check(self, old: S, new: S) -> str:
        """Return the event type of the transition.

        `<noun>.illegal_transition` when the table has none.
        """
        found = self.transitions.get((old, new))
        if found is None:
            allowed = sorted(to for start, to in self.transitions if start == old)
            raise Conflict(
                f"{self.noun}.illegal_transition",
                f"{self.noun} is {old} and cannot become {new}",
                state=old,
                allowed=allowed,
            )
        return found

    def mermaid(self) -> str:
        """Return the diagram for the documentation (`stateDiagram-v2`)."""
        lines = (f"    {old} --> {new}: {event}" for (old, new), event in self.transitions.items())
        return "\n".join(("stateDiagram-v2", *lines))


def check_constraint(column: str, states: Iterable[StrEnum]) -> str:
    """Return the CHECK expression that repeats an enumeration in the database."""
    return f"{column} IN ({', '.join(repr(str(state)) for state in states)})"
