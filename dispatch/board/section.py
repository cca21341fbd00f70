"""A section of the board: a keyed set of items, and which of them a fact touches."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, Generic, Protocol, TypeAlias, TypeVar
from uuid import UUID

from dispatch.access.subject import Resource
from dispatch.kernel.container import Services
from dispatch.kernel.feature import ExtensionPoint
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.web.view import View
from routing.value_object import value_object

V = TypeVar("V", bound=View)

# How often a section is read again as a whole: one whose items change only by facts, to find what
# went past the log.
SELDOM_S = 300.0


@value_object
class LoggedEvent:
    """A row of the log as sections see it."""

    seq: int
    type: str
    noun_id: UUID
    incident_id: UUID | None
    agency_id: str | None
    data: Mapping[str, Any]


@value_object
class Item(Generic[V]):
    """One item: its view, whom it concerns, and whether it still belongs on the board.

    `narrowed`, where an agency may see the item but not all of it, returns what it may see.
    """

    key: str
    body: V
    resource: Resource
    gone: bool = False
    narrowed: Callable[[V, str], V] | None = None


AnyItem: TypeAlias = Item[Any]


class Section(Protocol):
    """A part of the board.

    `verb` is the right a viewer needs for each item (dispatch/access/permission_map.py). `moves`
    says that items also change without a fact of the log (where a unit is, who is connected); the
    section is read again as a whole every `every_s` seconds.
    """

    name: str
    verb: str
    moves: bool
    every_s: float

    @property
    def view(self) -> type[View]:
        """Return what the section's items are, for the schema of the frames."""
        ...

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the keys of the items that `event` may have changed."""
        ...

    async def load(self, reading: ReadTransaction, keys: Collection[str] | None) -> list[AnyItem]:
        """Return the items with `keys`, also those that are gone; all on the board with None."""
        ...


SECTIONS: Final = ExtensionPoint[Callable[[Services], Section]]("board sections")
