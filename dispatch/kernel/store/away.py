"""Whether an error says that storage cannot be relied on now: another try may well succeed."""

from typing import Final

import asyncpg

# SQLSTATE classes of the standard's appendix A and of PostgreSQL: no connection, insufficient
# resources (a full disk, too many connections), operator intervention (shutdown, a statement that
# was cut), system errors; and the state of a standby that takes no writes.
_CLASSES: Final = frozenset({"08", "53", "57", "58"})
_STATES: Final = frozenset({"25006"})
_AWAY: Final = (OSError, asyncpg.InterfaceError)  # a TimeoutError is an OSError


def is_away(error: BaseException) -> bool:
    """Whether `error` is storage's (away, hung, full, read-only), not of what was asked of it."""
    if isinstance(error, _AWAY):
        return True
    state = error.sqlstate if isinstance(error, asyncpg.PostgresError) else None
    return state is not None and (state[:2] in _CLASSES or state in _STATES)
