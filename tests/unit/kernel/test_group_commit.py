import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from dispatch.kernel.errors import Conflict, Invalid, Unavailable
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.store.group_commit import GroupCommit

WRITER = "group-commit-numbers"


class Store:
    """Commits numbers in groups; refuses a group that holds a negative one."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def commit(self, items: list[int]) -> list[str]:
        await self.gate.wait()
        if any(item < 0 for item in items):
            raise Invalid("number.negative", numbers=items)
        self.groups.append(items)
        return [f"stored {item}" for item in items]


@asynccontextmanager
async def writing(
    commit: Callable[[list[int]], Awaitable[list[str]]],
    *,
    guardian: Guardian | None = None,
    batch: int = 64,
    queue: int = 4096,
) -> AsyncIterator[GroupCommit[int, str]]:
    group = GroupCommit("numbers", commit, batch=batch, queue=queue)
    async with group.running(guardian or Guardian()):
        yield group


async def in_the_way() -> list[str]:
    raise Conflict("conflict.retry")


async def together(group: GroupCommit[int, str], *items: int) -> list[str | BaseException]:
    return await asyncio.gather(*(group.submit(item) for item in items), return_exceptions=True)


async def test_callers_that_wait_together_share_a_commit() -> None:
    store = Store()
    async with writing(store.commit, batch=10) as group:
        answers = await together(group, *range(25))
    assert answers == [f"stored {item}" for item in range(25)]
    assert [len(items) for items in store.groups] == [10, 10, 5]


async def test_one_bad_item_fails_alone() -> None:
    async with writing(Store().commit) as group:
        first, bad, last = await together(group, 1, -2, 3)
    assert (first, last) == ("stored 1", "stored 3")
    assert isinstance(bad, Invalid)


async def test_a_full_queue_refuses_and_says_when_to_come_back() -> None:
    store = Store()
    store.gate.clear()
    async with writing(store.commit, batch=1, queue=2) as group:
        waiting = [asyncio.create_task(group.submit(0))]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting += [asyncio.create_task(group.submit(item)) for item in (1, 2)]
        await asyncio.sleep(0)
        with pytest.raises(Unavailable) as caught:
            await group.submit(3)
        assert caught.value.params == {"retry_after_s": 2}
        store.gate.set()
        assert await asyncio.gather(*waiting) == ["stored 0", "stored 1", "stored 2"]


@pytest.mark.parametrize("wrong", [[], ["stored 1"], ["stored 1", "stored 2", "stored 3"]])
async def test_too_few_or_too_many_answers_are_asked_for_again_one_by_one(
    wrong: list[str],
) -> None:
    store, calls = Store(), list[int]()

    async def forgetful(items: list[int]) -> list[str]:
        calls.append(len(items))
        return wrong if len(items) > 1 else await store.commit(items)

    async with writing(forgetful) as group, asyncio.timeout(5):
        assert await together(group, 1, 2) == ["stored 1", "stored 2"]
        assert await group.submit(3) == "stored 3"
    assert calls == [2, 1, 1, 1]


async def test_an_item_without_an_answer_fails_and_the_writer_lives_on() -> None:
    store = Store()

    async def silent_on_two(items: list[int]) -> list[str]:
        return [] if 2 in items else await store.commit(items)

    guardian = Guardian()
    async with writing(silent_on_two, guardian=guardian) as group, asyncio.timeout(5):
        first, without, last = await together(group, 1, 2, 3)
        assert (first, last) == ("stored 1", "stored 3")
        assert isinstance(without, RuntimeError)
        assert guardian.dead == {}


async def test_a_writer_that_dies_refuses_all_who_wait_and_comes_back() -> None:
    store, guardian = Store(), Guardian()
    store.gate.clear()
    async with writing(store.commit, guardian=guardian, batch=1) as group, asyncio.timeout(5):
        waiting = [asyncio.create_task(group.submit(item)) for item in range(5)]
        await asyncio.sleep(0.01)
        guardian.find(WRITER).task.cancel()
        refused = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(one) for one in refused] == [Unavailable] * 5
        assert {one.params["retry_after_s"] for one in refused if isinstance(one, Unavailable)} == {
            2
        }
        store.gate.set()
        await asyncio.sleep(0.01)
        assert await group.submit(7) == "stored 7"
    assert store.groups == [[7]]


async def test_a_writer_that_dies_at_the_end_keeps_nobody_from_stopping() -> None:
    store, guardian = Store(), Guardian()
    store.gate.clear()
    async with asyncio.timeout(5):
        async with writing(store.commit, guardian=guardian) as group:
            waiting = [asyncio.create_task(group.submit(item)) for item in range(3)]
            await asyncio.sleep(0.01)
            guardian.find(WRITER).task.cancel()
        refused = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in refused] == [Unavailable] * 3


async def test_nothing_is_taken_in_before_and_after() -> None:
    async with writing(Store().commit) as group:
        pass
    with pytest.raises(Unavailable):
        await group.submit(1)


async def test_storage_that_is_away_fails_a_batch_once_and_not_item_by_item() -> None:
    tries = list[int]()

    async def away(items: list[int]) -> list[str]:
        tries.append(len(items))
        raise TimeoutError("the database hangs")

    async with writing(away, batch=10) as group:
        answers = await together(group, *range(10))
    assert [type(one) for one in answers] == [TimeoutError] * 10
    assert tries == [10]


@pytest.mark.parametrize(("crossings", "ends"), [(1, str), (3, str), (4, Conflict)])
async def test_who_was_in_anothers_way_is_tried_again_a_few_times(
    crossings: int, ends: type[object]
) -> None:
    store, left = Store(), [crossings]

    async def crossed(items: list[int]) -> list[str]:
        left[0] -= 1
        return await (store.commit(items) if left[0] < 0 else in_the_way())

    async with writing(crossed) as group:
        [answer] = await together(group, 7)
    assert type(answer) is ends
