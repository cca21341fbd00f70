"""The pool of connections to PostgreSQL, the only truth."""

import asyncio
from typing import Any, TypeAlias

import asyncpg
import orjson

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

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
}


def _encode(value: Any) -> str:
    return orjson.dumps(value).decode()


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


async def open_pool(
    database_url: str, *, name: str, size: int = 16, statement_timeout_s: float = 30.0
) -> Pool:
    """Open a pool of at most `size` connections that show up as `name` in `pg_stat_activity`."""
    timeout = str(round(statement_timeout_s * 1000))
    return await asyncpg.create_pool(
        database_url,
        min_size=1,
        max_size=size,
        init=prepare_connection,
        reset=leave_as_it_is,
        max_cacheable_statement_size=_LONGEST_STATEMENT,
        command_timeout=statement_timeout_s,
        server_settings={
            **_SERVER_SETTINGS,
            "application_name": name,
            "statement_timeout": timeout,
        },
    )


async def close_pool(pool: Pool) -> None:
    """Close the pool, and cut what does not end within two seconds, which rolls back."""
    try:
        async with asyncio.timeout(_CLOSE_S):
            await pool.close()
    except TimeoutError:
        pool.terminate()
