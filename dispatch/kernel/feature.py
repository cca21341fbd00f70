"""Features: what a room adds to the whole, handed in as one value.

Whoever collects something declares an extension point beside the type it collects
(`ROUTERS = ExtensionPoint[APIRouter]("routers")`). A room's `feature.py` says what it adds to which
(`FEATURE = Feature("tasks", ROUTERS.add(router))`), `main.py` lists the features, and the collector
reads them in that order (`ROUTERS.of(FEATURES)`). So a new room is one line in `main.py`, and a new
kind of thing to collect changes nothing in the rooms that have none of it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Generic, TypeVar

from dispatch.kernel.container import Service
from routing.value_object import value_object

T = TypeVar("T")


class ExtensionPoint(Generic[T]):
    """Something that many rooms may add to; two are never equal."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        """Be called `name`."""
        self.name = name

    def add(self, *values: T) -> "Extension":
        """Say what a room adds."""
        return Extension(self, values)

    def of(self, features: Iterable["Feature"]) -> list[T]:
        """Return what all features add, in their order."""
        return [
            value
            for feature in features
            for extension in feature.extensions
            if extension.point is self
            for value in extension.values
        ]


@value_object
class Extension:
    """What one room adds to one extension point."""

    point: ExtensionPoint[Any]
    values: tuple[Any, ...]


class Feature:
    """Everything that a room adds to the whole."""

    __slots__ = ("extensions", "name")

    def __init__(self, name: str, *extensions: Extension) -> None:
        """Add `extensions` on behalf of the room called `name`."""
        self.name = name
        self.extensions = extensions


FEATURES: Final = Service[Sequence[Feature]]("features")
