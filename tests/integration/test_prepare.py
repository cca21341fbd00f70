"""What a database is filled with: made-up gauges belong to the demo city alone."""

from pathlib import Path

import asyncpg
import pytest

from cli import prepare
from dispatch.kernel.host.settings import Settings


@pytest.mark.parametrize(("demo", "gauges"), [(False, False), (True, True)])
async def test_made_up_gauges_are_for_the_demo_city_only(
    database_url: str, tmp_path: Path, *, demo: bool, gauges: bool
) -> None:
    await prepare(Settings(database_url=database_url, data_dir=tmp_path), demo=demo)
    connection = await asyncpg.connect(database_url)
    assert await connection.fetchval("SELECT EXISTS (SELECT FROM gauge_station)") is gauges
    assert await connection.fetchval("SELECT EXISTS (SELECT FROM agency)")
    await connection.close()
