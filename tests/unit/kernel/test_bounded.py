import asyncio
import time

import pytest

from dispatch.kernel.bounded import within


async def stubborn(gate: asyncio.Event) -> str:
    """Do not end when it is cancelled: what a connection to a hung database does."""
    while not gate.is_set():
        try:
            await gate.wait()
        except asyncio.CancelledError:
            continue
    return "late"


async def until_cancelled(began: asyncio.Event, ended: asyncio.Event) -> None:
    began.set()
    try:
        await asyncio.sleep(3600)
    finally:
        ended.set()


async def test_what_ends_in_time_is_returned() -> None:
    assert await within(30, asyncio.sleep(0, "there")) == "there"


async def test_what_fails_in_time_is_raised() -> None:
    async def fail() -> None:
        raise LookupError("nothing")

    with pytest.raises(LookupError):
        await within(30, fail())


async def test_what_does_not_end_when_it_is_cancelled_is_left_alone() -> None:
    gate = asyncio.Event()
    with pytest.raises(TimeoutError):
        await within(0.01, stubborn(gate))
    gate.set()
    await asyncio.sleep(0)


async def test_whoever_is_cancelled_cancels_the_work() -> None:
    began, ended = asyncio.Event(), asyncio.Event()
    waiting = asyncio.ensure_future(within(3600, until_cancelled(began, ended)))
    await began.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await ended.wait()


async def held_up() -> str:
    """Keep the process from its turns for longer than the bound, then hear the answer."""
    time.sleep(0.4)  # noqa: ASYNC251 - it is what a process short of its turns looks like
    for _ in range(3):
        await asyncio.sleep(0)
    return "heard"


async def test_time_in_which_the_process_had_no_turn_is_not_counted() -> None:
    assert await within(0.3, held_up(), slice_s=0.03) == "heard"


async def test_silence_that_is_counted_by_slices_ends_as_well() -> None:
    gate = asyncio.Event()
    with pytest.raises(TimeoutError):
        await within(0.05, stubborn(gate), slice_s=0.01)
    gate.set()
    await asyncio.sleep(0)
