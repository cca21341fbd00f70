"""How Alembic reaches the database.

Through the connection it is given, else through the one that the settings name.
"""

import asyncio

from alembic import context
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection

from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.migrations import load_tables, migration_engine, serialise

ROOMS = ("dispatch", "intake", "agencies")


def _target() -> MetaData | None:
    # Only a command line that compares models with the database needs the models; an upgrade reads
    # the versions alone.
    return load_tables(ROOMS) if context.config.cmd_opts is not None else None


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=_target(),
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        serialise(connection)
        context.run_migrations()


async def _connect_and_run() -> None:
    database_url = Settings().database_url
    if database_url is None:
        message = "DATABASE_URL kosong; `cli.py migrate` memakai server tertanam."
        raise SystemExit(message)
    async with migration_engine(database_url) as connection:
        await connection.run_sync(_run)


given = context.config.attributes.get("connection")
if given is None:
    asyncio.run(_connect_and_run())
else:
    _run(given)
