"""Bring a database to the newest schema; two processes may start at the same time."""

import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from dispatch.kernel.errors import TanggapError
from dispatch.kernel.store.database import Connection as Open

ALEMBIC_INI: Final = Path(__file__).resolve().parents[3] / "alembic.ini"
# What this program brings the schema to: migrations are numbered, `0018_lease_version.py`.
NEWEST_REVISION: Final = max(
    int(path.name[:4]) for path in ALEMBIC_INI.with_name("alembic").glob("versions/[0-9]*_*.py")
)
# Our place among the advisory locks: 112 for all of Tanggap, then one number for each use; the log
# has 1.
LOCK_SPACE: Final = 112
MIGRATION_LOCK: Final = 2
_REVISION: Final = "SELECT coalesce(max(version_num), '0') FROM alembic_version"


class SchemaOld(TanggapError):
    """The database's schema is older than this program."""

    status = 503


def sqlalchemy_url(database_url: str) -> str:
    """Turn the address that asyncpg takes into the one that SQLAlchemy takes."""
    _, _, rest = database_url.partition("://")
    return f"postgresql+asyncpg://{rest}"


@asynccontextmanager
async def migration_engine(database_url: str) -> AsyncIterator[AsyncConnection]:
    """Open the one connection that a migration runs on; it commits when the block ends well."""
    engine = create_async_engine(sqlalchemy_url(database_url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


def serialise(connection: Connection) -> None:
    """Wait for another process that is migrating.

    The lock ends with the transaction, so also with a crash.
    """
    connection.execute(
        text("SELECT pg_advisory_xact_lock(:space, :lock)"),
        {"space": LOCK_SPACE, "lock": MIGRATION_LOCK},
    )


async def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the database to `revision`, all steps in one transaction.

    A failed upgrade changes nothing.
    """
    async with migration_engine(database_url) as connection:
        await connection.run_sync(_run, "upgrade", revision)


async def downgrade(database_url: str, revision: str) -> None:
    """Take the database back to `revision` (`base` is empty), all steps in one transaction."""
    async with migration_engine(database_url) as connection:
        await connection.run_sync(_run, "downgrade", revision)


def _run(connection: Connection, direction: str, revision: str) -> None:
    config = Config(str(ALEMBIC_INI))
    config.attributes["connection"] = connection
    step = command.upgrade if direction == "upgrade" else command.downgrade
    step(config, revision)


async def check_schema(connection: Open) -> None:
    """Raise `schema.old` unless the schema has what this program needs; a newer one does."""
    found = await connection.fetchval(_REVISION)
    if int(found) < NEWEST_REVISION:
        raise SchemaOld("schema.old", found=found, needed=f"{NEWEST_REVISION:04}")


def load_tables(packages: Iterable[str]) -> MetaData:
    """Import every module below `packages` and return the tables that they declare."""
    for name in packages:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(module.name)
    return SQLModel.metadata
