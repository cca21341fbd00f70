"""A database that the version before wrote is brought forward, and the night in it goes on."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from cli import prepare
from dispatch.access.subject import Role
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.migrations import upgrade
from dispatch.kernel.store.verify_log import verify_log
from tests.support import deeds
from tests.support.centre import START, Centre, open_centre
from tests.support.console import fresh, watch
from tests.support.paths import ROOT

BEFORE = "0004"
DUMP = ROOT / "tests" / "migrations" / f"revision_{BEFORE}.sql"
CITY = str(ROOT / "tests" / "cities" / "teluk_contoh")
TABLES = ("agency", "call", "event", "incident", "outbox", "raw_message", "report", "sla_clock")
OPEN, CLOSED, MERGED = "MJK-26-000001", "MJK-26-000005", "MJK-26-000006"


async def count(url: str) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    try:
        return {
            table: await connection.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES
        }
    finally:
        await connection.close()


@pytest.fixture
async def old_url(empty_database_url: str) -> str:
    """A database as the version before left it."""
    await upgrade(empty_database_url, BEFORE)
    connection = await asyncpg.connect(empty_database_url)
    # Incidents and tasks refer to themselves: no order of rows would suit the constraints.
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(DUMP.read_text(encoding="utf-8"))
    await connection.close()
    return empty_database_url


@pytest.fixture
async def centre(old_url: str, tmp_path: Path) -> AsyncIterator[Centre]:
    """This version on that database, ten minutes later."""
    settings = Settings(database_url=old_url, redis_url=None, city=CITY, data_dir=tmp_path)
    await prepare(settings, demo=False)
    async with open_centre(old_url, start=START + timedelta(minutes=10), city=CITY) as opened:
        yield opened


async def test_nothing_is_lost_on_the_way_and_the_chain_holds(old_url: str, tmp_path: Path) -> None:
    before = await count(old_url)
    settings = Settings(database_url=old_url, redis_url=None, city=CITY, data_dir=tmp_path)
    await prepare(settings, demo=False)
    after = await count(old_url)
    assert {table: after[table] - before[table] for table in TABLES if table != "event"} == (
        dict.fromkeys(TABLES[:2] + TABLES[3:], 0)
    )
    async with (
        open_centre(old_url, start=START + timedelta(minutes=10), city=CITY) as opened,
        opened.units.reading() as reading,
    ):
        checked, _ = await verify_log(reading)
    assert checked == after["event"] >= before["event"] == 64


async def test_every_constraint_holds_for_what_the_version_before_wrote(centre: Centre) -> None:
    broken = [
        row["name"]
        for row in await centre.rows(
            "SELECT conrelid::regclass || '.' || conname AS name FROM pg_constraint"
            " WHERE contype IN ('f', 'c') AND connamespace = 'public'::regnamespace"
            " AND NOT convalidated"
        )
    ]
    assert broken == []
    for row in await centre.rows(
        "SELECT conname, conrelid::regclass::text AS name, pg_get_expr(conbin, conrelid) AS rule"
        " FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    ):
        wrong = await centre.value(f"SELECT count(*) FROM {row['name']} WHERE NOT ({row['rule']})")
        assert (row["conname"], wrong) == (row["conname"], 0)


async def test_the_board_shows_the_night_as_it_stood(centre: Centre) -> None:
    async with watch(centre, Role.DISPATCHER) as console:
        picture = await console.sync()
    assert picture.sections == await fresh(centre, Role.DISPATCHER)
    shown = {item["number"]: item for item in picture.sections["incidents"].values()}
    assert OPEN in shown
    assert MERGED not in shown
    states = {task["agency_id"]: task["state"] for task in shown[OPEN]["tasks"]}
    assert states["damkar-teluk"] == "acknowledged"
    assert len(picture.sections["reports"]) >= 2


async def test_the_night_goes_on(centre: Centre) -> None:
    [unfinished] = [
        item for item in (await centre.read("/incidents"))["items"] if item["number"] == OPEN
    ]
    order = await deeds.order(centre, unfinished["id"], "psc-teluk")
    await deeds.deliver(centre)
    taken = await deeds.answer(centre, order, "acknowledge")
    assert taken["state"] == "acknowledged"
    place = {"lat": -2.55, "lon": 140.62, "accuracy_m": 30, "method": "caller"}
    stored = await deeds.report(centre, location=place)
    assert stored["duplicate"] is False
    opened = await deeds.incident(centre, location=place)
    assert opened["number"].startswith("TLC-26-")
    assert int(opened["number"][-6:]) > int(MERGED[-6:])
    await centre.run("sla.sweep")
    whole = await centre.read(f"/incidents/{unfinished['id']}")
    assert {clock["metric"] for clock in whole["clocks"]} >= {"hand_over"}


async def test_what_had_ended_is_read_as_it_was(centre: Centre) -> None:
    found = {item["number"]: item for item in (await centre.read("/incidents"))["items"]}
    assert found[CLOSED]["state"] == "closed"
    report = await centre.read("/response-times", who=Role.SUPERVISOR)
    assert report["rows"]
    log = await centre.read("/events", who=Role.SUPERVISOR)
    assert log["items"]
