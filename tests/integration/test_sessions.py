"""People sign in, stay signed in for a shift, and are gone when they leave."""

import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from dispatch.access import demo_accounts, sign_in
from dispatch.access.demo_accounts import create_demo_accounts, write_accounts
from dispatch.access.guards import COOKIE
from dispatch.access.sign_in import TooManyAttempts
from dispatch.access.throttle import RedisThrottle
from dispatch.directory.read import list_agencies
from tests.support.centre import Centre, open_centre

PASSWORD = "sebuah kata sandi panjang"
ME = "/sessions/current"


@pytest.fixture
async def room(city_url: str, redis_url: str) -> AsyncIterator[Centre]:
    """A centre with Redis, in which the dispatcher has a password."""
    async with open_centre(city_url, redis_url=redis_url) as centre:
        hashed = sign_in._hasher.hash(PASSWORD)
        await centre.units.pool.execute(
            "UPDATE person SET password_hash = $1 WHERE username = 'dispatcher'", hashed
        )
        yield centre


async def enter(
    room: Centre, password: str = PASSWORD, username: str = "dispatcher", **headers: str
) -> httpx.Response:
    """Try to sign in."""
    room.client.cookies.clear()
    return await room.client.post(
        "/sessions", json={"username": username, "password": password}, headers=headers
    )


def token_in(answer: httpx.Response) -> dict[str, str]:
    """Return the headers of whoever signed in."""
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def test_whoever_signs_in_gets_a_token_and_a_cookie_of_ours_alone(room: Centre) -> None:
    answer = await enter(room)
    assert (answer.status_code, answer.json()["person"]["role"]) == (201, "dispatcher")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(COOKIE)
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip() for part in cookie.split(";")}
    me = await room.client.get(ME)
    assert (
        me.status_code,
        "task.assign" in me.json()["permissions"],
        "event.read" in me.json()["permissions"],
    ) == (200, True, False)


async def test_a_telephone_that_writes_the_first_letter_large_is_no_obstacle(room: Centre) -> None:
    answer = await enter(room, username="Dispatcher ")
    assert answer.status_code == 201
    assert (await room.client.get(ME)).json()["person"]["username"] == "dispatcher"


@pytest.mark.parametrize(
    ("username", "password"),
    [("dispatcher", "salah"), ("nobody", PASSWORD), ("dispatcher", ""), ("", "")],
)
async def test_a_wrong_name_and_a_wrong_password_look_alike(
    room: Centre, username: str, password: str
) -> None:
    refused = await enter(room, password, username)
    assert (refused.status_code, refused.json()["code"]) == (401, "session.wrong_credentials")
    assert "set-cookie" not in refused.headers


async def test_only_hashes_of_passwords_and_tokens_are_stored(room: Centre) -> None:
    token = (await enter(room)).json()["token"]
    everything = str(await room.rows("SELECT * FROM person")) + str(
        await room.rows("SELECT * FROM session")
    )
    assert token not in everything
    assert PASSWORD not in everything
    assert "$argon2id$" in everything


async def test_a_session_ends_with_the_shift(room: Centre) -> None:
    headers = token_in(await enter(room))
    room.client.cookies.clear()
    room.wait(12 * 3600 - 60)
    assert (await room.client.get(ME, headers=headers)).status_code == 200
    room.wait(61)
    assert (await room.client.get(ME, headers=headers)).json()["code"] == "unauthenticated"


async def test_who_signs_out_is_out_at_once(room: Centre) -> None:
    headers = token_in(await enter(room))
    room.client.cookies.clear()
    assert (await room.client.delete(ME, headers=headers)).status_code == 204
    assert (await room.client.get(ME, headers=headers)).status_code == 401


async def test_who_is_put_out_of_service_is_out_within_seconds(room: Centre) -> None:
    headers = token_in(await enter(room))
    room.client.cookies.clear()
    await room.units.pool.execute("UPDATE person SET active = false WHERE username = 'dispatcher'")
    room.wait(3)
    assert (await room.client.get(ME, headers=headers)).status_code == 401
    assert (await enter(room)).status_code == 401


async def test_guessing_is_slowed_down_for_that_name_only(room: Centre) -> None:
    for _ in range(10):
        assert (await enter(room, "tebakan")).status_code == 401
    refused = await enter(room)
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (
        429,
        "session.too_many_attempts",
        "60",
    )
    assert (await enter(room, "tebakan", "supervisor")).status_code == 401


async def test_a_right_password_forgives_the_wrong_ones(room: Centre) -> None:
    for _ in range(9):
        await enter(room, "salah ketik")
    assert (await enter(room)).status_code == 201
    for _ in range(10):
        assert (await enter(room, "salah ketik")).status_code == 401


async def test_without_redis_people_can_still_sign_in() -> None:
    throttle = RedisThrottle(None)
    for _ in range(100):
        await throttle.check("dispatcher", "127.0.0.1")
    await throttle.forgive("dispatcher", "127.0.0.1")


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        yield client


async def test_a_counter_always_has_an_end_so_nobody_is_locked_out_for_ever(
    room: Centre, redis: Redis
) -> None:
    await enter(room, "tebakan")
    keys = await redis.keys("tanggap:sign-in*")
    assert len(keys) == 2
    assert all([0 < await redis.ttl(key) <= 60 for key in keys])
    assert (await enter(room)).status_code == 201
    assert await redis.get("tanggap:sign-in-from:127.0.0.1") == b"1", (
        "only wrong ones count for an address"
    )


async def test_one_password_cannot_be_tried_on_every_name(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        throttle = RedisThrottle(redis)
        for number in range(100):
            await throttle.check(f"nama-{number}", "198.51.100.7")
        with pytest.raises(TooManyAttempts):
            await throttle.check("nama-lain", "198.51.100.7")
        await throttle.check("nama-lain", "198.51.100.8")


@pytest.mark.parametrize(
    "origin",
    ["https://jahat.example", "http://112.test.jahat.example", "null", "http://112.test:81"],
)
async def test_a_cookie_that_another_site_made_the_browser_send_is_refused(
    room: Centre, origin: str
) -> None:
    await enter(room)
    refused = await room.client.post(
        "/incidents", json={"type": "fire"}, headers={"Origin": origin}
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden.origin")
    assert (await enter(room, origin=origin)).json()["code"] == "forbidden.origin"
    assert await room.value("SELECT count(*) FROM incident") == 0


async def test_our_own_page_may_use_its_cookie(room: Centre) -> None:
    await enter(room)
    opened = await room.client.post(
        "/incidents", json={"type": "fire"}, headers={"Origin": "http://112.test"}
    )
    assert opened.status_code == 201
    elsewhere = await room.client.get(ME, headers={"Origin": "https://jahat.example"})
    assert elsewhere.status_code == 200
    assert "access-control-allow-origin" not in elsewhere.headers


async def test_a_token_in_the_header_needs_no_origin(room: Centre) -> None:
    headers = token_in(await enter(room)) | {"Origin": "https://sistem.instansi.example"}
    room.client.cookies.clear()
    assert (
        await room.client.post("/incidents", json={"type": "fire"}, headers=headers)
    ).status_code == 201


async def test_demo_passwords_are_made_anew_and_only_the_owner_reads_them(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await centre.units.pool.execute("DELETE FROM session")
    await centre.units.pool.execute("DELETE FROM person")
    async with centre.units.reading() as reading:
        agencies = [(agency.id, agency.name) for agency in await list_agencies(reading)]
    accounts = await create_demo_accounts(centre.units, agencies)
    passwords = [account.password for account in accounts if account.password]
    assert len(passwords) > 10
    assert len(set(passwords)) == len(passwords)
    assert min(map(len, passwords)) >= sign_in.PASSWORD_LENGTH_MIN
    assert {account.token for account in accounts if not account.password}.isdisjoint({None})
    path = write_accounts(tmp_path / "data", accounts)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {entry["password"] for entry in json.loads(path.read_text())} >= set(passwords)
    # Where people are already, there are no demo accounts.
    assert await create_demo_accounts(centre.units, agencies) == []
    assert demo_accounts._password() != demo_accounts._password()
