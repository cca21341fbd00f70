"""Agencies and boundaries over HTTP.

Everybody may read, administrators change, and a change reaches the next plan.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from agencies.portal.presence import AgencyPresence
from agencies.registry.board_section import AgenciesSection
from agencies.registry.load import load_city
from dispatch.access.sign_in import NewPerson, create_person, create_token, hash_password
from dispatch.access.subject import Role
from dispatch.board.section import LoggedEvent
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.ids import uuid7
from dispatch.kernel.store.unit_of_work import Units
from main import create_app
from routing.value_object import value_object
from tests.support.city import SHIPPED
from tests.support.units import START, open_units

BASE = "http://112.test/api/v1"
PASSWORD = "a-long-test-password"


@value_object
class Scene:
    """A loaded city with an administrator and an agency."""

    units: Units
    client: httpx.AsyncClient
    administrator: dict[str, str]
    agency: dict[str, str]


async def sign_in(units: Units, client: httpx.AsyncClient) -> dict[str, str]:
    async with units.begin("system:test") as uow:
        create_person(
            uow, NewPerson("admin", "Admin", Role.ADMINISTRATOR, await hash_password(PASSWORD))
        )
    answer = await client.post("/sessions", json={"username": "admin", "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['token']}"}


@asynccontextmanager
async def serving(database_url: str, redis_url: str) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(database_url=database_url, redis_url=redis_url, engine=False))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client,
    ):
        yield client


@pytest.fixture
async def scene(database_url: str, redis_url: str) -> AsyncIterator[Scene]:
    async with open_units(database_url) as units:
        async with units.begin("system:load") as uow:
            await load_city(uow, SHIPPED)
            token = await create_token(uow, name="pln", role=Role.AGENCY, agency_id="pln-ulp-kota")
        async with serving(database_url, redis_url) as client:
            yield Scene(
                units, client, await sign_in(units, client), {"Authorization": f"Bearer {token}"}
            )


async def test_agencies_are_listed_with_channels_and_without_addresses(scene: Scene) -> None:
    answer = await scene.client.get("/agencies", headers=scene.agency)
    items = {item["id"]: item for item in answer.json()["items"]}
    assert items["damkar-kota"]["services"] == ["fire", "rescue"]
    assert items["damkar-kota"]["channels"] == ["portal"]
    assert set(items["damkar-kota"]) == {
        "id",
        "name",
        "short_name",
        "services",
        "phone",
        "channels",
        "active",
        "online",
    }


async def test_an_agency_that_has_read_its_inbox_is_online(scene: Scene) -> None:
    await scene.client.get("/portal/tasks", headers=scene.agency)
    answer = await scene.client.get("/agencies", headers=scene.administrator)
    assert [item["id"] for item in answer.json()["items"] if item["online"]] == ["pln-ulp-kota"]


async def test_one_agency_is_read_with_where_it_stands_and_answers(scene: Scene) -> None:
    agency = (await scene.client.get("/agencies/polres-kota", headers=scene.agency)).json()
    codes = {
        code
        for claim in agency["jurisdictions"]
        if claim["service"] == "police"
        for code in claim["area_codes"]
    }
    assert codes == {"35.76", "35.16.14", "35.16.15", "35.16.16", "35.16.17"}
    assert agency["stations"][0]["error_m"] == 600.0
    assert agency["webhook_secret"] is None


@pytest.mark.parametrize("method", ["GET", "PATCH"])
async def test_an_unknown_agency_is_not_found(scene: Scene, method: str) -> None:
    answer = await scene.client.request(
        method, "/agencies/atlantis", headers=scene.administrator, json={}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "agency.unknown")


async def test_only_an_administrator_changes_an_agency(scene: Scene) -> None:
    answer = await scene.client.patch(
        "/agencies/pln-ulp-kota", headers=scene.agency, json={"active": False}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    "body", [{"active": "perhaps"}, {"name": "Other"}, [], {"contact": "x" * 61}]
)
async def test_a_change_that_is_none_is_refused(scene: Scene, body: object) -> None:
    answer = await scene.client.patch(
        "/agencies/damkar-kota", headers=scene.administrator, json=body
    )
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_a_change_is_answered_logged_and_seen_on_the_board(scene: Scene) -> None:
    answer = await scene.client.patch(
        "/agencies/damkar-kota",
        headers=scene.administrator,
        json={"active": False, "contact": "113 ext 2"},
    )
    assert (answer.json()["active"], answer.json()["phone"]) == (False, "113 ext 2")
    async with scene.units.reading() as reading:
        row = await reading.fetchrow(
            "SELECT type, agency_id, data::text AS data FROM event ORDER BY seq DESC LIMIT 1"
        )
        assert row is not None
        event = LoggedEvent(
            seq=1,
            type=row["type"],
            noun_id=uuid7(START),
            incident_id=None,
            agency_id=row["agency_id"],
            data={},
        )
        section = AgenciesSection(AgencyPresence(None))
        [item] = await section.load(reading, list(section.touched(event)))
    assert '"active": false' in row["data"] or '"active":false' in row["data"]
    assert (item.key, item.body.active, item.gone) == ("damkar-kota", False, False)


CONTACT = {"name": "Kepala Regu A", "phone": "081234567890", "role": "komandan", "on_duty": True}


async def test_contacts_are_shown_to_the_centre_and_neither_to_agencies_nor_in_the_log(
    scene: Scene,
) -> None:
    path = "/agencies/damkar-kota"
    set_ = await scene.client.patch(path, headers=scene.administrator, json={"contacts": [CONTACT]})
    assert set_.json()["contacts"] == [CONTACT]
    seen = (await scene.client.get(path, headers=scene.administrator)).json()
    hidden = (await scene.client.get(path, headers=scene.agency)).json()
    assert (seen["contacts"], hidden["contacts"]) == ([CONTACT], [])
    async with scene.units.reading() as reading:
        data = await reading.fetchval("SELECT data::text FROM event ORDER BY seq DESC LIMIT 1")
    assert CONTACT["phone"] not in data
    assert "Regu" not in data
    gone = await scene.client.patch(path, headers=scene.administrator, json={"contacts": []})
    assert gone.json()["contacts"] == []


@pytest.mark.parametrize("bad", [{"name": "A"}, {"name": "", "phone": "1"}, {"phone": 1}, 7])
async def test_a_contact_nobody_could_call_is_refused(scene: Scene, bad: object) -> None:
    answer = await scene.client.patch(
        "/agencies/damkar-kota", headers=scene.administrator, json={"contacts": [bad]}
    )
    assert answer.status_code == 422


async def test_a_webhook_s_secret_is_shown_once_and_taken_away_with_it(scene: Scene) -> None:
    path = "/agencies/damkar-kota"
    set_ = (
        await scene.client.patch(
            path, headers=scene.administrator, json={"webhook_url": "https://8.8.8.8/hook"}
        )
    ).json()
    assert len(set_["webhook_secret"]) >= 32
    assert set_["channels"] == ["webhook", "portal"]
    again = (await scene.client.get(path, headers=scene.administrator)).text
    assert set_["webhook_secret"] not in again
    gone = (
        await scene.client.patch(path, headers=scene.administrator, json={"webhook_url": ""})
    ).json()
    assert (gone["channels"], gone["webhook_secret"]) == (["portal"], None)


async def test_a_webhook_into_our_own_network_is_refused(scene: Scene) -> None:
    answer = await scene.client.patch(
        "/agencies/damkar-kota",
        headers=scene.administrator,
        json={"webhook_url": "http://127.0.0.1:5432/"},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "channel.address_refused")


async def test_the_map_shows_the_city_and_on_request_its_neighbours(scene: Scene) -> None:
    city = (await scene.client.get("/geo/areas", headers=scene.agency)).json()
    assert (city["type"], len(city["features"])) == ("FeatureCollection", 18)
    assert set(city["features"][0]["properties"]) == {"code", "name", "level", "accuracy_m"}
    everything = (
        await scene.client.get("/geo/areas", headers=scene.agency, params={"scope": "all"})
    ).json()
    assert len(everything["features"]) == 39
    odd = await scene.client.get("/geo/areas", headers=scene.agency, params={"scope": "moon"})
    assert odd.status_code == 422


async def test_the_layer_says_how_far_it_can_be_trusted(scene: Scene) -> None:
    layer = (await scene.client.get("/geo/layer", headers=scene.agency)).json()
    assert (layer["version"], layer["accuracy_m"]) == ("mojokerto-sketch-1", 300.0)
    assert "true_kelurahan_within_300_m: 0.988" in layer["accuracy"]
    assert "sketch" in layer["source"]


async def test_nobody_reads_without_a_token(scene: Scene) -> None:
    scene.client.cookies.clear()
    for path in ("/agencies", "/agencies/damkar-kota", "/geo/areas", "/geo/layer"):
        assert (await scene.client.get(path)).status_code == 401


async def test_before_a_city_is_loaded_there_is_no_map(database_url: str, redis_url: str) -> None:
    async with open_units(database_url) as units, serving(database_url, redis_url) as client:
        answer = await client.get("/geo/layer", headers=await sign_in(units, client))
    assert (answer.status_code, answer.json()["code"]) == (503, "registry.not_loaded")
