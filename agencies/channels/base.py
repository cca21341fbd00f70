"""What a way to reach agencies is: one value that says all about it.

A channel is a folder with one `CHANNEL`; `agencies/catalogue/channels.py` lists them, and nothing
else in the project has to know a channel's name. Its sender takes a notice to an address and brings
a receipt back, or says why not. It knows no tables and decides nothing: whether to try again, and
by which channel, is the matter of `agencies/delivery/choose.py`.
"""

from collections.abc import Callable
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from pydantic_settings import BaseSettings

from dispatch.kernel.host.settings import Settings
from dispatch.kernel.web.view import View
from dispatch.transports.numbers import NumberPlan
from routing.value_object import value_object


class Outcome(StrEnum):
    """How one try to deliver a notice ended."""

    DELIVERED = "delivered"
    LEFT_OPEN = "left_open"
    FAILED = "failed"
    REFUSED = "refused"


@value_object(kw_only=True)
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


@value_object(kw_only=True)
class Address:
    """Where a channel reaches the agency, and the secret that both sides know."""

    address: str = ""
    secret: str | None = field(default=None, repr=False)


@value_object(kw_only=True)
class Receipt:
    """The proof of a delivery.

    Without `proof` the notice is on its way or lies ready, and nobody has it yet.
    """

    proof: bool = True
    status: int | None = None
    reference: str | None = None


class DeliveryFailed(Exception):
    """A try that did not reach the agency; `permanent` when a retry can never succeed."""

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


class Sender(Protocol):
    """Delivers notices by one channel, whose connections it holds."""

    async def send(self, notice: Notice, address: Address) -> Receipt:
        """Try once to deliver, within a time limit of its own; raise `DeliveryFailed` alone."""
        ...

    async def close(self) -> None:
        """Close the channel's connections; closing twice is harmless."""
        ...


@value_object(kw_only=True)
class Label:
    """A name as people read it."""

    id: str
    en: str


class SecretPolicy(StrEnum):
    """Whether both sides share a secret: none is needed, or one is given or else made here."""

    NONE = "none"
    SHARED = "shared"


@value_object(kw_only=True)
class AddressField:
    """What the administrator types to say where the agency is reached."""

    label: Label
    example: str


@value_object(kw_only=True)
class Surroundings:
    """What an address is judged by: the installation, and how numbers are written here."""

    allow_private: bool = False
    numbers: NumberPlan = field(default_factory=NumberPlan)


@value_object(kw_only=True)
class AgencyChannel:
    """Everything the project knows about a way to an agency.

    `check` returns the address as it is kept and raises `DeliveryFailed` for one that can never
    work; `show` returns what of it people may read. `render` is what is sent, as text, where people
    read it. `silence` is the error of a notice to which nobody answered. A channel that `rings`
    reaches people by itself; one that does not waits to be looked at. `answers` when people reply
    on it in words (`agencies/channels/answers.py`).
    """

    name: str
    label: Label
    open: Callable[[Settings, Any], Sender]
    check: Callable[[str, Surroundings], str]
    show: Callable[[str], str] = str
    address: AddressField | None = None
    secret: SecretPolicy = SecretPolicy.NONE
    settings: type[BaseSettings] | None = None
    render: Callable[[Notice], str] | None = None
    silence: str = "not_answered"
    rings: bool = True
    answers: bool = False


def no_address(text: str, _: Surroundings) -> str:
    """Take no address: the agency comes to us."""
    del text
    return ""


class NullSender:
    """A sender that keeps every notice, for tests and an installation without the outside."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self.sent: list[Notice] = []

    async def send(self, notice: Notice, address: Address) -> Receipt:
        """Keep the notice and return a receipt for it."""
        del address
        self.sent.append(notice)
        return Receipt()

    async def close(self) -> None:
        """Close nothing, because it holds no connection."""
