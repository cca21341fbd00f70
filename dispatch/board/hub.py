"""The hub: who watches, what each may see, and frames serialised once for each audience.

A connection has a bounded queue. One that does not drain it is cut; it comes back with its last sequence and resumes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from prometheus_client import Counter, Gauge

from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.board import protocol
from dispatch.board.section import Item, Section
from dispatch.kernel.clock import Clock

WATCHERS = Gauge("tanggap_board_connections", "Open connections to the board")
CUT = Counter("tanggap_board_cut_total", "Connections cut because they were too slow")
QUEUE = 256

Audience = tuple[str, str | None, frozenset[str] | None]


@dataclass(eq=False, slots=True)
class Connection:
    """One console. `seq` is the last sequence put into its queue; `cut` is set when it was too slow."""

    subject: Subject
    sections: frozenset[str] | None = None
    seq: int = 0
    queue: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    cut: asyncio.Event = field(default_factory=asyncio.Event)
    # Deltas that arrive while the snapshot is being read: they must follow it, not precede it.
    held: list[tuple[str, int]] | None = None

    @property
    def audience(self) -> Audience:
        """Return what decides its frames: connections of one audience receive the same text."""
        return (self.subject.role, self.subject.agency_id, self.sections)

    def hold(self) -> None:
        """Keep deltas back until `release`."""
        self.held = []

    def release(self, frame: str, seq: int) -> None:
        """Queue the picture up to `seq`, then the deltas after it that were kept back."""
        held, self.held = self.held or [], None
        self.put(frame, seq)
        for later, its_seq in held:
            if its_seq > seq:
                self.put(later, its_seq)

    def offer(self, frame: str, seq: int) -> None:
        """Queue a delta, or keep it back while the snapshot is being read."""
        if self.held is not None:
            self.held.append((frame, seq))
        elif seq > self.seq:
            self.put(frame, seq)

    def put(self, frame: str, seq: int) -> None:
        """Queue a frame, or cut the connection when its queue is full."""
        try:
            self.queue.put_nowait(frame)
            self.seq = seq
        except asyncio.QueueFull:
            if not self.cut.is_set():
                CUT.inc()
                self.cut.set()


def visible(subject: Subject, section: Section, items: Sequence[Item]) -> list[Item]:
    """Return the items that the permission map lets `subject` see: the same map that HTTP asks."""
    return [item for item in items if allows(subject, section.verb, item.resource)]


class Hub:
    """All connections of this process."""

    def __init__(self, sections: Sequence[Section], clock: Clock) -> None:
        """Show `sections`."""
        self.sections = tuple(sections)
        self.seq = 0
        self._clock = clock
        self._connections: set[Connection] = set()
        self.joined = asyncio.Event()

    @property
    def watched(self) -> bool:
        """Say whether anybody is connected."""
        return bool(self._connections)

    def names_for(self, subject: Subject) -> list[str]:
        """Return the sections `subject` may see anything of."""
        own = Resource(agency_ids=frozenset({subject.agency_id} if subject.agency_id else ()))
        return [section.name for section in self.sections if allows(subject, section.verb, own)]

    def join(self, connection: Connection) -> None:
        """Begin to send deltas to `connection`; call this before its snapshot is read, so that nothing falls between."""
        self._connections.add(connection)
        self.joined.set()
        WATCHERS.set(len(self._connections))

    def leave(self, connection: Connection) -> None:
        """Send nothing more to `connection`."""
        self._connections.discard(connection)
        WATCHERS.set(len(self._connections))

    def publish(self, seq: int, changes: Sequence[tuple[Section, Item]]) -> None:
        """Send `changes` to everybody who may see them, each audience's frame made once."""
        self.seq = seq
        frames: dict[Audience, str | None] = {}
        now = self._clock.now()
        for connection in tuple(self._connections):
            audience = connection.audience
            if audience not in frames:
                shown = changes_for(connection, changes)
                frames[audience] = protocol.delta(seq, now, shown) if shown else None
            frame = frames[audience]
            if frame is not None:
                connection.offer(frame, seq)


def changes_for(connection: Connection, changes: Sequence[tuple[Section, Item]]) -> list[tuple[str, Item]]:
    """Return the changes that `connection` may see and asked for, by section name."""
    wanted = connection.sections
    return [
        (section.name, item)
        for section, item in changes
        if (wanted is None or section.name in wanted) and allows(connection.subject, section.verb, item.resource)
    ]
