"""Wait with a bound that holds even for what does not end when it is cancelled."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_left: set[asyncio.Future[Any]] = set()


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns; TimeoutError after `seconds`.

    `asyncio.timeout` waits until the work has ended after it was cancelled. A connection to a hung
    database ends only when the database answers; here it is left to do so alone.
    """
    asking = asyncio.current_task()
    name = None if asking is None else f"{asking.get_name()}: bounded"
    task = asyncio.create_task(work, name=name)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if done:
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
