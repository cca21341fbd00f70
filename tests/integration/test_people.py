"""The administrator lets people and machines in, and out again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from cli import main, parser, plain_units
from cli import run as run_command
from dispatch.access.manage import disable_person
from dispatch.access.models import Person
from dispatch.access.subject import Role
from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.host.command import Call
from dispatch.kernel.host.settings import SETTINGS, Settings
from dispatch.kernel.store.unit_of_work import Units
from tests.support.centre import Centre

BOSS = Role.ADMINISTRATOR
PASSWORD = "sebuah kata sandi panjang"
BUDI = {"username": "budi", "name": "Budi", "role": "dispatcher", "password": PASSWORD}


async def may_enter(centre: Centre) -> bool:
    answer = await centre.client.post("/sessions", json={"username": "budi", "password": PASSWORD})
    return answer.status_code == 201


async def run(units: Units, *words: str) -> int | str:
    """Run a command of the command line on the units of a test."""

    @asynccontextmanager
    async def connect() -> AsyncIterator[Units]:
        yield units

    arguments = parser().parse_args(words)
    settings = Settings(database_url="postgresql://", redis_url=None)
    said: int | str = await arguments.command.run(
        Call(settings=settings, arguments=arguments, connect=connect)
    )
    return said


async def command(centre: Centre, *words: str) -> str:
    return str(await run(centre.units, *words))


async def test_a_person_is_added_signs_in_and_is_disabled(centre: Centre) -> None:
    added = await centre.do("/people", who=BOSS, **BUDI)
    assert await may_enter(centre)
    listed = (await centre.read("/people", who=BOSS))["items"]
    assert added in listed
    assert "password" not in str(listed)
    disabled = await centre.do(f"/people/{added['id']}/disable", who=BOSS)
    assert disabled["active"] is False
    assert not await may_enter(centre)
    assert (await centre.facts())[-2:] == ["person.added", "person.disabled"]
    told = str(await centre.rows("SELECT data::text FROM event WHERE type LIKE 'person.%'"))
    assert "udi" not in told


async def test_a_token_is_made_shown_once_and_revoked(centre: Centre) -> None:
    made = await centre.do("/tokens", who=BOSS, name="SIM Damkar", agency_id="damkar-kota")
    headers = {"Authorization": f"Bearer {made.pop('token')}"}
    assert (await centre.client.get("/portal/tasks", headers=headers)).status_code == 200
    assert made in (await centre.read("/tokens", who=BOSS))["items"]
    await centre.do(f"/tokens/{made['id']}/revoke", who=BOSS)
    centre.wait(3)
    assert (await centre.client.get("/portal/tasks", headers=headers)).status_code == 401
    assert (await centre.facts())[-2:] == ["token.added", "token.revoked"]


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"role": "agency"}, 422, "person.role_and_agency"),
    ({"agency_id": "damkar-kota"}, 422, "person.role_and_agency"),
    ({"role": "agency", "agency_id": "tidak-ada"}, 422, "agency.unknown"),
    ({"role": "system"}, 422, "person.role_and_agency"),
    ({"password": "pendek"}, 422, "invalid.password"),
    ({"username": "dispatcher"}, 409, "person.exists"),
]


@pytest.mark.parametrize(("changed", "status", "code"), REFUSED)
async def test_what_cannot_be_is_refused(
    centre: Centre, changed: dict[str, Any], status: int, code: str
) -> None:
    refused = await centre.ask("POST", "/people", who=BOSS, json=BUDI | changed)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_only_administrators_manage_and_the_last_one_stays(centre: Centre) -> None:
    refused = await centre.ask("POST", "/people", who=Role.SUPERVISOR, json=BUDI)
    assert refused.status_code == 403
    [boss] = [
        person
        for person in (await centre.read("/people", who=BOSS))["items"]
        if person["role"] == "administrator"
    ]
    last = await centre.ask("POST", f"/people/{boss['id']}/disable", who=BOSS)
    assert (last.status_code, last.json()["code"]) == (409, "person.last_administrator")


async def test_the_command_line_does_the_same(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANGGAP_PASSWORD", PASSWORD)
    await command(centre, "person", "add", "budi", "--role", "dispatcher", "--name", "Budi")
    assert await may_enter(centre)
    await command(centre, "person", "disable", "budi")
    assert not await may_enter(centre)
    token = await command(centre, "token", "add", "SIM Damkar", "--agency", "damkar-kota")
    headers = {"Authorization": f"Bearer {token}"}
    assert (await centre.client.get("/portal/tasks", headers=headers)).status_code == 200
    assert (await command(centre, "token", "revoke", "SIM Damkar")).endswith(": 1")
    assert await centre.value("SELECT count(*) FROM event WHERE actor = 'system:cli'") == 4


@pytest.mark.parametrize("words", [("person", "add", "budi", "--role", "agency"), ("token", "add")])
async def test_the_command_line_lets_nobody_in_for_an_agency_that_is_not_there(
    words: tuple[str, ...], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANGGAP_PASSWORD", PASSWORD)
    name = () if "budi" in words else ("SIM",)
    async with plain_units(Settings(database_url=database_url, redis_url=None)) as units:
        with pytest.raises(Invalid) as refused:
            await run(units, *words, *name, "--agency", "tidak-ada")
        assert refused.value.code == "agency.unknown"
        assert await units.pool.fetchval("SELECT count(*) FROM event") == 0


@pytest.mark.parametrize("words", [("verify-log",), ("person", "disable", "budi")])
def test_a_database_that_is_not_there_is_said_in_one_sentence(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/nothing")
    assert main(list(words)) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert [line for line in said if "the database cannot be used" in line] == said
    assert "secret" not in said[0]


async def test_two_administrators_cannot_put_each_other_out_at_the_same_moment(
    centre: Centre,
) -> None:
    body = BUDI | {"role": "administrator"}
    other = UUID((await centre.do("/people", who=BOSS, **body))["id"])
    first = await centre.value(
        "SELECT id FROM person WHERE role = 'administrator' AND id <> $1", other
    )
    async with centre.units.begin("system:test") as uow:
        await disable_person(uow, await uow.get(Person, first))
        second = asyncio.create_task(centre.ask("POST", f"/people/{other}/disable", who=BOSS))
        await asyncio.wait([second], timeout=0.5)
    assert ((await second).status_code, (await second).json()["code"]) == (
        409,
        "person.last_administrator",
    )
    assert (
        await centre.value("SELECT count(*) FROM person WHERE role = 'administrator' AND active")
        == 1
    )


async def test_a_city_that_has_people_is_not_made_anew_and_a_token_has_a_purpose(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANGGAP_ADMIN_PASSWORD", PASSWORD)
    arguments = parser().parse_args(["init", "--username", "kepala"])
    with pytest.raises(Conflict, match=r"init\.not_empty"):
        await run_command(centre.its(SETTINGS), arguments)
    with pytest.raises(Invalid, match=r"api_token\.no_purpose"):
        await command(centre, "token", "add", "Tanpa guna")


@pytest.mark.parametrize("option", ["--limit=-1", "--limit=0", "--concurrency=0"])
def test_a_replay_of_nothing_is_refused(option: str) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["replay", "sf_fire_calls", "calls.csv", option])
