"""The beginning: what a process must have read before it may serve anybody.

A server that starts while the database is away must take calls all the same (the journal keeps
them) and become whole by itself when it is back. Until everything here has been read the breaker is
held: whoever asks is refused as if storage were away. A schema that is older than the program holds
it as well; an operator migrates, and the process goes on.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

import asyncpg

from dispatch.kernel.guardian import Guardian
from dispatch.kernel.store.away import is_away
from dispatch.kernel.store.breaker import Held, Standing
from dispatch.kernel.store.cached import Cached
from dispatch.kernel.store.database import Pool
from dispatch.kernel.store.migrations import SchemaOld, check_schema
from dispatch.kernel.store.pulse import Pulse
from dispatch.kernel.store.unit_of_work import Units

_AGAIN_S = 0.5
_log = logging.getLogger(__name__)


class Beginning:
    """What one process reads before it serves."""

    def __init__(self, pool: Pool, pulse: Pulse) -> None:
        """Hold the breaker of `pool` until all is read; `pulse` says when to try."""
        self._pool = pool
        self._pulse = pulse
        self._loads: list[Callable[[], Awaitable[object]]] = []
        pool.breaker.held = Held.STARTING

    def needs(self, load: Callable[[], Awaitable[object]]) -> None:
        """Have `load` run before anybody is served; again when it finds the database away."""
        self._loads.append(load)

    @asynccontextmanager
    async def keeping(
        self, kept: Iterable[Cached[Any]], units: Units, guardian: Guardian
    ) -> AsyncIterator[None]:
        """Have reference data read, and keep it fresh for as long as the block lasts."""
        async with AsyncExitStack() as stack:
            for cached in kept:
                self.needs(partial(cached.refresh, units))
                await stack.enter_async_context(cached.running(units, guardian))
            yield

    @asynccontextmanager
    async def running(self, guardian: Guardian) -> AsyncIterator[None]:
        """Begin now; when the database is away, as soon as it is back while the block lasts.

        Raises what is wrong and will not mend itself.
        """
        if await self._try():
            yield
            return
        kept = guardian.keep("beginning", self._keep_trying)
        try:
            yield
        finally:
            await guardian.stop(kept)

    async def _keep_trying(self) -> None:
        while not await self._try_again():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(_AGAIN_S)
        _log.warning("the database is back: this process is whole")
        await asyncio.Event().wait()

    async def _try_again(self) -> bool:
        """Try; a schema that is not there yet may still come."""
        try:
            return await self._try()
        except (SchemaOld, asyncpg.UndefinedTableError) as error:
            self._pool.breaker.held = Held.SCHEMA
            _log.critical("the database is back, but not for this program: %s", error)
            return False

    async def _try(self) -> bool:
        """Read everything; return whether the database let us."""
        if self._pulse.health.standing is Standing.AWAY:
            return False
        breaker = self._pool.breaker
        try:
            with breaker.beginning():
                async with self._pool.acquire() as connection:
                    await check_schema(connection)
                for load in self._loads:
                    await load()
        except Exception as error:
            if not is_away(error):
                raise
            return False
        breaker.held = None
        return True
