"""A city's reference data on a real database.

Loaded once, kept when somebody changed it, and turned into routing's table.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from agencies.registry.change_agency import Webhook, change_agency_and_webhook
from agencies.registry.load import load_city
from agencies.registry.source import RoutingTableSource
from dispatch.directory.change_agency import AgencyChange, change_agency
from dispatch.directory.models import AgencyRow
from dispatch.kernel.city import CITIES, read_city
from dispatch.kernel.errors import Invalid, Unavailable
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units
from routing import Case, plan
from tests.support.city import SHIPPED
from tests.support.units import START, open_units

ALUN_ALUN = (112.4319, -7.4632)


@pytest.fixture
async def units(database_url: str) -> AsyncIterator[Units]:
    async with open_units(database_url) as opened:
        yield opened


@pytest.fixture
async def loaded(units: Units) -> Units:
    async with units.begin("system:load") as uow:
        await load_city(uow, SHIPPED)
    return units


async def table_of(units: Units) -> RoutingTableSource:
    source = RoutingTableSource()
    async with units.reading() as reading:
        await source.refresh(reading)
    return source


async def test_an_empty_database_has_no_table(units: Units) -> None:
    source = await table_of(units)
    with pytest.raises(Unavailable) as refusal:
        source.current()
    assert refusal.value.code == "registry.not_loaded"


async def test_the_city_is_loaded_with_everything_it_ships(loaded: Units) -> None:
    async with loaded.reading() as reading:
        counts = {
            name: await reading.fetchval(f"SELECT count(*) FROM {name}")
            for name in (
                "agency",
                "station",
                "jurisdiction",
                "area",
                "incident_type",
                "sla_target",
                "agency_channel",
            )
        }
        cards = {
            row["type"] for row in await reading.fetch("SELECT DISTINCT type FROM response_plan")
        }
        types = {row["code"] for row in await reading.fetch("SELECT code FROM incident_type")}
    assert counts["area"] == 39
    assert counts["incident_type"] == 34
    assert counts["agency"] == counts["agency_channel"]
    assert cards == types


async def test_loading_twice_adds_nothing(loaded: Units) -> None:
    async with loaded.begin("system:load") as uow:
        added = await load_city(uow, SHIPPED)
    assert sum(added.values()) == 0


async def test_loading_again_keeps_what_an_administrator_changed(loaded: Units) -> None:
    async with loaded.begin("person:admin") as uow:
        await change(uow, AgencyChange(phone="0321-000", active=False))
    async with loaded.begin("system:load") as uow:
        await load_city(uow, SHIPPED)
    async with loaded.reading() as reading:
        row = await reading.fetchrow("SELECT phone, active FROM agency WHERE id = 'damkar-kota'")
    assert row is not None
    assert (row["phone"], row["active"]) == ("0321-000", False)


async def change(uow: UnitOfWork, what: AgencyChange) -> None:
    await change_agency(uow, await uow.get(AgencyRow, "damkar-kota"), what)


async def test_an_unknown_city_is_refused(units: Units) -> None:
    with pytest.raises(Invalid) as refusal:
        async with units.begin("system:load") as uow:
            await load_city(uow, read_city(CITIES / "atlantis"))
    assert refusal.value.code == "registry.city_unknown"


async def test_a_broken_city_writes_nothing(units: Units, tmp_path: Path) -> None:
    for file in SHIPPED.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "response_plans.json").write_text(
        '{"response_plans": [{"id": "x", "version": 1}]}', encoding="utf-8"
    )
    with pytest.raises(Invalid) as refusal:
        async with units.begin("system:load") as uow:
            await load_city(uow, read_city(tmp_path))
    assert refusal.value.code == "registry.city_broken"
    async with units.reading() as reading:
        assert await reading.fetchval("SELECT count(*) FROM agency") == 0


async def test_the_table_answers_a_house_fire(loaded: Units) -> None:
    table = (await table_of(loaded)).current()
    advice = plan(
        Case(at=START, type="fire", priority=1, lon=ALUN_ALUN[0], lat=ALUN_ALUN[1]), table
    )
    assert [line.agency_id for line in advice.lines] == [
        "damkar-kota",
        "pln-ulp-kota",
        "psc119-kota",
        "polres-kota",
    ]
    assert advice.lines[0].candidates[:2] == ("damkar-kota", "damkar-kab")


async def test_a_change_reaches_the_table_at_the_next_refresh(loaded: Units) -> None:
    source = await table_of(loaded)
    async with loaded.begin("person:admin") as uow:
        await change(uow, AgencyChange(active=False))
    async with loaded.reading() as reading:
        assert await source.refresh(reading)
        assert not await source.refresh(reading)
    case = Case(at=START, type="fire", priority=1, lon=ALUN_ALUN[0], lat=ALUN_ALUN[1])
    advice = plan(case, source.current())
    assert advice.lines[0].agency_id == "damkar-kab"
    assert "skipped_inactive" in {reason.code for reason in advice.lines[0].reasons}
    assert plan(replace(case), source.current()) == advice


async def test_a_webhook_comes_before_the_page_and_its_secret_is_shown_once(loaded: Units) -> None:
    async with loaded.begin("person:admin") as uow:
        secret = await change_agency_and_webhook(
            uow, "damkar-kota", AgencyChange(), webhook=Webhook("https://8.8.8.8/tanggap")
        )
    async with loaded.reading() as reading:
        rows = await reading.fetch(
            "SELECT kind FROM agency_channel WHERE agency_id = 'damkar-kota' AND active ORDER BY"
            " rank"
        )
        logged = await reading.fetchval("SELECT string_agg(data::text, ' ') FROM event")
    assert [row["kind"] for row in rows] == ["webhook", "portal"]
    assert secret is not None
    assert secret not in logged


async def test_nothing_changed_writes_no_event(loaded: Units) -> None:
    async with loaded.reading() as reading:
        before = await reading.fetchval("SELECT count(*) FROM event")
    async with loaded.begin("person:admin") as uow:
        await change(uow, AgencyChange(active=True))
    async with loaded.reading() as reading:
        assert await reading.fetchval("SELECT count(*) FROM event") == before
