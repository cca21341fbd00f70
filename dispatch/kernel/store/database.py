"""The pool of connections to PostgreSQL, the only truth."""

import asyncio
from collections.abc import Mapping
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg
import orjson

from dispatch.kernel.store.breaker import Breaker
from dispatch.kernel.texts import dumps_any

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# A transaction that idles holds back every reader of the log behind it, so it is bounded.
_CLOSE_S = 2.0
# The statement that writes a report's whole life is longer than what the driver would keep prepared
# by itself.
_LONGEST_STATEMENT = 64 * 1024
_SERVER_SETTINGS = {
    "timezone": "UTC",
    "idle_in_transaction_session_timeout": "15000",
    "lock_timeout": "10000",
    "jit": "off",
    # A peer that vanished without a word is found in half a minute, not in two hours.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
# Nobody waits longer than this for a connection: a hung database must not hang its callers.
_PATIENCE_S = 5.0
# What the driver takes when nothing is said.
_QUERIES_A_CONNECTION = 50_000
_IDLE_S = 300.0


if TYPE_CHECKING:
    _DriversPool = asyncpg.Pool[asyncpg.Record]
else:
    _DriversPool = asyncpg.Pool


class Pool(_DriversPool):
    """A pool whose connections are waited for with a bound, and not at all once it is known off."""

    def __init__(self, *args: Any, patience_s: float, **options: Any) -> None:
        """Wait `patience_s` for a connection; the rest is the driver's."""
        super().__init__(*args, **options)
        self.breaker = Breaker()
        self._patience_s = patience_s

    def acquire(self, *, timeout: float | None = None) -> Any:
        """Return a connection.

        TimeoutError after `timeout` seconds, `unavailable` at once while the breaker is open.
        """
        self.breaker.check_reads()
        return super().acquire(timeout=self._patience_s if timeout is None else timeout)

    def cut(self) -> None:
        """End every connection: whoever waits for an answer on one hears at once that none comes.

        What was begun rolls back when the server finds out; new connections are made when asked.
        """
        for holder in self._holders:  # type: ignore[attr-defined]  # the stubs leave it out
            connection = holder._con  # noqa: SLF001 - the driver's pool has no other way to a busy one
            if connection is not None:
                connection.terminate()


def _encode(value: Any) -> str:
    return dumps_any(value).decode()


async def prepare_connection(connection: Connection) -> None:
    """Teach a new connection our JSON.

    `jsonb` is read as Python values, `json` (the log's data) as its exact text.
    """
    await connection.set_type_codec(
        "jsonb", encoder=_encode, decoder=orjson.loads, schema="pg_catalog"
    )


async def leave_as_it_is(_: Connection) -> None:
    """Spare each request the round trip that forgets session state.

    Nobody sets any but the engine, which cleans up after itself.
    """


def mark_of(name: str) -> str:
    """Return the name of a process's connections in `pg_stat_activity`: no other has it."""
    return f"{name}/{token_hex(4)}"


async def connect_alone(
    database_url: str, *, name: str, timeout_s: float, settings: Mapping[str, str]
) -> Connection:
    """Open one connection beside the pool; whoever asks gives up after `timeout_s`."""
    return await asyncpg.connect(
        database_url,
        timeout=timeout_s,
        command_timeout=timeout_s,
        server_settings={**_SERVER_SETTINGS, **settings, "application_name": name},
    )


async def open_pool(
    database_url: str,
    *,
    name: str,
    size: int = 16,
    statement_timeout_s: float = 30.0,
    patience_s: float = _PATIENCE_S,
    at_once: int = 1,
) -> Pool:
    """Open a pool of at most `size` connections; `at_once` of them now, or raise.

    In `pg_stat_activity` they show up as `name` with a mark of this pool alone.
    """
    timeout = str(round(statement_timeout_s * 1000))
    pool = Pool(
        database_url,
        patience_s=patience_s,
        min_size=at_once,
        max_size=size,
        max_queries=_QUERIES_A_CONNECTION,
        max_inactive_connection_lifetime=_IDLE_S,
        connection_class=asyncpg.Connection,
        record_class=asyncpg.Record,
        loop=None,
        setup=None,
        init=prepare_connection,
        reset=leave_as_it_is,
        max_cacheable_statement_size=_LONGEST_STATEMENT,
        timeout=patience_s,
        command_timeout=statement_timeout_s,
        server_settings={
            **_SERVER_SETTINGS,
            "application_name": mark_of(name),
            "statement_timeout": timeout,
        },
    )
    await pool
    return pool


async def close_pool(pool: Pool) -> None:
    """Close the pool, and cut what does not end within two seconds, which rolls back."""
    try:
        async with asyncio.timeout(_CLOSE_S):
            await pool.close()
    except TimeoutError:
        pool.terminate()
