"""The feed follows the log with a cursor and turns facts into changed items: one query a section however many facts came."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

import orjson
from asyncpg import Record

from dispatch.board.hub import Hub
from dispatch.board.section import Item, LoggedEvent, Section
from dispatch.kernel.reading import Reading
from dispatch.kernel.unit_of_work import Units
from dispatch.kernel.wake import nap

BATCH = 2000
_POLL_S = 1.0
_RETRY_S = 0.5
_AFTER = "SELECT seq, type, noun_id, incident_id, agency_id, data::text AS data FROM event WHERE seq > $1 ORDER BY seq LIMIT $2"
_HEAD = "SELECT coalesce(max(seq), 0) FROM event"
_log = logging.getLogger(__name__)


async def head_of(reading: Reading) -> int:
    """Return the last sequence of the log in this transaction."""
    return int(await reading.fetchval(_HEAD))


async def read_after(reading: Reading, seq: int, limit: int = BATCH) -> list[LoggedEvent]:
    """Return the facts after `seq`, oldest first."""
    return [_logged(row) for row in await reading.fetch(_AFTER, seq, limit)]


def _logged(row: Record) -> LoggedEvent:
    data: dict[str, Any] = orjson.loads(row["data"])
    return LoggedEvent(row["seq"], row["type"], row["noun_id"], row["incident_id"], row["agency_id"], data)


async def changes_of(reading: Reading, sections: Sequence[Section], events: Sequence[LoggedEvent]) -> list[tuple[Section, Item]]:
    """Return the present state of every item that `events` may have changed."""
    changes: list[tuple[Section, Item]] = []
    for section in sections:
        keys = {key for event in events for key in section.touched(event)}
        if keys:
            changes.extend((section, item) for item in await section.load(reading, keys))
    return changes


class Feed:
    """Keeps one cursor for all connections of this process."""

    def __init__(self, units: Units, hub: Hub) -> None:
        """Feed `hub` from the log."""
        self._units = units
        self._hub = hub
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Stand at the end of the log and follow it."""
        async with self._units.reading() as reading:
            self._hub.seq = await head_of(reading)
        self._task = asyncio.create_task(self._follow(), name="board-feed")

    async def stop(self) -> None:
        """Stop following."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _follow(self) -> None:
        waker = self._units.wake.waiter()
        while True:
            try:
                moved = await self.step()
            except Exception:  # noqa: BLE001 - the database is away; the consoles see their data grow old
                _log.exception("the board's feed could not read the log")
                await asyncio.sleep(_RETRY_S)
                continue
            if not self._hub.watched:
                # Nobody looks: keep the place in the log, and do not read what nobody is shown.
                await nap(self._hub.joined, _POLL_S)
            elif not moved:
                await nap(waker, _POLL_S)

    async def step(self) -> bool:
        """Send what came after the cursor; False when nothing did."""
        async with self._units.reading() as reading:
            if not self._hub.watched:
                head = await head_of(reading)
                # Somebody may have come meanwhile, with a snapshot older than this head.
                if not self._hub.watched:
                    self._hub.seq = head
                return False
            events = await read_after(reading, self._hub.seq)
            if not events:
                return False
            changes = await changes_of(reading, self._hub.sections, events)
        self._hub.publish(events[-1].seq, changes)
        return True
