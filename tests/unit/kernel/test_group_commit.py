import asyncio

import pytest

from dispatch.kernel.errors import Invalid, Unavailable
from dispatch.kernel.store.group_commit import GroupCommit


class Store:
    """Commits numbers in groups; refuses a group that holds a negative one."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def commit(self, items: list[int]) -> list[str]:
        await self.gate.wait()
        if any(item < 0 for item in items):
            raise Invalid("number.negative", str(items))
        self.groups.append(items)
        return [f"stored {item}" for item in items]


async def test_callers_that_wait_together_share_a_commit() -> None:
    store = Store()
    group = GroupCommit(store.commit, batch=10)
    group.start()
    answers = await asyncio.gather(*(group.submit(item) for item in range(25)))
    await group.stop()
    assert answers == [f"stored {item}" for item in range(25)]
    assert [len(items) for items in store.groups] == [10, 10, 5]


async def test_one_bad_item_fails_alone() -> None:
    store = Store()
    group = GroupCommit(store.commit)
    group.start()
    answers = await asyncio.gather(
        *(group.submit(item) for item in (1, -2, 3)), return_exceptions=True
    )
    await group.stop()
    assert answers[0] == "stored 1"
    assert isinstance(answers[1], Invalid)
    assert answers[2] == "stored 3"


async def test_a_full_queue_refuses_and_says_when_to_come_back() -> None:
    store = Store()
    store.gate.clear()
    group = GroupCommit(store.commit, batch=1, queue=2)
    group.start()
    waiting = [asyncio.create_task(group.submit(0))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting += [asyncio.create_task(group.submit(item)) for item in (1, 2)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as caught:
        await group.submit(3)
    assert caught.value.extra == {"retry_after_s": 2}
    store.gate.set()
    assert await asyncio.gather(*waiting) == ["stored 0", "stored 1", "stored 2"]
    await group.stop()
