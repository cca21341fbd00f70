"""Units of work on a test's own database, with a clock that a test can move."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from dispatch.kernel.clock import ManualClock
from dispatch.kernel.store.database import open_pool
from dispatch.kernel.store.migrations import load_tables
from dispatch.kernel.store.unit_of_work import NONE, Reactions, Units
from dispatch.kernel.store.wake import Wake
from tests.support.city import SHIPPED

# A bulk insert follows the order of foreign keys, for which every table must be declared.
load_tables(("dispatch", "intake", "agencies"))
START = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@asynccontextmanager
async def open_units(
    database_url: str, *, reactions: Reactions = NONE, size: int = 16
) -> AsyncIterator[Units]:
    """Open units of work whose clock stands at noon in Mojokerto."""
    pool = await open_pool(database_url, name="test", size=size)
    try:
        yield Units(pool, ManualClock(START), reactions, Wake(None), SHIPPED)
    finally:
        await pool.close()
