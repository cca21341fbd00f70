"""How each way in and out stands, a line each, as `cli.py channels` prints them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from dispatch.kernel.feature import ExtensionPoint
from dispatch.kernel.store.read_transaction import ReadTransaction
from routing.value_object import value_object

RHYTHM: Final = timedelta(days=28)
# A rhythm is counted over a day at least, so that one evening's storm is not taken for the usual.
_DAY: Final = timedelta(days=1)
_MISSED: Final = 20
_FAILURES: Final = 3
_ERROR_MOST: Final = 100


class WayState(StrEnum):
    """Whether a way can be used, and whether it is: `silent` and `failing` want a look."""

    ON = "on"
    OFF = "off"
    SILENT = "silent"
    FAILING = "failing"


@value_object(kw_only=True)
class Traffic:
    """What went by a way of late: the first and the last within four weeks, and how many.

    `hushed` when a watch of its own says that nothing comes. `failures` is how many tries failed
    since the last one that did not, `error` why the newest did.
    """

    first: datetime | None = None
    last: datetime | None = None
    count: int = 0
    hushed: bool = False
    failures: int = 0
    error: str | None = None

    @property
    def is_failing(self) -> bool:
        """Whether the way itself fails, and not only one of those whom it reaches."""
        return self.failures >= _FAILURES or (self.last is None and self.failures > 0)

    def is_silent(self, now: datetime) -> bool:
        """Whether nothing came in a time that usually brings twenty, or in four weeks."""
        if self.hushed or self.last is None:
            return self.hushed
        quiet = now - self.last
        if self.first is None or quiet >= RHYTHM:
            return quiet >= RHYTHM
        return quiet * self.count >= max(self.last - self.first, _DAY) * _MISSED


@value_object(kw_only=True)
class Way:
    """One channel: whether it can be used, by how many, and what went by it of late.

    `missing` names what the installation has not given: settings, a token (`token:sms`), an address
    of an agency (`agency`). `users` are the tokens of a way in, or the agencies of a way out. A way
    that is `heard` is silent when nothing comes.
    """

    direction: Literal["in", "out"]
    name: str
    is_on: bool
    users: int = 0
    traffic: Traffic = Traffic()
    missing: tuple[str, ...] = ()
    heard: bool = False

    def state(self, now: datetime) -> WayState:
        """Return how the way stands; what is off cannot fail or be silent."""
        if not self.is_on:
            return WayState.OFF
        if self.traffic.is_failing:
            return WayState.FAILING
        is_silent = self.heard and self.traffic.is_silent(now)
        return WayState.SILENT if is_silent else WayState.ON

    def line(self, now: datetime) -> str:
        """Return the way as words that a script can cut at spaces."""
        last, missing = self.traffic.last, ",".join(self.missing) or "-"
        when = "-" if last is None else last.isoformat(timespec="seconds")
        state = self.state(now)
        error = f" error={self.error}" if state is WayState.FAILING else ""
        head = f"{self.direction:3} {self.name:15} {state:7}"
        return f"{head} users={self.users} last={when} missing={missing}{error}"

    @property
    def error(self) -> str | None:
        """Why the newest tries failed, in one word; None when they did not."""
        if not self.traffic.is_failing:
            return None
        return "_".join((self.traffic.error or "unknown").split())[:_ERROR_MOST]


Standing: TypeAlias = Callable[[ReadTransaction, datetime], Awaitable[Sequence[Way]]]
WAYS: Final = ExtensionPoint[Standing]("ways")


async def ways_of(
    standings: Sequence[Standing], reading: ReadTransaction, now: datetime
) -> list[Way]:
    """Return every way in, then every way out, in the order of their catalogues."""
    found = [way for standing in standings for way in await standing(reading, now)]
    return sorted(found, key=lambda way: way.direction)


def unset(settings: BaseSettings | None) -> tuple[str, ...]:
    """Return the variables of a channel's settings that are not given."""
    if settings is None:
        return ()
    prefix = settings.model_config.get("env_prefix", "")
    return tuple(
        f"{prefix}{name.upper()}"
        for name in type(settings).model_fields
        if not is_given(getattr(settings, name))
    )


def holds_secret(settings: BaseSettings | None) -> bool:
    """Whether at least one secret of a channel's settings is given; without settings it needs none.

    An empty secret is none.
    """
    if settings is None:
        return True
    held = [getattr(settings, name) for name in type(settings).model_fields]
    return any(isinstance(value, SecretStr) and is_given(value) for value in held)


def is_given(value: object) -> bool:
    """Whether an installation has given a setting; an empty one it has not."""
    plain = value.get_secret_value() if isinstance(value, SecretStr) else value
    return plain is not None and plain != ""
