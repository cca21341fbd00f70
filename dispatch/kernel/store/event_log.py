"""The event log: one append-only table whose order is the order of commits, chained by hashes.

Only the SQL function `append_events` (alembic/versions/0001_event_log.sql) writes it. The function
takes a transaction-level advisory lock, continues the gapless sequence and the SHA-256 chain, and
is called last thing before the commit, so a reader that follows the highest sequence it has seen
misses and reorders nothing (docs/adr/0003-event-log-order.md).
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Protocol
from uuid import UUID

from dispatch.kernel.errors import TanggapError
from dispatch.kernel.texts import dumps_any
from routing.value_object import value_object

GENESIS = bytes(32)
_SEPARATOR = "\x1f"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@value_object(kw_only=True)
class Event:
    """A fact. `at` is when it was true, which may be earlier than when it was entered."""

    type: ClassVar[str] = ""
    noun_id: UUID
    at: datetime
    incident_id: UUID | None = None
    agency_id: str | None = None

    def data(self) -> dict[str, Any]:
        """Return what the subclass adds, as JSON-able values."""
        return {name: getattr(self, name) for name in member_names(type(self))}


def member_names(kind: type[Event]) -> tuple[str, ...]:
    """Return the names of the members that a class of facts adds to those of every fact."""
    return _added_fields(kind)  # type: ignore[arg-type]  # a class is hashable, whatever its instances are


@cache
def _added_fields(kind: type[Event]) -> tuple[str, ...]:
    base = {field.name for field in fields(Event)}
    return tuple(field.name for field in fields(kind) if field.name not in base)


@value_object
class Entry:
    """An event as a unit of work holds it: with the actor and its own id."""

    id: UUID
    actor: str
    event: Event


class _Connection(Protocol):
    async def fetchval(self, query: str, *args: Any) -> Any: ...


APPEND = """
SELECT append_events(
    $1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz, $5::text[], $6::uuid[], $7::uuid[],
    $8::text[], $9::text[])
"""


async def append_entries(
    connection: _Connection, recorded_at: datetime, entries: list[Entry]
) -> int:
    """Write `entries` in order inside the running transaction and return the last sequence."""
    events = [entry.event for entry in entries]
    last = await connection.fetchval(
        APPEND,
        [entry.id for entry in entries],
        [event.type for event in events],
        [event.at for event in events],
        recorded_at,
        [entry.actor for entry in entries],
        [event.noun_id for event in events],
        [event.incident_id for event in events],
        [event.agency_id for event in events],
        [dumps_any(event.data()).decode() for event in events],
    )
    return int(last)


class BrokenChain(TanggapError):
    """The log was changed after it was written, or rows are missing."""


def micros(moment: datetime) -> int:
    """Return whole microseconds since 1970, the form in which times enter the hash."""
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def row_hash(previous: bytes, row: dict[str, Any]) -> bytes:
    """Return the SHA-256 of a log row after `previous`.

    The same text that `append_events` builds.
    """
    parts = (
        previous.hex(),
        str(row["seq"]),
        str(row["id"]),
        row["type"],
        str(micros(row["at"])),
        str(micros(row["recorded_at"])),
        row["actor"],
        str(row["noun_id"]),
        str(row["incident_id"] or ""),
        row["agency_id"] or "",
        row["data"],
    )
    return hashlib.sha256(_SEPARATOR.join(parts).encode()).digest()


def verify(
    rows: Iterable[dict[str, Any]], previous: bytes = GENESIS, expected: int = 1
) -> Iterator[int]:
    """Yield each sequence whose hash is right, from `expected` on.

    `BrokenChain` at the first that is not. Each row is a mapping of the table's columns with `data`
    as its exact text.
    """
    for row in rows:
        if row["seq"] != expected:
            raise BrokenChain("event_log.gap", expected=expected, found=row["seq"])
        digest = row_hash(previous, row)
        if digest != row["hash"]:
            raise BrokenChain("event_log.changed", seq=row["seq"])
        yield row["seq"]
        previous, expected = digest, expected + 1
