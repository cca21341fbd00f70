"""How each way in and out stands, a line each, as `cli.py channels` prints them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from dispatch.kernel.feature import ExtensionPoint
from dispatch.kernel.store.read_transaction import ReadTransaction
from routing.value_object import value_object


@value_object(kw_only=True)
class Way:
    """One channel: whether it can be used, by how many, and when it was last.

    `unset` names the settings that the installation has not given; `users` are the tokens of a way
    in, or the agencies of a way out.
    """

    direction: Literal["in", "out"]
    name: str
    is_on: bool
    users: int = 0
    last: datetime | None = None
    unset: tuple[str, ...] = ()

    def line(self) -> str:
        """Return the way as words that a script can cut at spaces."""
        last = "-" if self.last is None else self.last.isoformat(timespec="seconds")
        state, unset = "on" if self.is_on else "off", ",".join(self.unset) or "-"
        head = f"{self.direction:3} {self.name:12} {state:3}"
        return f"{head} users={self.users} last={last} unset={unset}"


WAYS: Final = ExtensionPoint[Callable[[ReadTransaction], Awaitable[Sequence[Way]]]]("ways")


def readiness(settings: type[BaseSettings] | None) -> tuple[bool, tuple[str, ...]]:
    """Return whether a channel can be used, and the variables of its settings that are not given.

    It needs one of its secrets; without settings it asks for a token, or for nothing.
    """
    if settings is None:
        return True, ()
    given = settings()
    prefix = settings.model_config.get("env_prefix", "")
    held = [isinstance(getattr(given, name), SecretStr) for name in settings.model_fields]
    unset = [
        f"{prefix}{name.upper()}"
        for name in settings.model_fields
        if getattr(given, name) is None or getattr(given, name) == ""
    ]
    return any(held), tuple(unset)
