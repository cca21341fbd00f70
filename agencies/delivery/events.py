"""What can happen between us and an agency's channels."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class DeliveryExhausted(Event):
    """A notice became a dead letter: no channel took it (`notice` names what it was).

    A person must call the agency.
    """

    type: ClassVar[str] = "task.delivery_exhausted"
    notice: str
    channels: list[str]
    error: str


@value_object(kw_only=True)
class AgencyChannelSet(Event):
    """A channel of an agency was added or changed.

    Addresses may hold secrets, so the log names only the kind.
    """

    type: ClassVar[str] = "agency.channel_set"
    kind: str
    rank: int
    active: bool


@value_object(kw_only=True)
class DeliveryResent(Event):
    """A person had a dead letter (`delivery_id`) delivered again."""

    type: ClassVar[str] = "delivery.resent"
    delivery_id: str
    notice: str


@value_object(kw_only=True)
class DeliverySettled(Event):
    """A person settled a dead letter (`delivery_id`), by calling the agency for example."""

    type: ClassVar[str] = "delivery.settled"
    delivery_id: str
    notice: str
    note: str
