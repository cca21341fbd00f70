"""What can happen between us and an agency's channels."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.kernel.event_log import Event


@dataclass(slots=True, frozen=True, kw_only=True)
class DeliveryExhausted(Event):
    """No channel of the agency took the notice (`notice` names what it was to be told): a person must call."""

    type: ClassVar[str] = "task.delivery_exhausted"
    notice: str
    channels: list[str]
    error: str


@dataclass(slots=True, frozen=True, kw_only=True)
class AgencyChannelSet(Event):
    """A channel of an agency was added or changed. Addresses may hold secrets, so the log names only the kind."""

    type: ClassVar[str] = "agency.channel_set"
    kind: str
    rank: int
    active: bool
