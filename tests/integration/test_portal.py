"""The agency's inbox: what it shows, and that reading it is the proof of delivery."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx
import pytest
from redis.asyncio import Redis

from agencies.portal.presence import AgencyPresence
from agencies.portal.reporters import REPORTERS
from dispatch.access.sign_in import create_token
from dispatch.access.subject import Role
from dispatch.kernel.clock import Clock
from dispatch.kernel.container import lend, services_of
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.read_transaction import ReadTransaction
from main import create_app
from tests.support.orders import START, City, open_city


class OneReporter:
    async def reporters_of(
        self, reading: ReadTransaction, incident_id: UUID
    ) -> list[tuple[str | None, str | None]]:
        return [("Ibu Sari", "+6281234567890")]


@asynccontextmanager
async def serving(settings: Settings, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings, clock=clock)
    async with app.router.lifespan_context(app):
        lend(app, services_of(app).but(REPORTERS.filled(OneReporter())))
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://112.test/api/v1"
        ) as client:
            yield client


@pytest.fixture
async def city(database_url: str) -> AsyncIterator[City]:
    async with open_city(database_url) as opened:
        yield opened


@pytest.fixture
async def client(city: City, database_url: str, redis_url: str) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(database_url=database_url, redis_url=redis_url, engine=False)
    async with serving(settings, city.clock) as opened:
        yield opened


async def token_of(city: City, agency_id: str) -> dict[str, str]:
    await city.add_agency(agency_id)
    async with city.units.begin("system:test") as uow:
        token = await create_token(uow, name=agency_id, role=Role.AGENCY, agency_id=agency_id)
    return {"Authorization": f"Bearer {token}"}


async def test_reading_the_inbox_is_the_proof_of_delivery(
    city: City, client: httpx.AsyncClient
) -> None:
    damkar = await token_of(city, "damkar")
    task_id = await city.order("damkar")
    city.clock.advance(seconds=3)
    answer = await client.get("/portal/tasks", headers=damkar)
    [item] = answer.json()["items"]
    assert (answer.status_code, item["id"], item["state"], item["delivered_at"]) == (
        200,
        str(task_id),
        "delivered",
        "2026-11-22T11:00:03Z",
    )
    assert await city.facts("task.delivered", task_id) == [{"by": "portal"}]
    assert item["incident"]["type_label"] == {"id": "Kebakaran", "en": "Fire"}
    assert item["incident"]["location"]["accuracy_m"] == 50.0


async def test_reading_again_proves_nothing_new(city: City, client: httpx.AsyncClient) -> None:
    damkar = await token_of(city, "damkar")
    task_id = await city.order("damkar")
    first = (await client.get("/portal/tasks", headers=damkar)).json()
    city.clock.advance(seconds=30)
    assert (await client.get("/portal/tasks", headers=damkar)).json() == first
    assert len(await city.facts("task.delivered", task_id)) == 1


async def test_the_most_urgent_and_then_the_oldest_comes_first(
    city: City, client: httpx.AsyncClient
) -> None:
    damkar = await token_of(city, "damkar")
    older, newer, urgent = [await city.order("damkar") for _ in range(3)]
    await city.units.pool.execute(
        "UPDATE incident SET priority = 3 WHERE id <> (SELECT incident_id FROM task WHERE id = $1)",
        urgent,
    )
    items = (await client.get("/portal/tasks", headers=damkar)).json()["items"]
    assert [item["id"] for item in items] == [str(urgent), str(older), str(newer)]


async def test_an_order_that_is_over_leaves_the_inbox_but_can_be_read(
    city: City, client: httpx.AsyncClient
) -> None:
    damkar = await token_of(city, "damkar")
    task_id = await city.order("damkar")
    await city.take_back(task_id, "salah alamat")
    assert (await client.get("/portal/tasks", headers=damkar)).json()["items"] == []
    one = (await client.get(f"/portal/tasks/{task_id}", headers=damkar)).json()
    assert (one["state"], one["delivered_at"], one["reporters"]) == ("cancelled", None, None)


async def test_the_reporter_is_shown_after_a_human_has_taken_it_and_that_is_written_down(
    city: City, client: httpx.AsyncClient
) -> None:
    damkar = await token_of(city, "damkar")
    task_id = await city.order("damkar", summary="Hubungi 081234567890")
    before = (await client.get(f"/portal/tasks/{task_id}", headers=damkar)).json()
    assert (before["reporters"], "0812" in before["incident"]["summary"]) == (None, False)
    assert await city.units.pool.fetchval("SELECT count(*) FROM access_entry") == 0
    taken = await client.post(
        f"/tasks/{task_id}/acknowledge", headers=damkar, json={"by": "Komandan Budi"}
    )
    assert taken.status_code == 200
    after = (await client.get(f"/portal/tasks/{task_id}", headers=damkar)).json()
    assert after["reporters"] == [{"name": "Ibu Sari", "phone": "+6281234567890"}]
    assert "081234567890" in after["incident"]["summary"]
    entry = await city.units.pool.fetchrow("SELECT * FROM access_entry")
    assert entry is not None
    assert (entry["verb"], entry["noun"], entry["noun_id"]) == (
        "portal.read",
        "incident",
        after["incident_id"],
    )
    assert entry["actor"].startswith("token:")


async def test_the_inbox_itself_never_shows_a_reporter(
    city: City, client: httpx.AsyncClient
) -> None:
    damkar = await token_of(city, "damkar")
    await city.acknowledge(await city.order("damkar"))
    assert "Ibu Sari" not in (await client.get("/portal/tasks", headers=damkar)).text


async def test_whoever_reads_is_online(
    city: City, client: httpx.AsyncClient, redis_url: str
) -> None:
    await client.get("/portal/tasks", headers=await token_of(city, "damkar"))
    async with Redis.from_url(redis_url) as redis:
        assert await AgencyPresence(redis).online(["damkar", "pln"]) == {"damkar"}


async def test_the_inbox_works_without_redis(city: City, database_url: str) -> None:
    damkar = await token_of(city, "damkar")
    task_id = await city.order("damkar")
    async with serving(
        Settings(database_url=database_url, redis_url="redis://127.0.0.1:1/0", engine=False),
        city.clock,
    ) as client:
        answer = await client.get("/portal/tasks", headers=damkar)
    assert [item["id"] for item in answer.json()["items"]] == [str(task_id)]


async def test_the_time_of_the_order_is_the_time_of_the_clock(city: City) -> None:
    task_id = await city.order("damkar")
    assert (await city.task(task_id))["assigned_at"] == START
