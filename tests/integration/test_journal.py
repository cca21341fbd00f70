"""While PostgreSQL is away, hangs or takes no writes, whoever reports gets a ticket.

Later the report stands there once, with the time at which it came.
"""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from dispatch.access.subject import Role
from dispatch.kernel.store.breaker import Standing
from dispatch.kernel.store.pulse import PULSE
from intake.journal.journal import JOURNAL, IntakeJournal
from tests.support.centre import WHATSAPP_SECRET, Centre, bearer

_CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = $1 AND pid <> pg_backend_pid()
"""


@asynccontextmanager
async def server_of(url: str) -> AsyncIterator[tuple["asyncpg.Connection[Any]", str]]:
    """Give a connection to the server's own database, and the name of the city's."""
    name = urlsplit(url).path.removeprefix("/")
    connection = await asyncpg.connect(url.replace(f"/{name}?", "/postgres?", 1))
    try:
        yield connection, name
    finally:
        await connection.close()


@asynccontextmanager
async def away(url: str) -> AsyncIterator[None]:
    """Cut every connection to the city's database and let nobody in."""
    async with server_of(url) as (connection, name):
        await connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await connection.fetch(_CUT, name)
        try:
            yield
        finally:
            await connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@asynccontextmanager
async def without_writes(url: str) -> AsyncIterator[None]:
    """Let the city's database be read only."""
    async with server_of(url) as (connection, name):
        await connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only TO on')
        await connection.fetch(_CUT, name)
        try:
            yield
        finally:
            await connection.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
            await connection.fetch(_CUT, name)


@asynccontextmanager
async def hung(url: str) -> AsyncIterator[None]:
    """Hold what every report must write, so that its transaction waits."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE report, raw_message IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


TROUBLES = {"away": away, "without writes": without_writes, "hung": hung}


READY = {"away": 503, "without writes": 503, "hung": 200}


@contextmanager
def impatient(centre: Centre) -> Iterator[IntakeJournal]:
    """Let nobody wait long: what is tested is that there is a bound, not how long it is."""
    journal = centre.its(JOURNAL)
    calm, journal._calm_s = journal._calm_s, 0.3
    try:
        yield journal
    finally:
        journal._calm_s = calm


async def post(centre: Centre, text: str, **members: Any) -> httpx.Response:
    return await centre.ask("POST", "/reports", who=Role.CALL_TAKER, json={"text": text, **members})


async def settle(centre: Centre, journal: IntakeJournal) -> None:
    """Drain, as often as connections that were cut need to be opened anew."""
    assert (await centre.its(PULSE).look(10)).standing is Standing.WELL
    for _ in range(20):
        await journal.drain()
        if not journal.waiting:
            return
    raise AssertionError(f"{journal.waiting} still wait")


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_report_that_comes_in_trouble_is_stored_once_with_its_own_time(
    centre: Centre, city_url: str, trouble: str
) -> None:
    before = await post(centre, "Sebelum gangguan")
    assert before.status_code == 201
    with impatient(centre) as journal:
        async with TROUBLES[trouble](city_url):
            came = centre.clock.now()
            named = await post(centre, "Kebakaran di Pasar Tanjung", external_id="kunci-1")
            unnamed = await post(centre, "Orang pingsan di Jalan Pahlawan")
            assert (named.status_code, unnamed.status_code) == (202, 202), named.text
            assert journal.waiting == 2
            ready = await centre.client.get("http://112.test/readyz")
            assert ready.status_code == READY[trouble]
        centre.wait(600)
        await settle(centre, journal)
    rows = await centre.rows(
        # What says all by itself is stored together, at one moment.
        "SELECT text, received_at FROM report WHERE text NOT LIKE 'Sebelum%' ORDER BY text"
    )
    assert [row["text"] for row in rows] == [
        "Kebakaran di Pasar Tanjung",
        "Orang pingsan di Jalan Pahlawan",
    ]
    assert {row["received_at"] for row in rows} == {came}
    again = await post(centre, "Kebakaran di Pasar Tanjung", external_id="kunci-1")
    assert again.status_code == 200, "the sender who tries again finds it stored"


async def test_whatsapp_is_kept_with_its_signature(centre: Centre, city_url: str) -> None:
    message = {
        "from": "6281234567890",
        "id": "wamid.jurnal",
        "timestamp": str(int(centre.clock.now().timestamp())),
        "type": "text",
        "text": {"body": "Banjir masuk rumah di Mentikan"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "6232112", "phone_number_id": "1"},
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    body = json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    ).encode()
    signature = hmac.new(WHATSAPP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    with impatient(centre) as journal:
        async with away(city_url):
            for sign, status in ((signature, 202), ("0" * 64, 403)):
                answer = await centre.client.post(
                    "/channels/whatsapp",
                    content=body,
                    headers={"X-Hub-Signature-256": f"sha256={sign}"},
                )
                assert answer.status_code == status, answer.text
        await settle(centre, journal)
    assert await centre.value("SELECT count(*) FROM report WHERE channel = 'whatsapp'") == 1


async def test_nobody_without_a_token_is_kept(centre: Centre, city_url: str) -> None:
    async with away(city_url):
        answer = await centre.client.post("/reports", json={"text": "siapa saja"})
    assert (answer.status_code, centre.its(JOURNAL).waiting) == (401, 0)


async def test_a_token_that_nobody_knows_is_refused_once_it_can_be_looked_up(
    centre: Centre, city_url: str
) -> None:
    with impatient(centre) as journal:
        async with away(city_url):
            answer = await centre.client.post(
                "/reports", json={"text": "palsu"}, headers={"Authorization": "Bearer palsu"}
            )
        assert answer.status_code == 202
        await settle(centre, journal)
    assert await centre.value("SELECT count(*) FROM report WHERE text = 'palsu'") == 0


async def test_anybody_can_see_how_many_wait(centre: Centre, city_url: str) -> None:
    with impatient(centre) as journal:
        async with away(city_url):
            came = centre.clock.now()
            await post(centre, "Menunggu")
            seen = (await centre.client.get("/journal")).json()
        await settle(centre, journal)
    assert seen == {"waiting": 1, "since": came.isoformat().replace("+00:00", "Z")}
    calm = await centre.client.get("/journal", headers=bearer(Role.DISPATCHER))
    assert calm.json() == {"waiting": 0, "since": None}


@pytest.mark.parametrize("trouble", ["away", "hung"])
async def test_whoever_fills_in_the_public_form_is_told_the_truth_whatever_cookie_he_has(
    centre: Centre, city_url: str, trouble: str
) -> None:
    page, ticket = "http://112.test/lapor?bahasa=en", "7K3M-Q9XD-2F4A"
    fields = {"ticket": ticket, "text": "Kebakaran di Pasar Tanjung"}
    with impatient(centre) as journal:
        async with TROUBLES[trouble](city_url):
            came = centre.clock.now()
            told = await centre.client.post(page, data=fields, headers={"Cookie": "sesi=lain"})
            assert (told.status_code, told.headers["content-type"]) == (
                202,
                "text/html; charset=utf-8",
            )
            assert "nobody has read it yet" in told.text
            assert ticket in told.text
        centre.wait(600)
        await settle(centre, journal)
    again = await centre.client.post(page, data=fields)
    assert (again.status_code, ticket in again.text) == (200, True)
    [row] = await centre.rows("SELECT external_id, received_at FROM report")
    assert tuple(row.values()) == (ticket, came)


async def test_a_form_that_cannot_even_be_kept_is_shown_again_with_every_word(
    centre: Centre, city_url: str
) -> None:
    words = {"text": "Kebakaran <b>besar</b>", "name": "Warga"}
    with impatient(centre) as journal:
        limits, journal._files[0]._limit = journal._files[0]._limit, 0
        async with away(city_url):
            answer = await centre.client.post("http://112.test/lapor", data=words)
        journal._files[0]._limit = limits
    assert answer.status_code == 503
    assert "TIDAK tersimpan" in answer.text
    assert "Kebakaran &lt;b&gt;besar&lt;/b&gt;" in answer.text
    assert journal.waiting == 0
