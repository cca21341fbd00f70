"""By which channels citizens are answered: a sender each, and whom it can reach."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol, TypeAlias

from pydantic_settings import BaseSettings

from dispatch.kernel.container import Service
from dispatch.kernel.store.read_transaction import Columns
from routing.value_object import value_object


@value_object(kw_only=True)
class Correspondent:
    """Whoever wrote, as far as it matters for answering."""

    phone: str | None = None
    ref: str | None = None
    conversation_id: str | None = None

    @classmethod
    def of(cls, row: Columns) -> "Correspondent":
        """Return who wrote the report in `row`."""
        return cls(
            phone=row["reporter_phone"],
            ref=row["reporter_ref"],
            conversation_id=row["conversation_id"],
        )


class Answerer(Protocol):
    """Sends one text to one person.

    One that is idempotent may send the same again under the same `key`: it arrives once.
    """

    is_idempotent: bool

    async def send(self, to: str, text: str, *, reply_to: str = "", key: str = "") -> str:
        """Send once and return the vendor's reference; `SendFailed` otherwise."""
        ...

    async def close(self) -> None:
        """Let go of connections; closing twice is harmless."""
        ...


@value_object(kw_only=True)
class Answering:
    """How a channel answers who wrote on it.

    `open` returns None for an installation that has not given what sending needs; `address` None
    for somebody who cannot be answered alone: a group, a public post. `parts` is as how many
    messages a text is charged; `to_numbers` when it reaches any telephone.
    """

    settings: type[BaseSettings]
    open: Callable[[Any], Answerer | None]
    address: Callable[[Correspondent], str | None]
    parts: Callable[[str], int] = lambda _: 1
    to_numbers: bool = False


@value_object(kw_only=True)
class WayBack:
    """A channel by which this installation answers."""

    answering: Answering
    sender: Answerer


WaysBack: TypeAlias = Mapping[str, WayBack]
WAYS_BACK: Final = Service[WaysBack]("ways back")


def address_key(channel: str, address: str) -> str:
    """Return under what an address is counted and remembered, without being kept."""
    return hashlib.sha256(f"{channel} {address}".encode("utf-8", "replace")).hexdigest()[:32]
