"""Disturbances: what is wrong with the house itself, written down for everybody at the desks.

Whoever watches something tells again and again while it is so, and forgets it when it is over; what
nobody has told of for half a minute is no longer known and no longer shown.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final

from dispatch.kernel.store.database import Connection
from dispatch.kernel.store.rows import Row, real, required_stamp, text
from routing.value_object import value_object

FRESH_S: Final = 30.0


class Code(StrEnum):
    """What can be wrong with the house."""

    DATABASE_CLOCK = "clock.database"
    SERVER_CLOCK = "clock.server"
    CHANNEL_SILENT = "channel.silent"
    DESK_EMPTY = "desk.empty"


@value_object(kw_only=True)
class Disturbance:
    """What is wrong: a stable `code`, with what or whom, by how much, and what was expected.

    `since` where it is known better than by who first told of it.
    """

    code: Code
    subject: str = ""
    figure: float | None = None
    expected: float | None = None
    since: datetime | None = None

    @property
    def name(self) -> str:
        """Return what tells one disturbance from another."""
        return f"{self.code}:{self.subject}"


class DisturbanceRow(Row):
    """A disturbance that somebody told of, in the database's own time."""

    __table_name__: ClassVar[str] = "disturbance"
    __key__: ClassVar[tuple[str, ...]] = ("name",)
    name: str = text(primary_key=True)
    code: str = text()
    subject: str = text()
    figure: float | None = real(default=None)
    expected: float | None = real(default=None)
    since: datetime = required_stamp()
    told_at: datetime = required_stamp()


class DisturbanceTable(DisturbanceRow, table=True):
    """Table of disturbances."""

    __tablename__ = "disturbance"


_TELL: Final = """
INSERT INTO disturbance (name, code, subject, figure, expected, since, told_at)
VALUES ($1, $2, $3, $4, $5, coalesce($6, clock_timestamp()), clock_timestamp())
ON CONFLICT (name) DO UPDATE SET code = excluded.code, subject = excluded.subject,
    figure = excluded.figure, expected = excluded.expected, told_at = excluded.told_at
"""
_SETTLE: Final = "DELETE FROM disturbance WHERE code = $1 AND NOT name = ANY($2::text[])"
_FORGET: Final = "DELETE FROM disturbance WHERE name = $1"


async def tell(connection: Connection, name: str, what: Disturbance) -> None:
    """Write down that something is wrong, still or again."""
    figures = (what.figure, what.expected, what.since)
    await connection.execute(_TELL, name, what.code, what.subject, *figures)


async def settle(connection: Connection, code: Code, found: Sequence[Disturbance]) -> int:
    """Write down all that is wrong of one kind, and that the rest is over; return how many are."""
    for what in found:
        await tell(connection, what.name, what)
    await connection.execute(_SETTLE, code, [what.name for what in found])
    return len(found)


async def forget(connection: Connection, name: str) -> None:
    """Write down that it is over."""
    await connection.execute(_FORGET, name)
