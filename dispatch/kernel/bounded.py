"""Wait with a bound that holds even for what does not end when it is cancelled."""

import asyncio
from collections.abc import Coroutine
from math import ceil
from typing import Any, TypeVar

T = TypeVar("T")
_left: set[asyncio.Future[Any]] = set()


async def within(
    seconds: float, work: Coroutine[Any, Any, T], *, slice_s: float | None = None
) -> T:
    """Return what `work` returns; TimeoutError after `seconds`.

    `asyncio.timeout` waits until the work has ended after it was cancelled. A connection to a hung
    database ends only when the database answers; here it is left to do so alone.

    With `slice_s` the time counts by slices of that length, and one that ends late counts as one:
    what this process missed while it did not get its turn is not the other side's silence.
    """
    asking = asyncio.current_task()
    name = None if asking is None else f"{asking.get_name()}: bounded"
    task = asyncio.create_task(work, name=name)
    slices = 1 if slice_s is None else ceil(seconds / slice_s)
    try:
        for _ in range(slices):
            if not task.done():
                await asyncio.wait({task}, timeout=seconds / slices)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if task.done():
        return task.result()
    leave(task)
    raise TimeoutError(f"not done within {seconds} s")


def leave(task: asyncio.Future[Any]) -> None:
    """Cancel `task` without waiting for its end."""
    task.cancel()
    _left.add(task)
    task.add_done_callback(_forget)


def _forget(task: asyncio.Future[Any]) -> None:
    _left.discard(task)
    if not task.cancelled():
        task.exception()  # it has been seen: nobody waits for it any more
