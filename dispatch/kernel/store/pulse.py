"""The pulse: each process asks the database every second, on a connection of its own.

Its answer says what time it is (`true_time.py`), whether reports can be stored, and how far the log
and the engine's modules are; whoever wants to know looks here and waits for nobody.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import ClassVar, Final

import asyncpg
from asyncpg import Record
from sqlmodel import BigInteger, Field

from dispatch.kernel.bounded import within
from dispatch.kernel.clock import Clock, SteadyClock, SystemClock, elapsed
from dispatch.kernel.container import Service
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.store.away import is_away, is_full, is_read_only
from dispatch.kernel.store.breaker import Standing
from dispatch.kernel.store.database import Connection, Pool, connect_alone
from dispatch.kernel.store.disturbance import Code, Disturbance, forget, tell
from dispatch.kernel.store.rows import Row, required_stamp, text
from dispatch.kernel.store.true_time import NONE, TOLERANCE, Look, judge
from routing.value_object import value_object

BEAT_EVERY_S: Final = 1.0
# By this much at a time the database's silence is counted: a process that is short of its turns
# must not take its own lateness for that, and cut what is under way.
_SLICE_S: Final = 0.1
_LIVE_S: Final = 5.0
# A longer round trip says too little about the moment at which the clock was read.
_SHARP_S: Final = 1.0
_OLD_DAYS: Final = 7
_MICROSECOND: Final = timedelta(microseconds=1)
_log = logging.getLogger(__name__)


class PulseRow(Row):
    """The last life sign of a process, in the database's own time."""

    __table_name__: ClassVar[str] = "pulse"
    __key__: ClassVar[tuple[str, ...]] = ("owner",)
    owner: str = text(primary_key=True)
    at: datetime = required_stamp()


class PulseTable(PulseRow, table=True):
    """Table of life signs."""

    __tablename__ = "pulse"


class ClockCorrection(Row):
    """How far the database's clock is ahead of the time that counts; no row means not at all."""

    __table_name__: ClassVar[str] = "clock_correction"
    __key__: ClassVar[tuple[str, ...]] = ("id",)
    id: bool = Field(primary_key=True)
    ahead_us: int = Field(sa_type=BigInteger)
    since: datetime = required_stamp()


class ClockCorrectionTable(ClockCorrection, table=True):
    """Table of the one correction."""

    __tablename__ = "clock_correction"


_LOOK: Final = """
SELECT clock_timestamp() AS database, head.seq, head.recorded_at,
    coalesce((SELECT ahead_us FROM clock_correction), 0) AS ahead_us,
    EXISTS (SELECT FROM pulse WHERE owner <> current_setting('application_name')
        AND at BETWEEN clock_timestamp() - $1 * interval '1 second' AND clock_timestamp())
        AS others_live,
    NOT pg_is_in_recovery() AND current_setting('default_transaction_read_only') = 'off' AS writes
FROM (SELECT) AS one
LEFT JOIN (SELECT seq, recorded_at FROM event ORDER BY seq DESC LIMIT 1) AS head ON true
"""
# More than the memory it is given: the database must find room on its disk, as for a report.
_ROOM: Final = "SELECT count(*) FROM generate_series(1, 8192)"
_MEMORY: Final = {"work_mem": "64kB"}
_BEATS: Final = "SELECT module, ran_at, error FROM engine_heartbeat ORDER BY module"
# Life sign and correction in one: whoever sees this life sign sees the correction as well.
_WRITE: Final = """
WITH beat AS (
    INSERT INTO pulse (owner, at) VALUES (current_setting('application_name'), clock_timestamp())
    ON CONFLICT (owner) DO UPDATE SET at = excluded.at)
INSERT INTO clock_correction AS c (id, ahead_us, since)
SELECT true, $2::bigint, clock_timestamp() WHERE $1::bigint <> $2::bigint
ON CONFLICT (id) DO UPDATE SET ahead_us = excluded.ahead_us, since = excluded.since
WHERE c.ahead_us = $1::bigint
"""
_FORGET: Final = "DELETE FROM pulse WHERE at < clock_timestamp() - $1 * interval '1 day'"


@value_object(kw_only=True)
class Health:
    """What the last beat found."""

    beat_at: float
    standing: Standing
    head: int = 0
    modules: tuple[Record, ...] = ()


class Pulse:
    """The pulse of one process, and the clock that it keeps right."""

    def __init__(
        self,
        database_url: str,
        *,
        name: str,
        patience_s: float,
        clock: Clock | None = None,
        pool: Pool | None = None,
    ) -> None:
        """Ask as `name`, and give up a beat after `patience_s`; a `clock` given keeps its time.

        Whoever asks by way of `pool` is refused while storage cannot be used.
        """
        self._url = database_url
        self._name = name
        self._patience_s = patience_s
        self._given = clock
        self._pool = pool
        self._steady: SteadyClock | None = None
        self._is_ours = False  # the time that is told is still this machine's own
        self._ahead = NONE
        self._told: set[str] = set()
        self._connection: Connection | None = None
        self._wanted = asyncio.Event()
        self._beaten = asyncio.Condition()
        self.health = Health(beat_at=elapsed(), standing=Standing.AWAY)
        self.stood_since: datetime | None = None  # when storage began to stand as it does

    @property
    def clock(self) -> Clock:
        """The time that counts; there is none before the first beat."""
        clock = self._given or self._steady
        if clock is None:
            raise LookupError("the pulse has not beaten yet")
        return clock

    @property
    def database_off_s(self) -> float:
        """How far the database's clock is ahead of the time that counts, in seconds."""
        return self._ahead.total_seconds()

    @property
    def server_off_s(self) -> float:
        """How far this machine's clock is ahead of the time that counts, in seconds."""
        if self._steady is None:
            return 0.0
        return (SystemClock().now() - self._steady.now()).total_seconds()

    @asynccontextmanager
    async def running(self, guardian: Guardian) -> AsyncIterator[None]:
        """Beat once, then every second for as long as the block lasts.

        While the database is away at the start the time is this machine's own; what else the driver
        raises then (a wrong password, no schema) is a mistake, and is raised.
        """
        try:
            try:
                await within(self._patience_s, self._beat())
            except Exception as error:
                if not is_away(error) or isinstance(error, ValueError):
                    raise
                self._go_by_own_clock(error)
            kept = guardian.keep("pulse", self._repeat)
            try:
                yield
            finally:
                await guardian.stop(kept)
        finally:
            self._cut()

    async def look(self, seconds: float) -> Health:
        """Return what a beat finds that begins now; after `seconds` that it found nothing."""
        asked = elapsed()
        self._wanted.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._beaten:
                await self._beaten.wait_for(lambda: self.health.beat_at >= asked)
        found = self.health
        if found.beat_at >= asked:
            return found
        return Health(beat_at=found.beat_at, standing=Standing.AWAY)

    def _go_by_own_clock(self, error: Exception) -> None:
        self._cut()
        _log.critical("the database cannot be reached at the start: %s", error)
        self._steady, self._is_ours = SteadyClock(SystemClock().now()), True
        self.stood_since = self.clock.now()
        if self._pool is not None:
            self._pool.breaker.set(Standing.AWAY)

    async def _repeat(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_EVERY_S):
                    await self._wanted.wait()
            self._wanted.clear()
            await self._try()

    async def _try(self) -> None:
        began = elapsed()
        try:
            await within(self._patience_s, self._beat_again(), slice_s=_SLICE_S)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing can be stored
            self._cut()
            self._stand(Health(beat_at=began, standing=Standing.AWAY), error)
            if self._pool is not None:
                self._pool.cut()
        async with self._beaten:
            self._beaten.notify_all()

    async def _beat_again(self) -> None:
        """Beat, and a second time on a new connection when the old one is broken."""
        try:
            await self._beat()
        except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError):
            self._cut()
            await self._beat()

    def _stand(self, health: Health, why: Exception | None = None) -> None:
        if health.standing is not self.health.standing:
            level = logging.INFO if health.standing is Standing.WELL else logging.CRITICAL
            _log.log(level, "storage stands now: %s (%s)", health.standing, why or "it answers")
            self.stood_since = self.clock.now()
        self.health = health
        if self._pool is not None:
            self._pool.breaker.set(health.standing)

    async def _beat(self) -> None:
        began = elapsed()
        connection = await self._connected()
        asked = elapsed()
        [found] = await connection.fetch(_LOOK, _LIVE_S)
        answered = elapsed()
        seen = timedelta(microseconds=found["ahead_us"])
        ahead = seen
        if self._steady is None or answered - asked <= _SHARP_S:
            ahead = self._keep_time(found, (asked + answered) / 2)
        standing = Standing.WELL if found["writes"] else Standing.READ_ONLY
        if found["writes"]:
            standing = await self._write(connection, seen // _MICROSECOND, ahead // _MICROSECOND)
        modules = tuple(await connection.fetch(_BEATS))
        head = found["seq"] or 0
        self._stand(Health(beat_at=began, standing=standing, head=head, modules=modules))

    async def _write(self, connection: Connection, seen: int, ahead: int) -> Standing:
        """Write as a report is written; return whether that is possible."""
        try:
            await connection.execute(_ROOM)
            await connection.execute(_WRITE, seen, ahead)
            await self._tell(connection)
        except asyncpg.PostgresError as error:
            if is_full(error):
                return Standing.FULL
            if is_read_only(error):
                return Standing.READ_ONLY
            raise
        return Standing.WELL

    async def _connected(self) -> Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await connect_alone(
                self._url, name=self._name, timeout_s=self._patience_s, settings=_MEMORY
            )
            with suppress(asyncpg.PostgresError):
                await self._connection.execute(_FORGET, _OLD_DAYS)
        return self._connection

    def _keep_time(self, found: Record, asked: float) -> timedelta:
        """Keep our clock right; return how far the database's is ahead."""
        mine = None if self._steady is None or self._is_ours else self._steady.at(asked)
        verdict = judge(_look(found), mine)
        if self._steady is None or mine is None:
            self._steady = self._steady or SteadyClock(verdict.time)
            self._steady.leap(verdict.time, asked)
            self._is_ours = False
        elif abs(verdict.time - mine) > TOLERANCE:
            _log.critical("the clock leaps from %s to %s", mine, verdict.time)
            self._steady.leap(verdict.time, asked)
        else:
            self._steady.follow(verdict.time, asked)
        if verdict.ahead != self._ahead:
            off = verdict.ahead.total_seconds()
            _log.critical("the database's clock is ahead by %.1f s: it was set", off)
        self._ahead = verdict.ahead
        return verdict.ahead

    async def _tell(self, connection: Connection) -> None:
        """Write down whose clock is off, for the board; or that it is right again."""
        off = {
            Code.DATABASE_CLOCK: ("", self.database_off_s),
            Code.SERVER_CLOCK: (self._name, self.server_off_s),
        }
        for code, (subject, seconds) in off.items():
            key = f"{code}:{subject}"
            if abs(seconds) > TOLERANCE.total_seconds():
                self._told.add(key)
                what = Disturbance(code=code, subject=subject, figure=round(seconds))
                await tell(connection, key, what)
            elif key in self._told:
                await forget(connection, key)
                self._told.remove(key)

    def _cut(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()


async def steady_clock(pool: Pool) -> SteadyClock:
    """Return the time that counts, for one command."""
    asked = elapsed()
    [found] = await pool.fetch(_LOOK, _LIVE_S)
    clock = SteadyClock(found["database"])
    clock.leap(judge(_look(found), None).time, (asked + elapsed()) / 2)
    return clock


def _look(found: Record) -> Look:
    return Look(
        database=found["database"],
        ahead=timedelta(microseconds=found["ahead_us"]),
        head=found["recorded_at"],
        others_live=found["others_live"],
    )


PULSE: Final = Service[Pulse]("pulse")
