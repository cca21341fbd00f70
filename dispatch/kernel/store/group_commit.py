"""Group commit: callers wait while one writer commits many of their items in one transaction.

On this kind of machine it is ordered and two to four times as fast as committing one by one
(docs/adr/0003). An item that spoils its batch is tried again alone, so that it cannot sink the
others; storage that is away fails the whole batch at once. A writer that dies refuses everybody
who waits and is started again by its guardian: nobody waits for an answer that nobody will give.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from dispatch.kernel.errors import Conflict, TanggapError, Unavailable
from dispatch.kernel.guardian import Guarded, Guardian
from dispatch.kernel.store.away import is_away

T = TypeVar("T")
Answer = TypeVar("Answer")
_RETRY_AFTER_S = 2
_TRIES = 3
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Waiting(Generic[T, Answer]):
    item: T
    future: asyncio.Future[Answer]


class GroupCommit(Generic[T, Answer]):
    """Hands batches of items to `commit`, which returns an answer for each once it is durable."""

    def __init__(
        self,
        name: str,
        commit: Callable[[list[T]], Awaitable[list[Answer]]],
        *,
        batch: int = 64,
        queue: int = 4096,
    ) -> None:
        """Refuse with `unavailable.overloaded` once `queue` items wait."""
        self._name = name
        self._commit = commit
        self._batch = batch
        self._queue: asyncio.Queue[_Waiting[T, Answer]] = asyncio.Queue(queue)
        self._writer: Guarded | None = None

    @asynccontextmanager
    async def running(self, guardian: Guardian) -> AsyncIterator[None]:
        """Write batches for as long as the block lasts, then what still waits."""
        self._writer = guardian.keep(
            f"group-commit-{self._name}", self._write, on_death=self._refuse_queue, vital=True
        )
        try:
            yield
        finally:
            if self._writer.is_up:
                await self._queue.join()
            await guardian.stop(self._writer)
            self._writer = None
            self._refuse_queue()

    async def submit(self, item: T) -> Answer:
        """Commit an item with others in one transaction, and return its answer.

        Errors of the item itself are raised here.
        """
        if self._writer is None or not self._writer.is_up:
            raise self._down()
        waiting = _Waiting[T, Answer](item, asyncio.get_running_loop().create_future())
        try:
            self._queue.put_nowait(waiting)
        except asyncio.QueueFull:
            raise Unavailable("unavailable.overloaded", retry_after_s=_RETRY_AFTER_S) from None
        return await waiting.future

    async def _write(self) -> None:
        while True:
            group = [await self._queue.get()]
            try:
                while len(group) < self._batch and not self._queue.empty():
                    group.append(self._queue.get_nowait())
                await self._commit_group(group)
            finally:
                # Answered by now, unless the writer is dying with the group in its hands.
                self._refuse(group)
                for _ in group:
                    self._queue.task_done()

    async def _commit_group(self, group: list[_Waiting[T, Answer]], tries: int = _TRIES) -> None:
        try:
            answers = await self._commit([waiting.item for waiting in group])
            if len(answers) != len(group):
                # Which answer belongs to whom is unknown; alone, each item finds out.
                raise RuntimeError(f"{len(answers)} answers to {len(group)} items")  # noqa: TRY301 - one way for all that spoils a batch
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller must hear of it
            if is_away(error):
                # One by one, each would wait as long again for a storage that is not there.
                _log.error("a batch of %d finds no storage: %s", len(group), error)
                self._refuse(group, error)
                return
            if len(group) == 1 and not (_is_passing(error) and tries):
                _fail(group[0], error)
                return
            _log.warning("a batch of %d is committed one by one: %s", len(group), error)
            for waiting in group:
                await self._commit_group([waiting], tries - 1)
            return
        for waiting, answer in zip(group, answers, strict=True):
            if not waiting.future.done():
                waiting.future.set_result(answer)

    def _refuse_queue(self) -> None:
        waiting: list[_Waiting[T, Answer]] = []
        while not self._queue.empty():
            waiting.append(self._queue.get_nowait())
            self._queue.task_done()
        self._refuse(waiting)

    def _refuse(self, group: Iterable[_Waiting[T, Answer]], why: Exception | None = None) -> None:
        for waiting in group:
            if not waiting.future.done():
                waiting.future.set_exception(why or self._down())

    def _down(self) -> Unavailable:
        return Unavailable("unavailable", why="writer", retry_after_s=_RETRY_AFTER_S)


def _is_passing(error: Exception) -> bool:
    """Whether two transactions were in each other's way: the next try is likely to pass."""
    if isinstance(error, Unavailable):
        return error.why == "collision"
    return isinstance(error, Conflict) and error.code == "conflict.retry"


def _fail(waiting: "_Waiting[T, Answer]", error: Exception) -> None:
    if not isinstance(error, TanggapError):
        _log.error("an item could not be committed", exc_info=error)
    if not waiting.future.done():
        waiting.future.set_exception(error)
