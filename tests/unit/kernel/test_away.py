"""What is storage's fault is told from what is wrong with a question: only the first is kept."""

import asyncpg
import pytest

from dispatch.kernel.errors import Unavailable
from dispatch.kernel.store.away import is_away, is_collision, is_full, is_read_only
from dispatch.kernel.store.breaker import Breaker, Standing, refusal

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
    *map(refusal, Standing),
)
ASKED_WRONGLY = (
    ValueError("ours"),
    asyncpg.UniqueViolationError("twice"),
    asyncpg.UndefinedColumnError("ours"),
    asyncpg.DataError("too long"),
    asyncpg.NoActiveSQLTransactionError("ours"),
    asyncpg.DeadlockDetectedError("in each other's way"),
    Unavailable("unavailable", why="collision"),
    Unavailable("unavailable.overloaded"),
)
COLLISIONS = (
    asyncpg.DeadlockDetectedError("in each other's way"),
    asyncpg.SerializationError("again"),
    asyncpg.LockNotAvailableError("waited long"),
)


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_storage_that_cannot_be_relied_on_is_away(error: Exception) -> None:
    assert is_away(error)


@pytest.mark.parametrize("error", ASKED_WRONGLY, ids=lambda error: type(error).__name__)
def test_what_would_fail_again_is_not(error: Exception) -> None:
    assert not is_away(error)


@pytest.mark.parametrize("error", COLLISIONS, ids=lambda error: type(error).__name__)
def test_who_was_in_anothers_way_may_try_again(error: Exception) -> None:
    assert is_collision(error)
    assert not is_away(error)


def test_a_full_disk_and_a_standby_are_told_apart() -> None:
    full, standby = asyncpg.DiskFullError("full"), asyncpg.ReadOnlySQLTransactionError("standby")
    assert [is_full(full), is_read_only(full)] == [True, False]
    assert [is_full(standby), is_read_only(standby)] == [False, True]


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing.FULL, "disk_full"),
        (Standing.READ_ONLY, "read_only"),
        (Standing.AWAY, "database"),
    ],
)
def test_nothing_is_written_while_it_cannot_be_and_who_would_hears_when_to_come_again(
    standing: Standing, why: str
) -> None:
    breaker = Breaker()
    breaker.check_writes()
    breaker.set(standing)
    with pytest.raises(Unavailable) as refused:
        breaker.check_writes()
    assert (refused.value.why, refused.value.status) == (why, 503)
    assert refused.value.params["retry_after_s"] > 0
    breaker.set(Standing.WELL)
    breaker.check_writes()


def test_what_is_there_is_read_as_long_as_the_database_answers() -> None:
    breaker = Breaker()
    breaker.set(Standing.FULL)
    breaker.check_reads()
    breaker.set(Standing.READ_ONLY)
    breaker.check_reads()
    breaker.set(Standing.AWAY)
    with pytest.raises(Unavailable):
        breaker.check_reads()
