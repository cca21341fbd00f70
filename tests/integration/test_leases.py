"""Leases: one process does a module's work; a frozen one loses it and changes nothing later."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg
import pytest

from dispatch.board.standstills_section import StandstillsSection
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.host.engine import Engine
from dispatch.kernel.host.lease import LEASE_S, LeaseLost, Leases
from dispatch.kernel.store.database import Pool, close_pool, open_pool
from dispatch.kernel.store.unit_of_work import Units
from routing.value_object import value_object
from tests.support.units import open_units

MODULE = "sla-sweep"
PATIENCE_S = 10.0
BEAT = """
INSERT INTO engine_heartbeat (module, ran_at, runs, failures) VALUES ('x', now(), 1, 0)
ON CONFLICT DO NOTHING
"""
LAPSE = "UPDATE engine_lease SET until = clock_timestamp() - interval '1 ms'"
RENEWED = "UPDATE engine_lease SET until = clock_timestamp() + interval '4 s'"
CONNECTED = "SELECT true FROM pg_stat_activity WHERE application_name = $1"
STOLEN = "UPDATE engine_lease SET owner = 'tanggap-worker/other', fence = fence + 1"


@value_object
class Process:
    """What a process has of the engine: its connections and its leases."""

    pool: Pool
    leases: Leases


@asynccontextmanager
async def process(database_url: str) -> AsyncIterator[Process]:
    pool = await open_pool(database_url, name="tanggap-worker", size=4)
    try:
        yield Process(pool, Leases(pool))
    finally:
        await close_pool(pool)


async def test_one_process_holds_a_lease_and_the_others_stand_by(database_url: str) -> None:
    async with process(database_url) as first, process(database_url) as second:
        assert await first.leases.hold(MODULE) == 1
        assert await second.leases.hold(MODULE) is None
        assert (first.leases.holds(MODULE), second.leases.holds(MODULE)) == (True, False)
        # Another module is another lease, and a lease in hand is not asked for again.
        assert await second.leases.hold("gauges") == 1
        assert await first.leases.hold(MODULE) == 1


async def test_nobody_waits_for_the_lease_of_a_process_that_is_gone(database_url: str) -> None:
    async with process(database_url) as first, process(database_url) as second:
        assert await first.leases.hold(MODULE) == 1
        owner = await second.pool.fetchval("SELECT owner FROM engine_lease")
        first.pool.terminate()
        async with asyncio.timeout(PATIENCE_S):
            while await second.pool.fetchval(CONNECTED, owner):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)
        await second.pool.execute(RENEWED)
        assert await second.leases.hold(MODULE) == 2


async def test_who_ends_well_gives_its_leases_back_at_once(database_url: str) -> None:
    async with process(database_url) as first, process(database_url) as second:
        async with first.leases.running(Guardian()):
            await first.leases.hold(MODULE)
        assert await second.leases.hold(MODULE) == 2
        assert not first.leases.holds(MODULE)


async def test_an_older_program_does_not_take_back_what_a_newer_one_has_done(
    database_url: str,
) -> None:
    async with process(database_url) as old, process(database_url) as new:
        before, after = Leases(old.pool, version=17), Leases(new.pool, version=18)
        assert await before.hold(MODULE) == 1
        await old.pool.execute(LAPSE)
        assert await after.hold(MODULE) == 2
        await new.pool.execute(LAPSE)
        assert await Leases(old.pool, version=17).hold(MODULE) is None
        # Its own version takes it, and so does the next.
        assert await Leases(old.pool, version=18).hold(MODULE) == 3


async def test_who_lives_keeps_its_lease(database_url: str) -> None:
    async with process(database_url) as first, process(database_url) as second:
        await first.leases.hold(MODULE)
        await first.pool.execute(LAPSE)
        await first.leases._renew()
        assert await second.leases.hold(MODULE) is None
        until = await first.pool.fetchval(
            "SELECT extract(epoch FROM until - clock_timestamp())::float8 FROM engine_lease"
        )
        assert 0 < until <= LEASE_S


async def test_a_frozen_process_loses_its_lease_its_locks_and_its_say(database_url: str) -> None:
    async with process(database_url) as frozen, process(database_url) as second:
        fence = await frozen.leases.hold(MODULE)
        assert fence == 1
        async with frozen.pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await frozen.leases.check(connection, MODULE, fence)
            await connection.execute("LOCK TABLE engine_heartbeat IN EXCLUSIVE MODE")
            # Nothing is heard of it for the length of a lease.
            await second.pool.execute(LAPSE)
            assert await second.leases.hold(MODULE) == 2
            await second.pool.execute(BEAT, timeout=PATIENCE_S)
            with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
                await transaction.commit()
        async with frozen.pool.acquire() as connection:
            with pytest.raises(LeaseLost):
                await frozen.leases.check(connection, MODULE, fence)
        assert not frozen.leases.holds(MODULE)
        assert await frozen.leases.hold(MODULE) is None


class Slow:
    """A module that does one thing a run, in a unit of work of its own."""

    name, every_s, time_limit_s, woken = MODULE, 0.1, 5.0, False

    def __init__(self, database: Pool) -> None:
        self.database, self.lapses = database, False

    async def run_once(self, units: Units, now: datetime) -> int:
        if self.lapses:
            await self.database.execute(STOLEN)
        async with units.begin("test:engine") as uow:
            await uow.execute(BEAT)
        return 1


async def test_a_run_that_outlives_its_lease_writes_nothing(database_url: str) -> None:
    async with open_units(database_url) as units:
        module = Slow(units.pool)
        engine = Engine(units, [module])
        assert await engine.run_module(module) == 1
        await units.pool.execute("DELETE FROM engine_heartbeat")
        module.lapses = True
        assert await engine.run_module(module) == 0
        assert await units.pool.fetchval("SELECT count(*) FROM engine_heartbeat") == 0


async def test_the_board_says_which_work_nobody_does_and_since_when(database_url: str) -> None:
    section = StandstillsSection()
    async with open_units(database_url) as units:
        leases = Leases(units.pool)
        await leases.hold(MODULE)
        await leases.hold("gauges")
        async with units.reading() as reading:
            assert await section.load(reading, None) == []
        since = await units.pool.fetchval(
            "UPDATE engine_lease SET until = clock_timestamp() - interval '1 minute'"
            " WHERE module = $1 RETURNING until",
            MODULE,
        )
        async with units.reading() as reading:
            [item] = await section.load(reading, None)
            assert await section.load(reading, ["gauges"]) == []
        assert (item.key, item.body.since) == (MODULE, since)
