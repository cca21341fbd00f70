"""Reference data kept in memory: small, dated, read on each request, changed a few times a year."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Generic, TypeVar

from dispatch.kernel.guardian import Guardian
from dispatch.kernel.store.away import is_away
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import Units

T = TypeVar("T")
_EVERY_S = 5.0
_log = logging.getLogger(__name__)


class Cached(Generic[T]):
    """Holds reference data in memory.

    It is loaded again every five seconds, so every process follows a change within that time.
    """

    def __init__(
        self, name: str, load: Callable[[ReadTransaction], Awaitable[T]], empty: T
    ) -> None:
        """Start with `empty` until the first refresh; `name` says in the log what it is."""
        self._name = name
        self._load = load
        self._value = empty

    def current(self) -> T:
        """Return what was loaded last."""
        return self._value

    async def refresh(self, units: Units) -> None:
        """Load the reference data now."""
        async with units.reading() as reading:
            self._value = await self._load(reading)

    @asynccontextmanager
    async def running(self, units: Units, guardian: Guardian) -> AsyncIterator[None]:
        """Reload in the background for as long as the block lasts; who begins loads it first."""
        kept = guardian.keep(f"cached-{self._name}", partial(self._keep, units))
        try:
            yield
        finally:
            await guardian.stop(kept)

    async def _keep(self, units: Units) -> None:
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                await self.refresh(units)
            except Exception as error:  # noqa: BLE001 - keep the last good value; the database's absence is reported by /readyz
                trace = None if is_away(error) else error
                _log.error("%s could not be refreshed: %s", self._name, error, exc_info=trace)
