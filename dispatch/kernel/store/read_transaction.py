"""A transaction that cannot write."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from asyncpg import Record

from dispatch.kernel.store.database import Connection
from dispatch.kernel.store.rows import R, select_statement

# A row as it was read, or the columns of one that is not written yet.
Columns: TypeAlias = Mapping[str, Any] | Record


class ReadTransaction:
    """Queries in one transaction, which all see the same moment."""

    def __init__(self, connection: Connection) -> None:
        """Read through `connection`, whose transaction the edge has begun."""
        self.connection = connection

    async def fetch(self, query: str, *values: Any) -> list[Record]:
        """Return all rows of `query`."""
        return await self.connection.fetch(query, *values)

    async def fetchrow(self, query: str, *values: Any) -> Record | None:
        """Return the first row of `query`, or None."""
        return await self.connection.fetchrow(query, *values)

    async def fetchval(self, query: str, *values: Any) -> Any:
        """Return the first value of the first row, or None."""
        return await self.connection.fetchval(query, *values)

    async def find(self, model: type[R], *key: Any) -> R | None:
        """Return the row of `model` with this key, unlocked, or None."""
        record = await self.connection.fetchrow(select_statement(model, lock=False), *key)
        return None if record is None else model.model_validate(dict(record))
