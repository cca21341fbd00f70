"""Move what once happened to now, so that a night can be watched live on the board.

With clocks that run.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any, Self, TypeVar

from routing.value_object import value_object

T = TypeVar("T")


@value_object
class Shift:
    """Every moment keeps its distance from `old`, divided by `speed`, counted from `new`."""

    old: datetime
    new: datetime
    speed: float = 1.0

    @classmethod
    def onto(cls, first: datetime, last: datetime, *, now: datetime, speed: float) -> Self:
        """Begin now when the replay keeps a pace.

        Without one (`speed` 0) everything lies in the past and ends now.
        """
        return cls(first, now, speed) if speed > 0 else cls(last, now)

    @property
    def suffix(self) -> str:
        """Return what makes the keys of this replay others than those of the last one."""
        return f"@{self.new:%Y%m%dT%H%M%S.%f}"

    def moved(self, value: T) -> T:
        """Return `value` with every time in it moved, however deep."""
        return _walk(value, lambda moment: self.new + (moment - self.old) / self.speed)  # type: ignore[no-any-return]  # the same shape


def _walk(value: Any, move: Callable[[datetime], datetime]) -> Any:
    if isinstance(value, datetime):
        return move(value)
    if isinstance(value, list | tuple):
        return type(value)(_walk(one, move) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{field.name: _walk(getattr(value, field.name), move) for field in fields(value)},
        )
    return value


def first_moment(value: Any) -> datetime | None:
    """Return the earliest time in `value`, however deep."""
    return min(_moments(value), default=None)


def last_moment(value: Any) -> datetime | None:
    """Return the latest time in `value`, however deep."""
    return max(_moments(value), default=None)


def _moments(value: Any) -> list[datetime]:
    found: list[datetime] = []

    def keep(moment: datetime) -> datetime:
        found.append(moment)
        return moment

    _walk(value, keep)
    return found
