"""What can happen between us and an agency's channels."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.kernel.store.event_log import Event


@dataclass(slots=True, frozen=True, kw_only=True)
class DeliveryExhausted(Event):
    """No channel of the agency took the notice (`notice` names what it was to be told).

    A person must call.
    """

    type: ClassVar[str] = "task.delivery_exhausted"
    notice: str
    channels: list[str]
    error: str


@dataclass(slots=True, frozen=True, kw_only=True)
class AgencyChannelSet(Event):
    """A channel of an agency was added or changed.

    Addresses may hold secrets, so the log names only the kind.
    """

    type: ClassVar[str] = "agency.channel_set"
    kind: str
    rank: int
    active: bool


@dataclass(slots=True, frozen=True, kw_only=True)
class DeliveryResent(Event):
    """A person sends a notice (`delivery_id`) again that had been given up."""

    type: ClassVar[str] = "delivery.resent"
    delivery_id: str
    notice: str


@dataclass(slots=True, frozen=True, kw_only=True)
class DeliverySettled(Event):
    """A person dealt with a notice (`delivery_id`) that had been given up in another way.

    Called the agency, for example.
    """

    type: ClassVar[str] = "delivery.settled"
    delivery_id: str
    notice: str
    note: str
