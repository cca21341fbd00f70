"""Lifecycles: one table a noun of its states, and of the fact that each transition records."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import ClassVar, Generic, Protocol, TypeVar

from dispatch.kernel.errors import Conflict
from routing.value_object import value_object


class Named(Protocol):
    """A class of facts, which has its type's name in the log."""

    type: ClassVar[str]


S = TypeVar("S", bound=StrEnum)
F = TypeVar("F", bound=Named)


@value_object
class Lifecycle(Generic[S, F]):
    """The states in which a noun begins and the transitions between them, each with its fact."""

    noun: str
    states: type[S]
    begins: Mapping[S, type[F]]
    transitions: Mapping[tuple[S, S], type[F]]

    def check(self, old: S, new: S) -> type[F]:
        """Return the class of the fact that records the transition.

        `<noun>.illegal_transition` when the table has none.
        """
        found = self.transitions.get((old, new))
        if found is None:
            allowed = sorted(to for start, to in self.transitions if start == old)
            raise Conflict(f"{self.noun}.illegal_transition", state=old, to=new, allowed=allowed)
        return found

    def leads(self, old: str, new: S) -> bool:
        """Whether the table has a transition from `old` to `new`."""
        return (self.states(old), new) in self.transitions

    def facts(self) -> frozenset[str]:
        """Return the types of all facts that the lifecycle records."""
        kinds = (*self.begins.values(), *self.transitions.values())
        return frozenset(kind.type for kind in kinds)

    def mermaid(self) -> str:
        """Return the diagram for the documentation (`stateDiagram-v2`)."""
        begins = (f"    [*] --> {state}: {kind.type}" for state, kind in self.begins.items())
        moves = (
            f"    {old} --> {new}: {kind.type}" for (old, new), kind in self.transitions.items()
        )
        return "\n".join(("stateDiagram-v2", *begins, *moves))


def check_constraint(column: str, states: Iterable[StrEnum]) -> str:
    """Return the CHECK expression that repeats an enumeration in the database."""
    return f"{column} IN ({', '.join(repr(str(state)) for state in states)})"
