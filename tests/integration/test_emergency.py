"""The desk without a database: the emergency page, and a server that starts meanwhile."""

import asyncio
import re
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from dispatch.access.guards import COOKIE
from dispatch.access.subject import Role
from dispatch.kernel.container import services_of
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.breaker import Standing
from dispatch.kernel.store.pulse import PULSE
from intake.emergency.desk_code import DESK_CODE
from intake.journal.journal import JOURNAL
from main import create_app
from tests.integration.test_journal import away, impatient, post, settle
from tests.support.centre import Centre, bearer

PAGE = "http://112.test/darurat"


def signed_in(who: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}=token-{who}"}


async def page(centre: Centre, who: str) -> str:
    answer = await centre.client.get(PAGE, headers=signed_in(who))
    assert answer.status_code == 200
    return answer.text


async def test_the_desk_reads_what_waits_and_what_it_did_on_paper_reaches_the_report(
    centre: Centre, city_url: str
) -> None:
    assert "Basis data sehat" in await page(centre, Role.DISPATCHER)
    with impatient(centre) as journal:
        async with away(city_url):
            words, number = "Kebakaran rumah di Jalan Pahlawan", "081234567890"
            sent = await post(centre, words, reporter_phone=number, type="fire")
            ticket = sent.json()["ticket"]
            seen = {who: await page(centre, who) for who in Role if who != Role.SYSTEM}
            told = {"by": "Sari", "note": "damkar lewat radio"}
            for who, status in ((Role.DISPATCHER, 303), (Role.ADMINISTRATOR, 404)):
                answer = await centre.client.post(
                    f"{PAGE}/{ticket}", data=told, headers=signed_in(who)
                )
                assert answer.status_code == status
            other = signed_in(Role.DISPATCHER) | {"Origin": "https://evil.test"}
            forged = await centre.client.post(f"{PAGE}/{ticket}", data=told, headers=other)
            assert forged.status_code == 403
            assert "oleh Sari" in await page(centre, Role.CALL_TAKER)
        await settle(centre, journal)
    read = {who for who, text in seen.items() if words in text}
    assert read == {Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR}
    assert {who for who, text in seen.items() if number in text} == read - {Role.SUPERVISOR}
    [row] = await centre.rows("SELECT flags, extra, incident_id FROM report")
    assert "message.handled_on_paper" in row["flags"]
    assert "Sari: damkar lewat radio" in row["extra"]["handled_on_paper"]
    assert row["incident_id"] is None, "whom a person has sent is not sent twice"
    assert await asyncio.to_thread(journal.paper.standing) == {}


async def test_whoever_is_not_signed_in_brings_the_desks_code(
    centre: Centre, city_url: str
) -> None:
    made = await centre.client.post(f"{PAGE}/kode", headers=signed_in(Role.SUPERVISOR))
    [code] = re.findall(r'class="code">([0-9A-Z-]+)<', made.text)
    refused = await centre.client.post(f"{PAGE}/kode", headers=signed_in(Role.DISPATCHER))
    assert refused.status_code == 403
    assert await centre.value("SELECT count(*) FROM access_entry WHERE verb = 'journal.open'") == 1
    with impatient(centre) as journal:
        async with away(city_url):
            await post(centre, "Orang pingsan di alun-alun")
            closed = await centre.client.get(PAGE)
            wrong = await centre.client.post(f"{PAGE}/masuk", data={"code": "0000-0000-0000"})
            right = await centre.client.post(f"{PAGE}/masuk", data={"code": code.lower()})
            opened = await centre.client.get(PAGE)
        await settle(centre, journal)
    assert (wrong.status_code, right.status_code) == (401, 303)
    assert ["pingsan" in one.text for one in (closed, wrong, opened)] == [False, False, True]
    assert centre.its(DESK_CODE).is_let_in(right.cookies["tanggap_darurat"], centre.clock.now())


async def ready(client: httpx.AsyncClient, why: str | None) -> None:
    """Return when the server says that it is ready, or why it is not."""
    async with asyncio.timeout(30):
        while (await client.get("/readyz")).json().get("why") != why:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)


async def test_a_server_that_starts_without_a_database_takes_calls_and_becomes_whole(
    centre: Centre, city_url: str, tmp_path: Path
) -> None:
    settings = Settings(
        data_dir=tmp_path, database_url=city_url, redis_url=None, mqtt_url=None, engine=False
    )
    app, report = create_app(settings), {"text": "Kebakaran di Pasar Tanjung"}
    newest = await centre.value("SELECT version_num FROM alembic_version")
    await centre.rows("UPDATE alembic_version SET version_num = '0001'")
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://112.test")
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(client)
        async with away(city_url):
            await stack.enter_async_context(app.router.lifespan_context(app))
            await ready(client, "database")
            kept = await client.post("/api/v1/reports", json=report, headers=bearer("saluran"))
            nobody = await client.post("/api/v1/reports", json=report)
            assert (kept.status_code, nobody.status_code) == (202, 401)
            assert "1 laporan menunggu" in (await client.get("/darurat")).text
        assert (await centre.its(PULSE).look(10)).standing is Standing.WELL
        await ready(client, "schema")
        assert await services_of(app).of(JOURNAL).drain() == 0
        await centre.rows("UPDATE alembic_version SET version_num = $1", newest)
        await ready(client, None)
        async with asyncio.timeout(30):
            while services_of(app).of(JOURNAL).waiting:
                await services_of(app).of(JOURNAL).drain()
    [row] = await centre.rows("SELECT text, received_at FROM report")
    assert row["text"] == report["text"]
    assert row["received_at"].isoformat() == kept.json()["arrived_at"]
