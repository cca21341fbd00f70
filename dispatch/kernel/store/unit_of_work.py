"""The unit of work: one transaction, its rows, its facts and their consequences.

Verbs add rows, change rows and append events; the edge (an HTTP request, an engine module, a batch
of reports) begins and commits. New rows are buffered and written in bulk at the end, so fifty
reports cost a dozen statements; a row that is still in the buffer can be read and changed like any
other. At the end, in this order: reactions, rows, log, commit, wake-up.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from dispatch.kernel.city import City
from dispatch.kernel.clock import Clock
from dispatch.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from dispatch.kernel.ids import uuid7
from dispatch.kernel.store.away import is_collision
from dispatch.kernel.store.database import Connection, Pool
from dispatch.kernel.store.event_log import Entry, Event, append_entries
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.rows import (
    R,
    Row,
    column_names,
    flush_order,
    insert_arrays,
    insert_statement,
    select_statement,
    update_statement,
)
from dispatch.kernel.store.wake import Wake
from routing.value_object import value_object

# What follows from a fact. The event is typed by its own class in each reaction; reactions.py pairs
# them.
Reaction: TypeAlias = "Callable[[UnitOfWork, Any], Awaitable[None]]"
Reactions: TypeAlias = Mapping[type[Event], Sequence[Reaction]]
NONE: Reactions = {}
Check: TypeAlias = Callable[[Connection], Awaitable[None]]
# Values of these columns must not have changed since they were read (whichever the row has).
_GUARDED = ("state", "version")
_CONSEQUENCES_AT_MOST = 10_000


class UnitOfWork(ReadTransaction):
    """One transaction that changes things on behalf of `actor` (`kind:id` in each event)."""

    def __init__(
        self,
        connection: Connection,
        *,
        now: datetime,
        actor: str,
        reactions: Reactions,
        city: City,
    ) -> None:
        """Work through `connection`, whose transaction the edge has begun."""
        super().__init__(connection)
        self.now = now
        self.city = city
        self.actor = actor
        self.last_seq = 0
        self._reactions = reactions
        self._known: dict[tuple[type[Row], tuple[Any, ...]], Row] = {}
        self._fresh: dict[int, Row] = {}
        self._entries: list[Entry] = []
        self._reacted = 0

    def new_id(self) -> UUID:
        """Return a new identifier of this moment."""
        return uuid7(self.now)

    def add(self, row: Row) -> None:
        """Insert `row` when the work is done (a second row with its key makes the commit fail)."""
        self._known[type(row), row.key()] = row
        self._fresh[id(row)] = row

    def append(self, event: Event) -> None:
        """Append a fact to the log when the work is done; its reactions run before that."""
        self._entries.append(Entry(id=self.new_id(), actor=self.actor, event=event))

    async def look(self, model: type[R], *key: Any) -> R | None:
        """Return the row with this key, locked for change, or None.

        The same row is returned each time.
        """
        known = self._known.get((model, key))
        if known is not None:
            return known  # type: ignore[return-value]  # the key holds the class
        record = await self.connection.fetchrow(select_statement(model, lock=True), *key)
        if record is None:
            return None
        row = model.model_validate(dict(record))
        self._known[model, key] = row
        return row

    async def get(self, model: type[R], *key: Any) -> R:
        """Return the row with this key, locked for change; `NotFound` otherwise."""
        row = await self.look(model, *key)
        if row is None:
            raise NotFound(f"{model.__table_name__}.not_found", id="/".join(map(str, key)))
        return row

    async def change(self, row: R, **values: Any) -> R:
        """Write `values` into `row`; `conflict.stale_version` when it changed meanwhile."""
        names = column_names(type(row))
        if "version" in names:
            values["version"] = row.version + 1  # type: ignore[attr-defined]  # just tested
        if id(row) not in self._fresh:
            guards = tuple(name for name in _GUARDED if name in names)
            old = (getattr(row, name) for name in guards)
            statement = update_statement(type(row), tuple(values), guards)
            tag = await self.connection.execute(statement, *values.values(), *row.key(), *old)
            if tag != "UPDATE 1":
                raise Conflict("conflict.stale_version")
        row.__dict__.update(values)
        return row

    async def execute(self, query: str, *values: Any) -> str:
        """Run a statement of our own.

        Rows still in the buffer are not visible to it (`flush` first).
        """
        return await self.connection.execute(query, *values)

    async def flush(self) -> None:
        """Write the buffered rows now, all tables in one statement, parents first."""
        tables: dict[type[Row], list[Row]] = {}
        for row in self._fresh.values():
            tables.setdefault(type(row), []).append(row)
        self._fresh.clear()
        if tables:
            order = flush_order()
            models = tuple(sorted(tables, key=lambda kind: order[kind.__table_name__]))
            arrays = [array for model in models for array in insert_arrays(model, tables[model])]
            await self.connection.execute(insert_statement(models), *arrays)

    async def react(self) -> None:
        """Run the reactions to every fact so far.

        An endpoint calls this to answer with the rows as they will be.
        """
        began_as = self.actor
        while self._reacted < len(self._entries):
            entry = self._entries[self._reacted]
            # What follows from somebody's fact is that somebody's doing, also when a batch holds
            # the facts of many.
            event, self.actor = entry.event, entry.actor
            self._reacted += 1
            if self._reacted > _CONSEQUENCES_AT_MOST:
                raise RuntimeError(f"reactions do not come to rest after {event.type}")
            for react in self._reactions.get(type(event), ()):
                await react(self, event)
        self.actor = began_as

    async def settle(self) -> None:
        """Run the reactions to every fact, then write rows and log.

        The edge calls this last thing before the commit.
        """
        await self.react()
        await self.flush()
        if self._entries:
            self.last_seq = await append_entries(self.connection, self.now, self._entries)
            self._entries.clear()
            self._reacted = 0


@value_object
class Units:
    """Begins units of work and read transactions."""

    pool: Pool
    clock: Clock
    reactions: Reactions
    wake: Wake
    city: City
    # Asked first in each unit of work: raises when its work is no longer ours to do.
    check: Check | None = None

    def new_id(self) -> UUID:
        """Return a new identifier of this moment."""
        return uuid7(self.clock.now())

    @asynccontextmanager
    async def begin(self, actor: str) -> AsyncIterator[UnitOfWork]:
        """Begin a unit of work; when the block ends well, commit it and wake the listeners."""
        self.pool.breaker.check_writes()
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                uow = UnitOfWork(
                    connection,
                    now=self.clock.now(),
                    actor=actor,
                    reactions=self.reactions,
                    city=self.city,
                )
                if self.check is not None:
                    await self.check(connection)
                yield uow
                await uow.settle()
        except asyncpg.UniqueViolationError as error:
            raise Conflict("conflict.exists", constraint=error.constraint_name) from error
        except asyncpg.ForeignKeyViolationError as error:
            raise Invalid("invalid.reference", constraint=error.constraint_name) from error
        except asyncpg.DataError as error:
            raise Invalid("invalid.value") from error
        except asyncpg.PostgresError as error:
            if is_collision(error):
                raise Unavailable("unavailable", why="collision", retry_after_s=1) from error
            raise
        if uow.last_seq:
            self.wake.signal(uow.last_seq)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[ReadTransaction]:
        """Begin a read-only transaction in which every query sees the same moment."""
        try:
            async with (
                self.pool.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                yield ReadTransaction(connection)
        except asyncpg.DataError as error:
            raise Invalid("invalid.value") from error
