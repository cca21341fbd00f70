"""A city that no code knows starts, takes a report, places it, numbers it and routes it.

By its data alone.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli import prepare
from dispatch.kernel.clock import ManualClock
from dispatch.kernel.host.settings import Settings
from main import create_app
from tests.support.paths import ROOT

CITY = ROOT / "tests" / "cities" / "teluk_contoh"
# Past midnight of New Year on the city's clock, and not yet in Jakarta or in London.
NOW = datetime(2026, 12, 31, 15, 20, tzinfo=UTC)


@dataclass(slots=True)
class Desk:
    client: httpx.AsyncClient
    tokens: dict[str, str]

    async def ask(self, method: str, path: str, *, who: str, **request: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        return await self.client.request(method, path, headers=headers, **request)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Desk]:
    accounts = {account.username: account for account in await prepare(settings, demo=True)}
    app = create_app(settings, clock=ManualClock(NOW))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://112.test/api/v1"
        ) as client,
    ):
        dispatcher = accounts["pengendali"]
        entered = await client.post(
            "/sessions",
            json={"username": dispatcher.username, "password": dispatcher.password},
        )
        tokens = {
            "dispatcher": entered.json()["token"],
            "112": accounts["token:reports"].token or "",
            "sensor": accounts["token:sensor"].token or "",
        }
        yield Desk(client, tokens)


@pytest.fixture
async def desk(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Desk]:
    monkeypatch.setenv("TANGGAP_CITY", str(CITY))
    settings = Settings(
        database_url=database_url, redis_url=None, engine=False, data_dir=tmp_path / "data"
    )
    async with serving(settings) as opened:
        yield opened


async def test_a_report_is_placed_numbered_and_routed_by_the_data_of_its_city(desk: Desk) -> None:
    body = {"channel": "112", "external_id": "1", "text": "kebakaran rumah di Pasar Merak"}
    stored = await desk.ask("POST", "/reports", who="112", json=body)
    assert stored.status_code == 201, stored.text
    incidents = (await desk.ask("GET", "/incidents", who="dispatcher")).json()["items"]
    [incident] = incidents
    assert incident["number"] == "TLC-27-000001"
    assert incident["type"] == "fire"
    whole = (await desk.ask("GET", f"/incidents/{incident['id']}", who="dispatcher")).json()
    assert {task["agency_id"] for task in whole["tasks"]} == {"damkar-teluk", "polres-teluk"}
    assert whole["area"]["name"] == "Bukit Cemara"


async def test_the_pages_hear_which_city_it_is_before_anybody_signs_in(desk: Desk) -> None:
    assert (await desk.client.get("/city")).json() == {
        "name": "Kota Teluk Contoh",
        "time_zone": "Asia/Jayapura",
        "number_prefix": "TLC",
        "neighbours": ["112 Kabupaten Muara Karang"],
    }


async def test_its_neighbours_are_elsewhere_and_what_lies_in_other_cities_is_unknown(
    desk: Desk,
) -> None:
    found = await desk.ask("GET", "/geo/places", who="dispatcher", params={"q": "Pasar Merak"})
    assert [place["name"] for place in found.json()][:1] == ["Pasar Merak"]
    proposal = await desk.ask(
        "POST",
        "/reports/proposal",
        who="dispatcher",
        json={"text": "kebakaran di muara karang"},
    )
    assert "location_elsewhere" in proposal.json()["flags"]
    far = {"lat": -7.47, "lon": 112.43}
    proposal = await desk.ask(
        "POST", "/reports/proposal", who="dispatcher", json={"text": "api", "location": far}
    )
    assert "location.outside_province" in proposal.json()["flags"]


async def test_a_gauge_without_a_zone_tells_the_time_of_its_city(desk: Desk) -> None:
    said = await desk.ask(
        "POST",
        "/channels/flood/KB-01",
        who="sensor",
        json={"level_cm": 120, "ts": "2027-01-01T00:19:00"},
    )
    assert said.status_code == 200, said.text
    assert said.json()["flags"] == []


async def test_days_of_the_report_are_those_of_the_city(desk: Desk) -> None:
    body = {"type": "fire", "location": {"lat": -2.55, "lon": 140.62}}
    opened = await desk.ask("POST", "/incidents", who="dispatcher", json=body)
    assert opened.status_code == 201, opened.text
    await desk.ask(
        "POST",
        f"/incidents/{opened.json()['id']}/close",
        who="dispatcher",
        json={"disposition": "handled"},
    )
    report = await desk.ask("GET", "/response-times", who="dispatcher", params={"group_by": "day"})
    groups = {row["group"] for row in report.json().get("rows", [])}
    assert groups <= {"2027-01-01"}
