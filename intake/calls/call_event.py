"""One fact about a call, whatever exchange told it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from intake.calls.call_place import CallPlace
from routing.value_object import value_object

CHANNEL: Final = "cti"
BEGINNINGS: Final = frozenset({"offered", "queued", "ringing"})
KNOWN_EVENTS: Final = BEGINNINGS | {
    "answered",
    "held",
    "transferred",
    "abandoned",
    "ended",
    "recording_ready",
}
UNKNOWN_EVENT: Final = "cti.unknown_event"
# Numbers of other organisations that may be routed into the centre: the number dialled presumes the
# service.
PRESUMED_SERVICES: Final[Mapping[str, str]] = MappingProxyType(
    {"110": "police", "113": "fire", "115": "sar", "119": "ems", "123": "power"}
)


@value_object(kw_only=True)
class CallEvent:
    """One fact about a call.

    `call_id` is the exchange's id of the whole call, `leg` the part of it that the event speaks of
    ("" for the call itself), `linked` whether the exchange itself said that the leg belongs to this
    call. `token` tells this event from the call's other events of the same name. `attributes` holds
    only what the event says.
    """

    call_id: str
    name: str
    known: bool
    at: datetime
    received_at: datetime
    token: str = ""
    leg: str = ""
    linked: bool = False
    attributes: Mapping[str, Any] = field(default_factory=dict)
    places: tuple[CallPlace, ...] = ()
    flags: tuple[str, ...] = ()
    body: bytes = field(default=b"", repr=False)

    @property
    def number(self) -> str | None:
        """The caller's number as far as this event tells it."""
        number = self.attributes.get("ani")
        return None if number is None else str(number)
