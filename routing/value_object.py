"""Value objects: equal by their members, fit to be a key, and never changed once they are made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def value_object(cls: type[T], /) -> type[T]: ...


@overload
def value_object(*, kw_only: bool = False) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True)
def value_object(
    cls: type[T] | None = None, /, *, kw_only: bool = False
) -> type[T] | Callable[[type[T]], type[T]]:
    """Make a class of annotated members a value object; `kw_only`: its members are given by name.

    That nobody changes one is held by the type checker. A frozen dataclass would hold it at run
    time as well, and making one then takes three times as long: a sixth of the work of a report.
    """

    def made(cls: type[T]) -> type[T]:
        return dataclass(slots=True, unsafe_hash=True, kw_only=kw_only)(cls)

    return made if cls is None else made(cls)
