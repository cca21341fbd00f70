"""The pulse of real processes on a database whose clock somebody sets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import asyncpg
import pytest

from dispatch.board.disturbances_section import DisturbancesSection
from dispatch.kernel.clock import SystemClock
from dispatch.kernel.errors import Unavailable
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.host.lease import Leases
from dispatch.kernel.store.away import is_away
from dispatch.kernel.store.breaker import Standing
from dispatch.kernel.store.database import close_pool, mark_of, open_pool
from dispatch.kernel.store.pulse import Pulse, steady_clock
from tests.support.units import open_units

CLOSE = timedelta(seconds=1.5)
# The database's clock is a function that a test may put another before.
SETTABLE = """
CREATE SEQUENCE clock_off MINVALUE -10000 START 0;
CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
    'SELECT pg_catalog.clock_timestamp() + last_value * interval ''1 second'' FROM clock_off';
DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database());
END $$;
"""


@asynccontextmanager
async def pulse(url: str) -> AsyncIterator[Pulse]:
    """Let a process beat, by hand after the first."""
    beating = Pulse(url, name=mark_of("tanggap-test"), patience_s=60)
    async with beating.running(Guardian()):
        yield beating


@asynccontextmanager
async def worker(url: str) -> AsyncIterator[Leases]:
    """Give the leases of a process."""
    pool = await open_pool(url, name="tanggap-worker", size=2)
    try:
        yield Leases(pool)
    finally:
        await close_pool(pool)


async def set_clock(connection: "asyncpg.Connection[asyncpg.Record]", seconds: int) -> None:
    await connection.execute(f"SELECT setval('clock_off', {seconds})")


@pytest.fixture
async def setting(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(database_url)
    await connection.execute(SETTABLE)
    yield connection
    await connection.close()


def off(pulse: Pulse) -> timedelta:
    """Return by how much its clock differs from this machine's, which nobody sets."""
    return abs(pulse.clock.now() - SystemClock().now())


@pytest.mark.parametrize("seconds", [3600, -3600])
async def test_a_clock_that_is_set_moves_nobody_and_is_told_until_it_is_right_again(
    database_url: str, setting: "asyncpg.Connection[asyncpg.Record]", seconds: int
) -> None:
    async with pulse(database_url) as first, pulse(database_url) as second:
        await set_clock(setting, seconds)
        for each in (first, second, first):
            await each._beat()
            assert (off(each) < CLOSE, round(each.database_off_s)) == (True, seconds)
        async with pulse(database_url) as later:
            assert off(later) < CLOSE
        pool = await open_pool(database_url, name="tanggap-test", size=1)
        assert abs((await steady_clock(pool)).now() - SystemClock().now()) < CLOSE
        await close_pool(pool)
        async with open_units(database_url) as units, units.reading() as reading:
            [item] = await DisturbancesSection().load(reading, None)
            assert (item.key, item.body.figure) == ("clock.database:", seconds)
        await set_clock(setting, 0)
        for each in (second, first):
            await each._beat()
            assert (off(each) < CLOSE, each.database_off_s) == (True, 0)
        async with open_units(database_url) as units, units.reading() as reading:
            assert await DisturbancesSection().load(reading, None) == []


async def test_who_was_frozen_follows_those_who_were_not(
    database_url: str, setting: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async with pulse(database_url) as frozen, pulse(database_url) as other:
        frozen.clock._zero -= timedelta(seconds=75)  # type: ignore[attr-defined]  # its own steady clock
        await other._beat()
        await frozen._beat()
        assert (off(frozen) < CLOSE, frozen.database_off_s) == (True, 0)


async def test_who_starts_on_a_clock_that_was_set_back_goes_on_where_the_log_ends(
    database_url: str, setting: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    head = SystemClock().now()
    await setting.execute(
        "SELECT append_events(ARRAY[gen_random_uuid()], ARRAY['x'], ARRAY[$1::timestamptz], $1,"
        " ARRAY['system:test'], ARRAY[gen_random_uuid()], ARRAY[NULL::uuid], ARRAY[NULL::text],"
        " ARRAY['{}'])",
        head,
    )
    await set_clock(setting, -3600)
    async with pulse(database_url) as late:
        assert late.clock.now() >= head
        assert round(late.database_off_s / 10) == -360


async def test_what_is_entered_later_is_never_entered_earlier(
    setting: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    now = SystemClock().now()
    append = (
        "SELECT append_events(ARRAY[gen_random_uuid()], ARRAY['x'], ARRAY[$1::timestamptz], $1,"
        " ARRAY['system:test'], ARRAY[gen_random_uuid()], ARRAY[NULL::uuid], ARRAY[NULL::text],"
        " ARRAY['{}'])"
    )
    await setting.execute(append, now)
    await setting.execute(append, now - timedelta(hours=1))
    entered: list[datetime] = [
        row["recorded_at"] for row in await setting.fetch("SELECT recorded_at FROM event")
    ]
    assert entered == [now, now]


async def test_a_lease_made_before_the_clock_was_set_back_does_not_last_an_hour(
    database_url: str, setting: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async with worker(database_url) as first, worker(database_url) as second:
        assert await first.hold("sla-sweep") == 1
        assert await second.hold("sla-sweep") is None
        await set_clock(setting, -3600)
        async with worker(database_url) as third:
            assert await third.hold("sla-sweep") == 2


@asynccontextmanager
async def mute() -> AsyncIterator[str]:
    """Listen as a hung database does: connections are taken, and nothing is ever answered."""

    async def listen(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await hung_up.wait()
        writer.close()

    hung_up = asyncio.Event()
    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"postgresql://nobody@127.0.0.1:{port}/none"
        hung_up.set()


async def test_when_the_database_hangs_all_who_wait_hear_of_it_and_nobody_waits_after_them(
    database_url: str,
) -> None:
    pool = await open_pool(database_url, name="tanggap-test", size=2)
    waits = asyncio.create_task(pool.fetchval("SELECT pg_sleep(600)"))
    await pool.fetchval("SELECT true")
    async with mute() as nowhere:
        beating = Pulse(nowhere, name="tanggap-test", patience_s=0.1, pool=pool)
        await beating._try()
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)) as heard:
        await waits
    assert is_away(heard.value)
    with pytest.raises(Unavailable):
        await pool.fetchval("SELECT true")
    beating._url = database_url
    beating._patience_s = 60
    await beating._try()
    assert await pool.fetchval("SELECT true")
    beating._cut()
    await close_pool(pool)


async def test_a_connection_that_is_cut_is_no_database_that_is_away(database_url: str) -> None:
    async with pulse(database_url) as beating:
        beating._connection.terminate()  # type: ignore[union-attr]  # it has beaten once
        await beating._try()
        assert beating.health.standing is Standing.WELL


async def test_a_database_without_writes_is_read_and_written_by_nobody(
    database_url: str, setting: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    pool = await open_pool(database_url, name="tanggap-test", size=1)
    beating = Pulse(database_url, name="tanggap-test", patience_s=60, pool=pool)
    await setting.execute(
        "DO $$ BEGIN EXECUTE format("
        "'ALTER DATABASE %I SET default_transaction_read_only TO on', current_database()); END $$"
    )
    await beating._try()
    assert beating.health.standing is Standing.READ_ONLY
    assert await pool.fetchval("SELECT true")
    with pytest.raises(Unavailable):
        pool.breaker.check_writes()
    beating._cut()
    await close_pool(pool)
