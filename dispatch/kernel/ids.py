"""Identifiers: UUID version 7 (RFC 9562 clause 5.7), whose keys sort by when they were made."""

import os
from datetime import datetime
from random import getrandbits
from threading import Lock
from uuid import UUID

# What the driver reads identifiers as: of the same kind and equal, made and written out sooner.
from asyncpg.pgproto.pgproto import UUID as DRIVERS_UUID

_MILLIS = 0xFFFFFFFFFFFF
_RANDOM = (1 << 74) - 1
_LOW = (1 << 62) - 1
_STEP_BITS = 32
_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62
_BYTES = 16
_last = [0]
_lock = Lock()


def uuid7(now: datetime) -> UUID:
    """Return a new UUIDv7 of the millisecond of `now`.

    Within one millisecond each is greater than the one made before it in this process, by a random
    step (clause 6.2, method 2), so rows that were made in one breath keep their order.
    """
    millis = int(now.timestamp() * 1000) & _MILLIS
    with _lock:
        if millis == _last[0] >> 74:
            number = _last[0] + 1 + getrandbits(_STEP_BITS)
        else:
            number = (millis << 74) | (int.from_bytes(os.urandom(10), "big") & _RANDOM)
        _last[0] = number
    value = (
        (number >> 74 << 80)
        | _VERSION_7
        | ((number >> 62 & 0xFFF) << 64)
        | _VARIANT
        | (number & _LOW)
    )
    made: UUID = DRIVERS_UUID(value.to_bytes(_BYTES, "big"))
    return made
