"""What every channel promises.

Take a notice to an address and bring a receipt back, or say why not.

A channel knows no tables and decides nothing: whether to try again, and by which channel, is
`choose.py`'s matter.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from dispatch.kernel.web.view import View


class Outcome(StrEnum):
    """How one try went."""

    DELIVERED = "delivered"
    LEFT_OPEN = "left_open"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(slots=True, frozen=True, kw_only=True)
class Notice:
    """What an agency is told: an order, or that one is taken back.

    `id` is the same however often it is sent, `at` is this try's time.
    """

    id: UUID
    event: str
    task_id: UUID
    agency_id: str
    at: datetime
    body: View


@dataclass(slots=True, frozen=True, kw_only=True)
class Address:
    """Where a channel reaches the agency, and the secret that both sides know."""

    address: str = ""
    secret: str | None = field(default=None, repr=False)


@dataclass(slots=True, frozen=True, kw_only=True)
class Receipt:
    """The proof. Without `proof` the notice lies ready and the agency has not fetched it yet."""

    proof: bool = True
    status: int | None = None
    reference: str | None = None


class DeliveryFailed(Exception):
    """A try that did not reach the agency; `permanent` when the same try can never succeed."""

    def __init__(
        self,
        error: str,
        *,
        permanent: bool = False,
        status: int | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        """Keep `error` as a code for people and the answer's `status`, if there was an answer."""
        super().__init__(error)
        self.error = error
        self.permanent = permanent
        self.status = status
        self.retry_after_s = retry_after_s


class Channel(Protocol):
    """One way to reach agencies."""

    @property
    def kind(self) -> str:
        """Return the word that `agency_channel.kind` uses."""
        ...

    async def send(self, notice: Notice, address: Address) -> Receipt:
        """Send once, within a time limit of its own; raise `DeliveryFailed` and nothing else."""
        ...

    async def close(self) -> None:
        """Let go of connections. Closing twice is harmless."""
        ...


class NullChannel:
    """Takes everything and keeps it, for tests and for an installation without the outside."""

    def __init__(self, kind: str = "null") -> None:
        """Stand for a channel of `kind`."""
        self.kind = kind
        self.sent: list[Notice] = []

    async def send(self, notice: Notice, address: Address) -> Receipt:
        """Keep the notice and say that it arrived."""
        del address
        self.sent.append(notice)
        return Receipt()

    async def close(self) -> None:
        """Hold nothing, so let go of nothing."""
