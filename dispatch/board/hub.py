"""The hub: who watches, what each may see, and frames made once for each audience.

A connection has a bounded queue. One that does not drain it is cut; it comes back with its last
sequence and resumes.
"""

import asyncio
import contextlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from prometheus_client import Counter, Gauge

from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.board import protocol
from dispatch.board.frames import NEWEST
from dispatch.board.picture import Kept, Picture
from dispatch.board.section import Section
from dispatch.kernel.catalogue import DEFAULT_LANGUAGE
from dispatch.kernel.clock import Clock
from dispatch.kernel.container import Service
from dispatch.kernel.errors import Invalid, Unavailable

WATCHERS = Gauge("tanggap_board_connections", "Open connections to the board")
CUT = Counter("tanggap_board_cut_total", "Connections cut because they were too slow")
QUEUE = 256
PATIENCE_S = 3.0

Audience = tuple[str, str | None, frozenset[str] | None, str, int]


@dataclass(eq=False, slots=True)
class Connection:
    """A console's connection: `live` once it has its picture, `cut` when it was too slow."""

    subject: Subject
    sections: frozenset[str] | None = None
    language: str = DEFAULT_LANGUAGE
    protocol: int = NEWEST
    live: bool = False
    queue: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    cut: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def audience(self) -> Audience:
        """Return the audience: connections of one audience receive the same text."""
        who = self.subject
        return (who.role, who.agency_id, self.sections, self.language, self.protocol)

    def put(self, frame: str) -> None:
        """Queue a frame, or cut the connection when its queue is full."""
        try:
            self.queue.put_nowait(frame)
        except asyncio.QueueFull:
            if not self.cut.is_set():
                CUT.inc()
                self.cut.set()


class Hub:
    """All connections of this process, and the picture they are shown."""

    def __init__(self, sections: Sequence[Section], clock: Clock) -> None:
        """Show `sections`."""
        self.sections = tuple(sections)
        self.seq = 0
        self.picture: Picture | None = None
        # Set when somebody comes, for the feed; and when the picture went on, for those who wait
        # for it.
        self.joined = asyncio.Event()
        self._moved = asyncio.Event()
        self._interruptions = 0
        self._clock = clock
        self._connections: set[Connection] = set()
        self._snapshots: dict[Audience, tuple[Picture, int, str]] = {}

    @property
    def watched(self) -> bool:
        """Whether anybody is connected."""
        return bool(self._connections)

    def names_for(self, subject: Subject) -> list[str]:
        """Return the names of the sections of which `subject` may see anything."""
        own = Resource(agency_ids=frozenset({subject.agency_id} if subject.agency_id else ()))
        return [section.name for section in self.sections if allows(subject, section.verb, own)]

    def join(self, connection: Connection) -> None:
        """Add `connection` to those who watch.

        It receives deltas once it has been given its picture.
        """
        self._connections.add(connection)
        self.joined.set()
        WATCHERS.set(len(self._connections))

    def leave(self, connection: Connection) -> None:
        """Remove `connection` from those who watch."""
        self._connections.discard(connection)
        WATCHERS.set(len(self._connections))

    def show(self, picture: Picture | None) -> None:
        """Show `picture` from now on; None while there is none."""
        self.picture = picture
        self._snapshots.clear()
        if picture is not None:
            self._went_on(picture)

    def _went_on(self, picture: Picture) -> None:
        self.seq = picture.seq
        self._moved.set()
        self._moved = asyncio.Event()

    def interrupt(self) -> None:
        """Refuse everybody who waits for the picture, because the feed has died."""
        self._interruptions += 1
        self._moved.set()
        self._moved = asyncio.Event()

    async def _move(self) -> None:
        """Wait until the picture went on; `Unavailable` when its maker dies meanwhile."""
        before = self._interruptions
        await self._moved.wait()
        if self._interruptions != before:
            raise Unavailable("unavailable", why="board", retry_after_s=1)

    async def give(
        self, connection: Connection, number: int | None, after: int | None, *, at_least: int = 0
    ) -> None:
        """Give `connection` a snapshot, or the delta after a sequence, and all deltas from then on.

        The picture holds at least what the log held when it was asked for (`at_least`), unless the
        feed hangs: then it is given as old as it is. Between cutting the frame and going live
        nothing is awaited, so no change falls between them.
        """
        connection.live = False
        self.join(connection)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while self.picture is None or self.picture.seq < at_least:
                    await self._move()
        while self.picture is None:
            await self._move()
        picture, now = self.picture, self._clock.now()
        missed = (
            None
            if after is None
            else picture.since(
                after, self._wanted(connection), connection.subject, connection.language
            )
        )
        connection.put(protocol.result(number, resumed=missed is not None, seq=picture.seq))
        if missed is None:
            connection.put(protocol.snapshot(picture.seq, now, self._snapshot(picture, connection)))
        else:
            connection.put(protocol.delta(picture.seq, now, missed))
        connection.live = True

    def publish(self, changes: Sequence[Kept]) -> None:
        """Send changes of the picture to everybody who may see them, one frame an audience."""
        if self.picture is None:
            return
        self._went_on(self.picture)
        frames: dict[Audience, str | None] = {}
        now = self._clock.now()
        for connection in tuple(self._connections):
            if not connection.live:
                continue
            audience = connection.audience
            if audience not in frames:
                shown = changes_for(connection, changes)
                frames[audience] = protocol.delta(self.seq, now, shown) if shown else None
            frame = frames[audience]
            if frame is not None:
                connection.put(frame)

    def check_sections(self, names: Collection[str]) -> None:
        """Refuse the name of a section that does not exist (`frame.unknown_section`).

        A typing error must not look like an empty board.
        """
        unknown = sorted(set(names) - {section.name for section in self.sections})
        if unknown:
            raise Invalid("frame.unknown_section", sections=[name[:50] for name in unknown[:10]])

    def _wanted(self, connection: Connection) -> list[str]:
        names = self.names_for(connection.subject)
        return (
            names
            if connection.sections is None
            else [name for name in names if name in connection.sections]
        )

    def _snapshot(self, picture: Picture, connection: Connection) -> str:
        """Return the snapshot's sections as text.

        Made once for each audience and state of the picture.
        """
        found = self._snapshots.get(connection.audience)
        if found is not None and found[0] is picture and found[1] == picture.revision:
            return found[2]
        names = set(self._wanted(connection))
        shown = {
            section.name: picture.items(section, connection.subject, connection.language)
            for section in self.sections
            if section.name in names
        }
        text = protocol.sections_text(shown, connection.protocol)
        self._snapshots = {
            key: made for key, made in self._snapshots.items() if made[1] == picture.revision
        }
        self._snapshots[connection.audience] = (picture, picture.revision, text)
        return text


HUB: Final = Service[Hub]("hub")


def changes_for(connection: Connection, changes: Sequence[Kept]) -> list[Kept]:
    """Return the changes that `connection` may see and asked for."""
    wanted = connection.sections
    return [
        entry.seen_by(connection.subject, connection.language)
        for entry in changes
        if (wanted is None or entry.section.name in wanted)
        and allows(connection.subject, entry.section.verb, entry.resource)
    ]
