"""The leases of the engine: one process at a time does a module's work, and a hung one loses it.

A lease is a row that its owner renews while it lives. Who stands by takes a lease that has lapsed,
ends what the last owner's connections left open (their locks would keep the work from being done),
and every transaction of a run asks first whether the lease is still its own: a process that wakes
up again after it was frozen changes nothing. Time is the database's, one for all processes; a lease
that would last longer than any is given was made before somebody set that clock back, and lapses.
Whoever was killed has no connection left, and its leases are free at once.

A program does not take what a newer one has done: it would not know the newer one's rows. Its
version is the newest migration that it brings.

The owner is the name under which a process's connections stand in `pg_stat_activity`.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import ClassVar, Final

from sqlmodel import Field

from dispatch.kernel.bounded import within
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.store.database import Connection, Pool
from dispatch.kernel.store.migrations import NEWEST_REVISION
from dispatch.kernel.store.rows import Row, required_stamp, text
from routing.value_object import value_object

LEASE_S: Final = 5.0
_RENEW_S = 1.5
# Less than the lease: who is slow to hear the answer must not think it holds what has lapsed.
_TRUST_S = LEASE_S - 1.0
_ASK_AGAIN_S = 1.0
_log = logging.getLogger(__name__)


class EngineLease(Row):
    """Who does a module's work until when; `fence` counts the owners."""

    __table_name__: ClassVar[str] = "engine_lease"
    __key__: ClassVar[tuple[str, ...]] = ("module",)
    module: str = text(primary_key=True)
    owner: str = text()
    until: datetime = required_stamp()
    fence: int = Field()
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class EngineLeaseTable(EngineLease, table=True):
    """Table of leases."""

    __tablename__ = "engine_lease"


class LeaseLost(RuntimeError):
    """Another process does this work now: what was begun must not be written."""


_TAKE = """
WITH held AS (SELECT owner FROM engine_lease WHERE module = $1),
taken AS (
    INSERT INTO engine_lease AS l (module, owner, until, fence, version)
    VALUES ($1, current_setting('application_name'),
        clock_timestamp() + $2 * interval '1 second', 1, $3)
    ON CONFLICT (module) DO UPDATE SET owner = excluded.owner, until = excluded.until,
        fence = l.fence + (l.owner <> excluded.owner)::int, version = excluded.version
    WHERE l.version <= excluded.version AND (l.owner = excluded.owner
        OR l.until NOT BETWEEN clock_timestamp() AND clock_timestamp() + $2 * interval '1 second'
        OR NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = l.owner))
    RETURNING fence, owner)
SELECT taken.fence, nullif(held.owner, taken.owner) AS last_owner FROM taken LEFT JOIN held ON true
"""
_RENEW = """
UPDATE engine_lease SET until = clock_timestamp() + $2 * interval '1 second'
WHERE module = ANY($1::text[]) AND owner = current_setting('application_name')
RETURNING module
"""
_RELEASE = """
UPDATE engine_lease SET until = clock_timestamp()
WHERE module = ANY($1::text[]) AND owner = current_setting('application_name')
"""
_IS_OURS = """
SELECT true FROM engine_lease
WHERE module = $1 AND fence = $2 AND owner = current_setting('application_name')
"""
# The last owner may be frozen with a transaction open, and its locks with it.
_END = """
SELECT count(pg_terminate_backend(pid, 1000)) FROM pg_stat_activity
WHERE application_name = $1 AND state <> 'idle' AND datname = current_database()
"""


@value_object
class Held:
    """A lease in hand: its fence, and until when it is trusted without asking."""

    fence: int
    until: float


class Leases:
    """The leases of one process."""

    def __init__(self, pool: Pool, version: int = NEWEST_REVISION) -> None:
        """Hold leases by way of `pool`, whose connections have a name of their own."""
        self._pool = pool
        self._version = version
        self._held: dict[str, Held] = {}
        self._refused: dict[str, float] = {}

    async def hold(self, module: str) -> int | None:
        """Return the fence of the lease of `module`; None while another process has it."""
        now = time.monotonic()
        held = self._held.get(module)
        if held is not None and now < held.until:
            return held.fence
        if now - self._refused.get(module, -_ASK_AGAIN_S) < _ASK_AGAIN_S:
            return None
        return await self._take(module, now)

    def holds(self, module: str) -> bool:
        """Whether this process does the work of `module`."""
        return module in self._held

    async def _take(self, module: str, now: float) -> int | None:
        taken = await self._pool.fetchrow(_TAKE, module, LEASE_S, self._version)
        if taken is None:
            self._held.pop(module, None)
            self._refused[module] = now
            return None
        self._held[module] = Held(taken["fence"], now + _TRUST_S)
        if taken["last_owner"] is not None:
            ended = await self._pool.fetchval(_END, taken["last_owner"])
            _log.warning(
                "took %s over from %s, %s of its transactions ended",
                *(module, taken["last_owner"], ended),
            )
        return int(taken["fence"])

    async def check(self, connection: Connection, module: str, fence: int) -> None:
        """Raise `LeaseLost` unless this process still holds the lease it began its run with."""
        if not await connection.fetchval(_IS_OURS, module, fence):
            self._held.pop(module, None)
            raise LeaseLost(f"{module} is another process's work now")

    @asynccontextmanager
    async def running(self, guardian: Guardian) -> AsyncIterator[None]:
        """Renew what is held for as long as the block lasts, then give it back."""
        kept = guardian.keep("engine-leases", self._keep)
        try:
            yield
        finally:
            await guardian.stop(kept)
            await self._release()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(_RENEW_S)
            try:
                await within(_TRUST_S, self._renew())
            except Exception:  # noqa: BLE001 - what is not renewed lapses, and is asked for again
                _log.warning("leases could not be renewed", exc_info=True)

    async def _renew(self) -> None:
        now, modules = time.monotonic(), list(self._held)
        if not modules:
            return
        ours = {row["module"] for row in await self._pool.fetch(_RENEW, modules, LEASE_S)}
        for module in modules:
            held = self._held.pop(module, None)
            if held is not None and module in ours:
                self._held[module] = Held(held.fence, now + _TRUST_S)

    async def _release(self) -> None:
        """Let the next process begin at once; without a database the leases lapse by themselves."""
        modules = list(self._held)
        self._held.clear()
        try:
            await within(1.0, self._pool.execute(_RELEASE, modules, timeout=1.0))
        except Exception:  # noqa: BLE001 - the process ends either way
            _log.warning("leases could not be given back", exc_info=True)
