"""The outbox: what is owed outside, written in the transaction of the fact that makes it owed.

Whoever delivers claims due rows with `claim`, works outside any transaction, and settles each row
as done, due again later, or dead. A claim that its worker did not survive falls due again by
itself.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.rows import Row, document, required_stamp, stamp, text
from dispatch.kernel.store.unit_of_work import UnitOfWork
from routing.value_object import value_object


class Owed(Row):
    """One thing owed: `kind` says what, `noun_id` about what, `payload` with what.

    States: due, done, dead.

    A dead letter waits for a person, who sends it again (`resent_at`: earlier tries no longer
    count) or deals with it (`handled_at`).
    """

    __table_name__: ClassVar[str] = "outbox"
    id: UUID = Field(primary_key=True)
    kind: str = text()
    noun_id: UUID
    agency_id: str | None = text(default=None)
    payload: dict[str, Any] = document(default_factory=dict)
    state: str = text(default="due")
    due_at: datetime = required_stamp()
    claimed_until: datetime | None = stamp()
    attempts: int = Field(default=0)
    created_at: datetime = required_stamp()
    settled_at: datetime | None = stamp()
    last_error: str | None = text(default=None)
    resent_at: datetime | None = stamp()
    handled_at: datetime | None = stamp()
    handled_by: str | None = text(default=None)
    handled_note: str | None = text(default=None)


class OwedTable(Owed, table=True):
    """Table of what is owed."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("state IN ('due', 'done', 'dead')", name="outbox_state"),
        Index("outbox_due", "due_at", postgresql_where=sql("state = 'due'")),
        Index("outbox_noun", "noun_id"),
        Index("outbox_dead", "settled_at", "id", postgresql_where=sql("state = 'dead'")),
    )


_CLAIM = """
UPDATE outbox SET claimed_until = $2, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM outbox
    WHERE state = 'due' AND kind = $3 AND due_at <= $1
        AND (claimed_until IS NULL OR claimed_until < $1)
    ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED)
RETURNING *
"""


async def claim(uow: UnitOfWork, kind: str, *, limit: int, lease_s: float) -> list[Owed]:
    """Lease up to `limit` due rows of `kind` for `lease_s` seconds, and return them."""
    records = await uow.fetch(_CLAIM, uow.now, uow.now + timedelta(seconds=lease_s), kind, limit)
    return [Owed.model_validate(dict(record)) for record in records]


async def settle(uow: UnitOfWork, owed: Owed) -> None:
    """Mark a leased row as done."""
    await uow.execute(
        "UPDATE outbox SET state = 'done', settled_at = $2, claimed_until = NULL WHERE id = $1",
        owed.id,
        uow.now,
    )


async def postpone(uow: UnitOfWork, owed: Owed, *, until: datetime, error: str) -> None:
    """Make a leased row due again at `until`."""
    await uow.execute(
        "UPDATE outbox SET due_at = $2, claimed_until = NULL, last_error = $3 WHERE id = $1",
        owed.id,
        until,
        error,
    )


async def bury(uow: UnitOfWork, owed: Owed, *, error: str) -> None:
    """Make a row a dead letter: it stays in the table for a person."""
    await uow.execute(
        "UPDATE outbox SET state = 'dead', settled_at = $2, claimed_until = NULL, last_error = $3"
        " WHERE id = $1",
        owed.id,
        uow.now,
        error,
    )


async def revive(uow: UnitOfWork, owed: Owed) -> None:
    """Make a dead letter due again now, as if it had never been tried."""
    await uow.execute(
        "UPDATE outbox SET state = 'due', due_at = $2, resent_at = $2, settled_at = NULL,"
        " handled_at = NULL WHERE id = $1",
        owed.id,
        uow.now,
    )


async def note_handled(uow: UnitOfWork, owed: Owed, *, note: str) -> None:
    """Record that a person has dealt with a dead letter in another way."""
    await uow.execute(
        "UPDATE outbox SET handled_at = $2, handled_by = $3, handled_note = $4 WHERE id = $1",
        owed.id,
        uow.now,
        uow.actor,
        note,
    )


_FIGURES = """
SELECT count(*) FILTER (WHERE state = 'due') AS due,
    coalesce(extract(epoch FROM $1 - min(due_at) FILTER (WHERE state = 'due')), 0) AS oldest_s,
    count(*) FILTER (WHERE state = 'dead' AND settled_at > $1 - interval '1 hour') AS dead,
    count(*) FILTER (WHERE state = 'dead' AND handled_at IS NULL) AS unhandled
FROM outbox WHERE (state = 'due' AND due_at <= $1) OR state = 'dead'
"""


@value_object(kw_only=True)
class Figures:
    """How many rows are due, the age of the oldest in seconds, and the dead letters.

    Those of the last hour, and those that nobody has handled.
    """

    due: int
    oldest_s: float
    dead: int
    unhandled: int


async def count_owed(reading: ReadTransaction, now: datetime) -> Figures:
    """Return the figures of this moment; the two partial indexes make it cheap."""
    record = await reading.fetchrow(_FIGURES, now)
    found = {} if record is None else dict(record)
    return Figures(
        due=found.get("due", 0),
        oldest_s=float(found.get("oldest_s", 0)),
        dead=found.get("dead", 0),
        unhandled=found.get("unhandled", 0),
    )
