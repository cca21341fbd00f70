"""Wake-ups: a nudge that something was committed.

They carry no truth; losing one only means waiting for the next poll.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

from redis.asyncio import Redis
from redis.exceptions import RedisError

from dispatch.kernel.guardian import Guardian

CHANNEL = "tanggap:wake"
_RETRY_S = 1.0
_log = logging.getLogger(__name__)


class Wake:
    """Wakes waiters in this process at once and, through Redis, those in other processes."""

    def __init__(self, redis: Redis | None) -> None:
        """Use `redis` between processes; None keeps the wake-ups inside this one."""
        self._redis = redis
        self._waiters: set[asyncio.Event] = set()
        self._announce = asyncio.Event()
        self._latest = 0

    @asynccontextmanager
    async def running(self, guardian: Guardian) -> AsyncIterator[None]:
        """Announce commits and listen for others' for as long as the block lasts."""
        if self._redis is None:
            yield
            return
        loops = (
            guardian.keep("wake-publish", partial(self._publish, self._redis)),
            guardian.keep("wake-listen", partial(self._listen, self._redis)),
        )
        try:
            yield
        finally:
            await guardian.stop(*loops)

    def signal(self, seq: int) -> None:
        """Announce that the log has been committed up to `seq`; it neither blocks nor fails."""
        self._latest = max(self._latest, seq)
        self._ring()
        self._announce.set()

    @contextmanager
    def waiter(self) -> Iterator[asyncio.Event]:
        """Give an event that is set at every wake-up for as long as the block lasts.

        The caller clears it before it looks at the tables.
        """
        event = asyncio.Event()
        self._waiters.add(event)
        try:
            yield event
        finally:
            self._waiters.discard(event)

    def _ring(self) -> None:
        for event in self._waiters:
            event.set()

    async def _publish(self, redis: Redis) -> None:
        while True:
            await self._announce.wait()
            self._announce.clear()
            with contextlib.suppress(RedisError, OSError):
                await redis.publish(CHANNEL, self._latest)

    async def _listen(self, redis: Redis) -> None:
        while True:
            try:
                async with redis.pubsub() as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    async for _ in pubsub.listen():
                        self._ring()
            except (RedisError, OSError) as error:
                _log.warning("wake-ups between processes are off, polling instead: %s", error)
                await asyncio.sleep(_RETRY_S)


async def nap(event: asyncio.Event, seconds: float) -> None:
    """Sleep until `event` is set or `seconds` have passed, then clear it."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    event.clear()
