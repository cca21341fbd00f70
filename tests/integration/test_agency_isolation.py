"""No agency reads or answers what is another's, whatever it asks."""

from collections.abc import AsyncIterator

import httpx
import pytest

from dispatch.access.sign_in import create_token
from dispatch.access.subject import Role
from dispatch.kernel.host.settings import Settings
from main import create_app
from routing.value_object import value_object
from tests.support.orders import City, open_city


@value_object
class Scene:
    """One incident, to which damkar and pln are asked, and one of pln alone."""

    city: City
    client: httpx.AsyncClient
    damkar: dict[str, str]
    task_of_damkar: str
    task_of_pln: str
    other_task_of_pln: str


async def bearer(
    city: City, role: Role, agency_id: str | None = None, scopes: list[str] | None = None
) -> dict[str, str]:
    async with city.units.begin("system:test") as uow:
        token = await create_token(uow, name="test", role=role, agency_id=agency_id, scopes=scopes)
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
async def scene(database_url: str, redis_url: str) -> AsyncIterator[Scene]:
    app = create_app(Settings(database_url=database_url, redis_url=redis_url, engine=False))
    async with open_city(database_url) as city, app.router.lifespan_context(app):
        incident_id = await city.open("Rahasia bagi instansi lain")
        ours, theirs = (
            await city.order("damkar", incident_id=incident_id),
            await city.order("pln", incident_id=incident_id),
        )
        other = await city.order("pln", summary="Urusan PLN sendiri")
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://112.test/api/v1"
        ) as client:
            yield Scene(
                city,
                client,
                await bearer(city, Role.AGENCY, "damkar"),
                task_of_damkar=str(ours),
                task_of_pln=str(theirs),
                other_task_of_pln=str(other),
            )


async def test_the_inbox_holds_only_ones_own_orders(scene: Scene) -> None:
    answer = await scene.client.get("/portal/tasks", headers=scene.damkar)
    assert [item["id"] for item in answer.json()["items"]] == [scene.task_of_damkar]
    assert "Urusan PLN" not in answer.text
    assert scene.task_of_pln not in answer.text


async def test_of_the_others_only_the_names_are_told(scene: Scene) -> None:
    [item] = (await scene.client.get("/portal/tasks", headers=scene.damkar)).json()["items"]
    assert item["others"] == ["Pln"]


async def test_reading_ones_inbox_proves_nothing_for_others(scene: Scene) -> None:
    await scene.client.get("/portal/tasks", headers=scene.damkar)
    states = await scene.city.units.pool.fetch("SELECT state FROM task WHERE agency_id = 'pln'")
    assert {row["state"] for row in states} == {"assigned"}


@pytest.mark.parametrize("path", ["/portal/tasks/{}", "/tasks/{}"])
async def test_anothers_order_is_not_there(scene: Scene, path: str) -> None:
    for task in (scene.task_of_pln, scene.other_task_of_pln):
        answer = await scene.client.get(path.format(task), headers=scene.damkar)
        assert (answer.status_code, answer.json()["code"]) == (404, "task.not_found")


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("seen", {}),
        ("acknowledge", {"by": "Budi"}),
        ("decline", {"by": "Budi", "cause": "no_resource"}),
        ("progress", {"state": "on_scene"}),
    ],
)
async def test_anothers_order_cannot_be_answered(
    scene: Scene, verb: str, body: dict[str, str]
) -> None:
    answer = await scene.client.post(
        f"/tasks/{scene.task_of_pln}/{verb}", headers=scene.damkar, json=body
    )
    assert answer.status_code == 404
    state = await scene.city.units.pool.fetchval(
        "SELECT state FROM task WHERE id = $1::text::uuid", scene.task_of_pln
    )
    assert state == "assigned"


async def test_the_answer_for_what_is_anothers_and_for_what_is_nothing_is_the_same(
    scene: Scene,
) -> None:
    nothing = "01937d2e-8a00-7000-8000-00000000dead"
    theirs = await scene.client.get(f"/portal/tasks/{scene.task_of_pln}", headers=scene.damkar)
    none = await scene.client.get(f"/portal/tasks/{nothing}", headers=scene.damkar)
    assert theirs.text.replace(scene.task_of_pln, nothing) == none.text


async def test_answering_what_is_anothers_and_what_is_nothing_is_refused_alike(
    scene: Scene,
) -> None:
    nothing = "01937d2e-8a00-7000-8000-00000000dead"
    theirs = await scene.client.post(
        f"/tasks/{scene.task_of_pln}/acknowledge", headers=scene.damkar, json={"by": "Budi"}
    )
    none = await scene.client.post(
        f"/tasks/{nothing}/acknowledge", headers=scene.damkar, json={"by": "Budi"}
    )
    assert theirs.text.replace(scene.task_of_pln, nothing) == none.text


async def test_the_timeline_tells_an_agency_nothing_of_another(scene: Scene) -> None:
    incident_id = (
        await scene.client.get(f"/tasks/{scene.task_of_damkar}", headers=scene.damkar)
    ).json()["incident_id"]
    facts = (
        await scene.client.get(f"/incidents/{incident_id}/events", headers=scene.damkar)
    ).json()["items"]
    assert {fact["agency_id"] for fact in facts} == {None, "damkar"}
    assert "task.assigned" in {fact["type"] for fact in facts}


async def test_the_list_of_orders_cannot_be_asked_for_anothers(scene: Scene) -> None:
    answer = await scene.client.get("/tasks", params={"agency_id": "pln"}, headers=scene.damkar)
    assert (answer.status_code, answer.json()["items"]) == (200, [])


async def test_a_revoked_token_is_refused(scene: Scene) -> None:
    await scene.city.units.pool.execute("UPDATE api_token SET revoked_at = now()")
    answer = await scene.client.get("/portal/tasks", headers=scene.damkar)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_without_a_token_there_is_no_inbox(scene: Scene) -> None:
    assert (await scene.client.get("/portal/tasks")).status_code == 401
    assert (
        await scene.client.get("/portal/tasks", headers={"Authorization": "Bearer nonsense"})
    ).status_code == 401


async def test_a_device_of_a_channel_has_no_inbox(scene: Scene) -> None:
    device = await bearer(scene.city, Role.CHANNEL, scopes=["flood:KS-01"])
    assert (await scene.client.get("/portal/tasks", headers=device)).status_code == 403


async def test_an_agencys_token_without_an_agency_sees_nothing(scene: Scene) -> None:
    nobody = await bearer(scene.city, Role.AGENCY)
    assert (await scene.client.get("/portal/tasks", headers=nobody)).status_code == 403


async def test_an_agency_takes_only_what_it_was_asked(scene: Scene) -> None:
    answer = await scene.client.post(
        f"/tasks/{scene.task_of_damkar}/acknowledge",
        headers=scene.damkar,
        json={"by": "Komandan Budi"},
    )
    assert (answer.status_code, answer.json()["acknowledged_by"]) == (200, "Komandan Budi")
    state = await scene.city.units.pool.fetchval(
        "SELECT state FROM task WHERE id = $1::text::uuid", scene.task_of_pln
    )
    assert state == "assigned"
