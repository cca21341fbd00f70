"""One fact about a call, whatever exchange told it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

CHANNEL: Final = "cti"
KNOWN_EVENTS: Final = frozenset(
    {
        "offered",
        "queued",
        "ringing",
        "answered",
        "held",
        "transferred",
        "abandoned",
        "ended",
        "recording_ready",
    }
)
# Numbers of other organisations that may be routed into the centre: the number dialled presumes the
# service.
PRESUMED_SERVICES: Final[Mapping[str, str]] = MappingProxyType(
    {"110": "police", "113": "fire", "115": "sar", "119": "ems", "123": "power"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One fact about a call.

    `name` is without "call."; `attributes` holds only what the event says.
    """

    key: str
    call_id: str
    name: str
    known: bool
    at: datetime
    received_at: datetime
    attributes: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    body: bytes = field(default=b"", repr=False)
