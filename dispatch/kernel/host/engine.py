"""The engine: small modules that ask the tables what is due now.

Each module runs under a lease (one process at a time), with a time limit, apart from the
others: a sick one leaves a heartbeat with its error and a metric, and never stops the rest. A
restart at any instant loses nothing, because what is due is in tables, not in memory.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import ClassVar, Final, Protocol, runtime_checkable

from prometheus_client import Counter, Histogram
from sqlmodel import Field

from dispatch.kernel.bounded import within
from dispatch.kernel.container import Services
from dispatch.kernel.feature import ExtensionPoint
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.host.lease import LEASE_S, LeaseLost, Leases
from dispatch.kernel.store.away import is_away
from dispatch.kernel.store.rows import Row, required_stamp, stamp, text
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.store.wake import nap

RUNS = Counter("tanggap_engine_runs_total", "Runs of an engine module", ["module", "outcome"])
SECONDS = Histogram(
    "tanggap_engine_run_seconds", "Duration of a run of an engine module", ["module"]
)
_BREATH_S = 0.1  # lets a burst of commits become one run
_BEAT_S = 1.0
_STAND_BY_S = 2.0
_log = logging.getLogger(__name__)


class Module(Protocol):
    """A module of the engine: something that is done again and again."""

    name: str
    every_s: float
    time_limit_s: float
    woken: bool  # run at once after a commit, not only every `every_s`

    async def run_once(self, units: Units, now: datetime) -> int:
        """Do what is due at `now`, in transactions of its own; return how many things were done."""
        ...


MODULES: Final = ExtensionPoint[Callable[[Services], Sequence[Module]]]("engine modules")


@runtime_checkable
class Closing(Protocol):
    """A module that holds something open."""

    async def close(self) -> None:
        """Close what the module holds open; what was under way is due again."""
        ...


@runtime_checkable
class Resting(Protocol):
    """A module that leaves the database to others for longer, the longer its last run took."""

    @property
    def rest_s(self) -> float:
        """How long to rest after the last run, beyond the usual pause."""
        ...


class Heartbeat(Row):
    """The last life sign of an engine module."""

    __table_name__: ClassVar[str] = "engine_heartbeat"
    __key__: ClassVar[tuple[str, ...]] = ("module",)
    module: str = text(primary_key=True)
    ran_at: datetime = required_stamp()
    succeeded_at: datetime | None = stamp()
    error: str | None = text(default=None)
    runs: int = Field(default=0)
    failures: int = Field(default=0)


class HeartbeatTable(Heartbeat, table=True):
    """Table of heartbeats."""

    __tablename__ = "engine_heartbeat"


_BEAT = """
INSERT INTO engine_heartbeat AS h (module, ran_at, succeeded_at, error, runs, failures)
VALUES ($1, $2::timestamptz, CASE WHEN $3::text IS NULL THEN $2::timestamptz END, $3::text, 1,
    ($3::text IS NOT NULL)::int)
ON CONFLICT (module) DO UPDATE SET ran_at = excluded.ran_at,
    succeeded_at = coalesce(excluded.succeeded_at, h.succeeded_at),
    error = excluded.error, runs = h.runs + 1, failures = h.failures + excluded.failures
"""


class Engine:
    """Runs modules until it is stopped."""

    def __init__(self, units: Units, modules: list[Module]) -> None:
        """Run `modules` in units of work of `units`."""
        self._units = units
        self._modules = modules
        self._leases = Leases(units.pool)
        self._beaten: dict[str, float] = {}

    @asynccontextmanager
    async def running(self, guardian: Guardian) -> AsyncIterator[None]:
        """Run for as long as the block lasts.

        Each module stops at its next await, and its open transaction rolls back.
        """
        async with self._leases.running(guardian):
            kept = [
                guardian.keep(f"engine-{module.name}", partial(self._repeat, module))
                for module in self._modules
            ]
            try:
                yield
            finally:
                await guardian.stop(*kept)
                for module in self._modules:
                    if isinstance(module, Closing):
                        await module.close()

    async def _repeat(self, module: Module) -> None:
        with self._units.wake.waiter() as woken:
            waker = woken if module.woken else asyncio.Event()
            while True:
                done = await self.run_module(module)
                await asyncio.sleep(_BREATH_S)
                rest = module.rest_s if isinstance(module, Resting) else 0.0
                if rest or not done:
                    await nap(waker, max(self._pause(module) + rest - _BREATH_S, 0.0))

    def _pause(self, module: Module) -> float:
        """Return how long to wait: who stands by looks often, whatever the module's own pace is."""
        if self._leases.holds(module.name):
            return module.every_s
        return min(module.every_s, _STAND_BY_S)

    async def run_module(self, module: Module) -> int:
        """Run one module once, if no other process is at it; return how many things it did."""
        started, error, done = time.monotonic(), None, 0
        try:
            fence = await within(LEASE_S, self._leases.hold(module.name))
            if fence is None:
                return 0
            ours = partial(self._leases.check, module=module.name, fence=fence)
            units = replace(self._units, check=ours)
            # A run that hangs in the database is left alone: the next one must not wait for it.
            done = await within(module.time_limit_s, module.run_once(units, units.clock.now()))
        except LeaseLost as lost:
            _log.warning("%s", lost)
            return 0
        except Exception as caught:  # noqa: BLE001 - a sick module must not stop the others
            sick = None if is_away(caught) else caught  # one trace for it is the pulse's to leave
            _log.error("engine module %s failed: %s", module.name, caught, exc_info=sick)
            error = f"{type(caught).__name__}: {caught}"
        SECONDS.labels(module.name).observe(time.monotonic() - started)
        RUNS.labels(module.name, "failed" if error else "ok").inc()
        if error or started - self._beaten.get(module.name, -_BEAT_S) >= _BEAT_S:
            self._beaten[module.name] = started
            await self._beat(module, error)
        return 0 if error else done

    async def _beat(self, module: Module, error: str | None) -> None:
        try:
            await self._units.pool.execute(_BEAT, module.name, self._units.clock.now(), error)
        except Exception:  # noqa: BLE001 - the database is away; /readyz says so
            _log.warning("no heartbeat for %s", module.name)
            await asyncio.sleep(module.every_s)
