"""What is storage's fault is told from what is wrong with a question: only the first is kept."""

import asyncpg
import pytest

from dispatch.kernel.store.away import is_away

AWAY = (
    OSError("no route"),
    ConnectionRefusedError(),
    TimeoutError(),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.ConnectionDoesNotExistError("gone"),
    asyncpg.CannotConnectNowError("starting up"),
    asyncpg.TooManyConnectionsError("full house"),
    asyncpg.DiskFullError("no space left"),
    asyncpg.OutOfMemoryError("no memory"),
    asyncpg.QueryCanceledError("statement timeout"),
    asyncpg.AdminShutdownError("terminated"),
    asyncpg.PostgresIOError("bad disk"),
    asyncpg.ReadOnlySQLTransactionError("standby"),
)
ASKED_WRONGLY = (
    ValueError("ours"),
    asyncpg.UniqueViolationError("twice"),
    asyncpg.UndefinedColumnError("ours"),
    asyncpg.DataError("too long"),
    asyncpg.NoActiveSQLTransactionError("ours"),
    asyncpg.DeadlockDetectedError("in each other's way"),
)


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_storage_that_cannot_be_relied_on_is_away(error: Exception) -> None:
    assert is_away(error)


@pytest.mark.parametrize("error", ASKED_WRONGLY, ids=lambda error: type(error).__name__)
def test_what_would_fail_again_is_not(error: Exception) -> None:
    assert not is_away(error)
