"""Reference data kept in memory.

Small, dated, read on every request, changed a few times a year.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from dispatch.kernel.store.reading import Reading
from dispatch.kernel.store.unit_of_work import Units

T = TypeVar("T")
_EVERY_S = 5.0
_log = logging.getLogger(__name__)


class Cached(Generic[T]):
    """Holds what `load` returned.

    Loads again every five seconds, so every process follows a change within that time.
    """

    def __init__(self, load: Callable[[Reading], Awaitable[T]], empty: T) -> None:
        """Start with `empty` until the first refresh."""
        self._load = load
        self._value = empty
        self._task: asyncio.Task[None] | None = None

    def current(self) -> T:
        """Return what was loaded last."""
        return self._value

    async def refresh(self, units: Units) -> None:
        """Load now."""
        async with units.reading() as reading:
            self._value = await self._load(reading)

    async def start(self, units: Units) -> None:
        """Load, then keep loading in the background."""
        await self.refresh(units)
        self._task = asyncio.create_task(self._keep(units), name="cached")

    async def stop(self) -> None:
        """Stop loading."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep(self, units: Units) -> None:
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                await self.refresh(units)
            except Exception:  # noqa: BLE001 - keep the last good value; the database's absence is reported by /readyz
                _log.exception("reference data could not be refreshed")
