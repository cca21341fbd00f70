"""The feed follows the log with a cursor and keeps the picture.

However many facts came, each section is read with one query.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import orjson
from asyncpg import Record
from prometheus_client import Counter

from dispatch.board.hub import Hub
from dispatch.board.picture import Kept, Picture
from dispatch.board.section import AnyItem, LoggedEvent, Section
from dispatch.kernel.container import Service
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.store.away import is_away
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.store.wake import nap

MENDED = Counter(
    "tanggap_board_mended_total",
    "Items of the board that had changed without a fact of the log",
    ["section"],
)
BATCH = 2000
# Nobody has looked for so long: the picture is dropped, and read again for whoever comes next.
REST_AFTER_S = 60.0
_POLL_S = 1.0
_RETRY_S = 0.5
_AFTER = (
    "SELECT seq, type, noun_id, incident_id, agency_id, data::text AS data FROM event WHERE seq >"
    " $1 ORDER BY seq LIMIT $2"
)
_HEAD = "SELECT coalesce(max(seq), 0) FROM event"
_log = logging.getLogger(__name__)


async def head_of(reading: ReadTransaction) -> int:
    """Return the last sequence of the log."""
    return int(await reading.fetchval(_HEAD))


async def read_after(reading: ReadTransaction, seq: int, limit: int) -> list[LoggedEvent]:
    """Return the facts after `seq`, oldest first."""
    return [_logged(row) for row in await reading.fetch(_AFTER, seq, limit)]


def _logged(row: Record) -> LoggedEvent:
    data: dict[str, Any] = orjson.loads(row["data"])
    return LoggedEvent(
        seq=row["seq"],
        type=row["type"],
        noun_id=row["noun_id"],
        incident_id=row["incident_id"],
        agency_id=row["agency_id"],
        data=data,
    )


async def changes_of(
    reading: ReadTransaction, sections: Sequence[Section], events: Sequence[LoggedEvent]
) -> list[tuple[Section, AnyItem]]:
    """Return the present state of every item that `events` may have changed."""
    changes: list[tuple[Section, AnyItem]] = []
    for section in sections:
        keys = {key for event in events for key in section.touched(event)}
        if keys:
            changes.extend((section, item) for item in await section.load(reading, keys))
    return changes


async def read_picture(units: Units, sections: Sequence[Section]) -> Picture:
    """Return the whole board as the database has it at one moment of the log."""
    async with units.reading() as reading:
        picture = Picture(await head_of(reading))
        for section in sections:
            picture.replace(section, await section.load(reading, None))
        return picture


class Feed:
    """Keeps the picture of this process as new as the log."""

    def __init__(self, units: Units, hub: Hub) -> None:
        """Feed `hub` from the log."""
        self._units = units
        self._hub = hub
        self._seen_at = 0.0
        self._due: dict[str, float] = {}

    async def find_head(self) -> None:
        """Begin at the end of the log."""
        async with self._units.reading() as reading:
            self._hub.seq = await head_of(reading)

    @asynccontextmanager
    async def running(self, guardian: Guardian) -> AsyncIterator[None]:
        """Follow the log for as long as the block lasts."""
        kept = guardian.keep("board-feed", self._follow, on_death=self._hub.interrupt)
        try:
            yield
        finally:
            await guardian.stop(kept)

    def doubt(self) -> None:
        """Have the next step read every section again as a whole."""
        self._due = dict.fromkeys(self._due, 0.0)

    async def _follow(self) -> None:
        with self._units.wake.waiter() as waker:
            while True:
                try:
                    moved = await self.step()
                except Exception as error:  # noqa: BLE001 - the feed reads on
                    trace = None if is_away(error) else error  # one trace for it is enough
                    _log.error("the board's feed could not read the log: %s", error, exc_info=trace)
                    await asyncio.sleep(_RETRY_S)
                    continue
                if self._hub.picture is None:
                    await nap(self._hub.joined, _POLL_S)
                elif not moved:
                    await nap(waker, _POLL_S)

    async def step(self) -> bool:
        """Apply the facts that came after the picture; return whether there were any."""
        hub, now = self._hub, asyncio.get_running_loop().time()
        if hub.watched:
            self._seen_at = now
        elif hub.picture is not None and now - self._seen_at > REST_AFTER_S:
            hub.show(None)
        if hub.picture is None:
            return await self._begin(now) if hub.watched else False
        async with self._units.reading() as reading:
            events = await read_after(reading, hub.picture.seq, BATCH)
            changes = await changes_of(reading, hub.sections, events)
            due = [section for section in hub.sections if now >= self._due[section.name]]
            read = [(section, await section.load(reading, None)) for section in due]
        changed = hub.picture.apply(events[-1].seq, changes) if events else []
        for section, items in read:
            changed += self._again(hub.picture, section, items, now)
        hub.publish(changed)
        return bool(events)

    async def _begin(self, now: float) -> bool:
        self._hub.show(await read_picture(self._units, self._hub.sections))
        self._due = {section.name: now + section.every_s for section in self._hub.sections}
        return True

    def _again(
        self, picture: Picture, section: Section, items: Sequence[AnyItem], now: float
    ) -> list[Kept]:
        """Take in a whole section.

        What moves is expected to differ, anything else went past the log and is counted.
        """
        self._due[section.name] = now + section.every_s
        changed = picture.replace(section, items)
        if changed and not section.moves:
            MENDED.labels(section.name).inc(len(changed))
            _log.warning(
                "%d items of section %s had changed without a fact of the log",
                len(changed),
                section.name,
            )
        return changed


FEED: Final = Service[Feed]("feed")
