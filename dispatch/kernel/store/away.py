"""Whether an error says that storage cannot be relied on now: another try may well succeed."""

from typing import Final

import asyncpg

from dispatch.kernel.errors import Unavailable

# SQLSTATE classes of the standard's appendix A and of PostgreSQL: no connection, insufficient
# resources (a full disk, too many connections), operator intervention (shutdown, a statement that
# was cut), system errors; and the state of a standby that takes no writes.
_CLASSES: Final = frozenset({"08", "53", "57", "58"})
_READ_ONLY: Final = "25006"
_LETS_NOBODY_IN: Final = "55000"  # the database is closed to connections
_STATES: Final = frozenset({_READ_ONLY, _LETS_NOBODY_IN})
_DISK_FULL: Final = "53100"
# Two transactions were in each other's way (class 40), or one waited too long for the other.
_COLLISION: Final = "40"
_LOCK_NOT_GIVEN: Final = "55P03"
_AWAY: Final = (OSError, asyncpg.InterfaceError)  # a TimeoutError is an OSError
# By the breaker.
_REFUSED: Final = frozenset({"database", "disk_full", "read_only", "starting", "schema"})


def _state(error: BaseException) -> str:
    state = error.sqlstate if isinstance(error, asyncpg.PostgresError) else None
    return state or ""


def is_away(error: BaseException) -> bool:
    """Whether `error` is storage's (away, hung, full, read-only), not of what was asked of it."""
    if isinstance(error, Unavailable):
        return error.why in _REFUSED
    state = _state(error)
    return isinstance(error, _AWAY) or state[:2] in _CLASSES or state in _STATES


def is_full(error: BaseException) -> bool:
    """Whether `error` says that the database's disk is full."""
    return _state(error) == _DISK_FULL


def is_read_only(error: BaseException) -> bool:
    """Whether `error` says that the database takes no writes."""
    return _state(error) == _READ_ONLY


def is_collision(error: BaseException) -> bool:
    """Whether two transactions were in each other's way: the same again is likely to pass."""
    state = _state(error)
    return state[:2] == _COLLISION or state == _LOCK_NOT_GIVEN
