"""The log: its order is that of commits, nobody goes around its door, anybody can verify it."""

import asyncio
import contextlib
import random
from collections import Counter
from typing import ClassVar

import asyncpg
import pytest

from dispatch.kernel.store.event_log import BrokenChain, Event
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.store.verify_log import verify_log
from routing.value_object import value_object
from tests.support.units import open_units

WRITERS, READERS, EACH = 8, 3, 150


@value_object(kw_only=True)
class Noted(Event):
    type: ClassVar[str] = "test.noted"
    writer: int
    place: int


class GaveUp(Exception):
    """A writer rolls back."""


async def write_once(units: Units, writer: int, place: int, dice: random.Random) -> None:
    """Append one to three facts a transaction, with work around them; sometimes give up."""
    async with units.begin(f"test:{writer}") as uow:
        for _ in range(dice.randint(1, 3)):
            uow.append(Noted(noun_id=uow.new_id(), at=uow.now, writer=writer, place=place))
        await uow.settle()
        await asyncio.sleep(dice.random() * 0.002)
        if dice.random() < 0.1:
            raise GaveUp


async def write(units: Units, writer: int, dice: random.Random) -> None:
    for place in range(EACH):
        with contextlib.suppress(GaveUp):
            await write_once(units, writer, place, dice)


async def follow(units: Units, stop: asyncio.Event) -> list[tuple[int, bytes]]:
    """Follow the log with a plain cursor, as the board does, until nothing is left."""
    seen: list[tuple[int, bytes]] = []
    while True:
        done = stop.is_set()
        async with units.reading() as reading:
            rows = await reading.fetch(
                "SELECT seq, hash FROM event WHERE seq > $1 ORDER BY seq LIMIT 50",
                seen[-1][0] if seen else 0,
            )
        seen.extend((row["seq"], row["hash"]) for row in rows)
        if not rows:
            if done:
                return seen
            await asyncio.sleep(0)


async def test_eight_writers_and_three_readers_miss_and_reorder_nothing(database_url: str) -> None:
    async with open_units(database_url) as units:
        stop = asyncio.Event()
        readers = [asyncio.create_task(follow(units, stop)) for _ in range(READERS)]
        await asyncio.gather(
            *(write(units, writer, random.Random(writer)) for writer in range(WRITERS))
        )
        stop.set()
        followed = await asyncio.gather(*readers)
        async with units.reading() as reading:
            truth = [
                (row["seq"], row["hash"])
                for row in await reading.fetch("SELECT seq, hash FROM event ORDER BY seq")
            ]
            places = await reading.fetch(
                "SELECT (data->>'writer')::int AS writer, (data->>'place')::int AS place"
                " FROM event ORDER BY seq"
            )
    assert len(truth) > WRITERS * EACH
    assert [seq for seq, _ in truth] == list(range(1, len(truth) + 1))
    assert all(seen == truth for seen in followed)
    for writer in range(WRITERS):
        own = [row["place"] for row in places if row["writer"] == writer]
        assert own == sorted(own)
        assert max(Counter(own).values()) <= 3


async def note(units: Units, count: int) -> None:
    for place in range(count):
        async with units.begin("test:note") as uow:
            uow.append(Noted(noun_id=uow.new_id(), at=uow.now, writer=place, place=place))


async def test_the_chain_that_the_database_made_is_verified_by_python(database_url: str) -> None:
    async with open_units(database_url) as units:
        await note(units, 20)
        async with units.reading() as reading:
            count, digest = await verify_log(reading)
    assert count == 20
    assert len(digest) == 64


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET actor = 'forger'",
        "DELETE FROM event",
        "TRUNCATE event",
        (
            "INSERT INTO event SELECT seq + 100, id, type, at, recorded_at, actor, noun_id,"
            " incident_id, agency_id, data, hash FROM event"
        ),
    ],
)
async def test_nobody_goes_around_the_door(database_url: str, statement: str) -> None:
    async with open_units(database_url) as units:
        await note(units, 1)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await units.pool.execute(statement)


async def test_a_forgery_with_the_trigger_off_is_found(database_url: str) -> None:
    async with open_units(database_url) as units:
        await note(units, 5)
        await units.pool.execute(
            "ALTER TABLE event DISABLE TRIGGER event_has_one_door;"
            " UPDATE event SET actor = 'forger' WHERE seq = 3"
        )
        async with units.reading() as reading:
            with pytest.raises(BrokenChain, match="Sequence 3"):
                await verify_log(reading)


async def test_work_that_fails_leaves_neither_fact_nor_gap(database_url: str) -> None:
    async with open_units(database_url) as units:
        await note(units, 1)
        dice = random.Random(0)
        dice.random = lambda: 0.0  # type: ignore[method-assign]  # gives up
        with pytest.raises(GaveUp):
            await write_once(units, 0, 0, dice)
        await note(units, 1)
        assert await units.pool.fetchval("SELECT array_agg(seq ORDER BY seq) FROM event") == [1, 2]
