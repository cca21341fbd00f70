"""Migrations == models: a database that was migrated is the database that the models declare."""

import asyncio
import subprocess
import sys
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from dispatch.kernel.store.migrations import (
    ALEMBIC_INI,
    downgrade,
    load_tables,
    migration_engine,
    upgrade,
)
from tests.support.paths import ROOT
from tests.support.schema import schema_of

UPGRADE = """
import asyncio, sys
from dispatch.kernel.store.migrations import upgrade
asyncio.run(upgrade(sys.argv[1]))
"""


@pytest.fixture(scope="session")
def metadata() -> MetaData:
    return load_tables(("dispatch", "intake", "agencies"))


async def test_alembic_finds_nothing_to_add(database_url: str, metadata: MetaData) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, metadata))

    async with migration_engine(database_url) as connection:
        assert await connection.run_sync(differences) == []


async def test_columns_checks_keys_and_indexes_are_the_models(
    database_url: str, empty_database_url: str, metadata: MetaData
) -> None:
    async with migration_engine(empty_database_url) as connection:
        await connection.run_sync(metadata.create_all)
    assert await schema_of(database_url, set(metadata.tables)) == await schema_of(
        empty_database_url, set(metadata.tables)
    )


async def test_no_table_lives_outside_the_models(database_url: str, metadata: MetaData) -> None:
    connection = await asyncpg.connect(database_url)
    tables = {
        row["tablename"]
        for row in await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
    }
    await connection.close()
    assert tables - {"alembic_version"} == set(metadata.tables)


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(Config(str(ALEMBIC_INI))).get_heads()) == 1


async def test_an_upgrade_twice_changes_nothing(database_url: str, metadata: MetaData) -> None:
    before = await schema_of(database_url, set(metadata.tables))
    await upgrade(database_url)
    assert await schema_of(database_url, set(metadata.tables)) == before


async def test_down_to_nothing_and_up_again_is_the_same(
    database_url: str, metadata: MetaData
) -> None:
    before = await schema_of(database_url, set(metadata.tables))
    await downgrade(database_url, "base")
    assert await schema_of(database_url, set(metadata.tables)) == []
    await upgrade(database_url)
    assert await schema_of(database_url, set(metadata.tables)) == before


async def test_two_processes_may_migrate_at_the_same_time(
    empty_database_url: str, database_url: str, metadata: MetaData
) -> None:
    command = [sys.executable, "-c", UPGRADE, empty_database_url]
    runs = [
        await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    ends = [await run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], ends
    assert await schema_of(empty_database_url, set(metadata.tables)) == await schema_of(
        database_url, set(metadata.tables)
    )
