"""Identifiers: UUID version 7 (RFC 9562 clause 5.7), so that keys sort by the time they were made."""

import os
from datetime import datetime
from uuid import UUID

_RANDOM_BITS = 74
_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62


def uuid7(now: datetime) -> UUID:
    """Return a new UUIDv7 for the moment `now` (millisecond part) with 74 random bits."""
    millis = int(now.timestamp() * 1000) & 0xFFFFFFFFFFFF
    noise = int.from_bytes(os.urandom(10), "big") & ((1 << _RANDOM_BITS) - 1)
    high, low = noise >> 62, noise & ((1 << 62) - 1)
    return UUID(int=(millis << 80) | _VERSION_7 | (high << 64) | _VARIANT | low)
