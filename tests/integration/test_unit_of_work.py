"""The unit of work on a real database.

Buffered rows, guarded changes, reactions before the commit.
"""

from datetime import timedelta

import asyncpg
import pytest

from dispatch.access.models import ApiToken, Person
from dispatch.kernel.errors import Conflict, Invalid, NotFound
from dispatch.kernel.ids import uuid7
from dispatch.kernel.store.outbox import Owed, bury, claim, count_owed, postpone, settle
from dispatch.kernel.store.unit_of_work import Reactions, UnitOfWork, Units
from intake.reports.events import RawMessageKept, RawMessageSettled
from intake.reports.models import RawMessage
from tests.support.units import START, open_units


def message(uow: UnitOfWork, *, body: bytes = b"tolong") -> RawMessage:
    return RawMessage(
        id=uow.new_id(), channel="sms", received_at=uow.now, body=body, state="needs_person"
    )


async def keep_one(units: Units) -> RawMessage:
    async with units.begin("test:1") as uow:
        row = message(uow)
        uow.add(row)
        uow.append(RawMessageKept(noun_id=row.id, at=uow.now, channel="sms", problem="x"))
    return row


async def test_a_row_in_the_buffer_is_read_and_changed_like_any_other(database_url: str) -> None:
    async with open_units(database_url) as units:
        async with units.begin("test:1") as uow:
            row = message(uow)
            uow.add(row)
            assert await uow.get(RawMessage, row.id) is row
            await uow.change(row, state="settled")
        stored = await units.pool.fetchrow("SELECT * FROM raw_message")
        assert stored is not None
        assert (stored["state"], bytes(stored["body"])) == ("settled", b"tolong")


async def test_the_second_of_two_who_saw_the_same_row_is_refused(database_url: str) -> None:
    async with open_units(database_url) as units:
        async with units.begin("test:1") as uow:
            row = message(uow)
            uow.add(row)
        async with units.begin("test:1") as uow:
            mine = await uow.get(RawMessage, row.id)
            stale = mine.model_copy()
            await uow.change(mine, state="settled")
            with pytest.raises(Conflict, match=r"conflict\.stale_version"):
                await uow.change(stale, state="parsed")


async def test_what_is_not_there_is_not_found(database_url: str) -> None:
    async with open_units(database_url) as units:
        with pytest.raises(NotFound, match=r"raw_message\.not_found"):
            async with units.begin("test:1") as uow:
                await uow.get(RawMessage, uuid7(START))


async def test_reactions_run_in_their_order_before_the_commit_and_may_append_facts(
    database_url: str,
) -> None:
    order: list[str] = []

    async def first(uow: UnitOfWork, event: RawMessageKept) -> None:
        order.append("first")
        uow.append(RawMessageSettled(noun_id=event.noun_id, at=event.at, channel=event.channel))

    async def second(_: UnitOfWork, event: RawMessageKept) -> None:
        order.append("second")

    async def third(uow: UnitOfWork, event: RawMessageSettled) -> None:
        order.append("third")
        row = await uow.get(RawMessage, event.noun_id)
        await uow.change(row, state="settled")

    table: Reactions = {RawMessageKept: [first, second], RawMessageSettled: [third]}
    async with open_units(database_url, reactions=table) as units:
        async with units.begin("test:1") as uow:
            row = message(uow)
            uow.add(row)
            uow.append(RawMessageKept(noun_id=row.id, at=uow.now, channel="sms", problem="x"))
        assert order == ["first", "second", "third"]
        assert await units.pool.fetchval("SELECT state FROM raw_message") == "settled"
        assert await units.pool.fetchval("SELECT array_agg(type ORDER BY seq) FROM event") == [
            "raw_message.kept",
            "raw_message.settled",
        ]


async def test_a_reaction_that_fails_takes_the_whole_work_with_it(database_url: str) -> None:
    async def fail(_: UnitOfWork, __: RawMessageKept) -> None:
        raise ZeroDivisionError

    async with open_units(database_url, reactions={RawMessageKept: [fail]}) as units:
        with pytest.raises(ZeroDivisionError):
            await keep_one(units)
        assert await units.pool.fetchval("SELECT count(*) FROM raw_message") == 0


async def test_what_the_database_refuses_becomes_an_error_with_a_code(database_url: str) -> None:
    async with open_units(database_url) as units:
        person = Person(
            id=uuid7(START),
            username="a",
            name="A",
            role="dispatcher",
            password_hash="x",
            created_at=START,
        )
        async with units.begin("test:1") as uow:
            uow.add(person)
        with pytest.raises(Conflict, match=r"conflict\.exists"):
            async with units.begin("test:1") as uow:
                uow.add(person.model_copy(update={"id": uuid7(START)}))
        with pytest.raises(Invalid, match=r"invalid\.value"):
            async with units.begin("test:1") as uow:
                uow.add(person.model_copy(update={"id": uuid7(START), "username": "nul\0"}))
        with pytest.raises(asyncpg.CheckViolationError):
            async with units.begin("test:1") as uow:
                uow.add(
                    ApiToken(
                        id=uuid7(START), token_hash=b"x", name="n", role="emperor", created_at=START
                    )
                )


async def test_owed_rows_are_claimed_once_and_come_back_when_their_worker_dies(
    database_url: str,
) -> None:
    async with open_units(database_url) as units:
        async with units.begin("test:1") as uow:
            for _ in range(3):
                uow.add(
                    Owed(
                        id=uow.new_id(),
                        kind="news",
                        noun_id=uow.new_id(),
                        due_at=uow.now,
                        created_at=uow.now,
                    )
                )
        async with units.begin("test:1") as uow:
            mine = await claim(uow, "news", limit=2, lease_s=30)
        async with units.begin("test:2") as uow:
            other = await claim(uow, "news", limit=5, lease_s=30)
        assert (len(mine), len(other)) == (2, 1)
        async with units.begin("test:1") as uow:
            await settle(uow, mine[0])
            await postpone(uow, mine[1], until=START + timedelta(seconds=60), error="busy")
        units.clock.advance(seconds=31)  # type: ignore[attr-defined]  # a manual clock
        async with units.begin("test:3") as uow:
            back = await claim(uow, "news", limit=5, lease_s=30)
            assert [owed.id for owed in back] == [other[0].id]
            assert back[0].attempts == 2
            await bury(uow, back[0], error="gone")
            owed = await count_owed(uow, uow.now + timedelta(minutes=5))
            assert (owed.due, owed.dead, owed.unhandled) == (1, 1, 1)
            assert owed.oldest_s == pytest.approx(271.0)
            # Of the last hour, but still waiting for a person after it.
            later = await count_owed(uow, uow.now + timedelta(hours=2))
            assert (later.dead, later.unhandled) == (0, 1)


async def test_what_follows_from_a_fact_is_done_by_whoever_made_the_fact(database_url: str) -> None:
    async def settle_it(uow: UnitOfWork, event: RawMessageKept) -> None:
        uow.append(RawMessageSettled(noun_id=event.noun_id, at=event.at, channel=event.channel))

    async with open_units(database_url, reactions={RawMessageKept: [settle_it]}) as units:
        async with units.begin("system:intake") as uow:
            for sender in ("token:a", "token:b"):
                uow.actor = sender
                uow.add(row := message(uow))
                uow.append(RawMessageKept(noun_id=row.id, at=uow.now, channel="sms", problem="x"))
        actors = await units.pool.fetchval("SELECT array_agg(actor ORDER BY seq) FROM event")
        assert actors == ["token:a", "token:b", "token:a", "token:b"]
