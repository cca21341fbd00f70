"""kill -9 in the middle of 200 reports: what got a 2xx is there once, and the clocks go on."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from dispatch.access.demo_accounts import FILE_NAME
from tests.support.paths import ROOT
from tests.support.processes import ServerProcess

REPORTS, CONNECTIONS, KILL_AFTER = 200, 16, 80
TIMEOUT_S = 60.0
_STORED = (
    "SELECT external_id, count(*) AS n FROM report WHERE channel = 'drill' GROUP BY external_id"
)
_LIVES = """
SELECT count(*) FROM report r JOIN incident i ON i.id = r.incident_id
WHERE r.channel = 'drill' AND EXISTS (SELECT FROM task t WHERE t.incident_id = i.id)
    AND EXISTS (SELECT FROM incident_plan p WHERE p.incident_id = i.id)
    AND EXISTS (SELECT FROM sla_clock c JOIN task t ON t.id = c.scope_id
        WHERE t.incident_id = i.id AND c.metric = 'hand_over')
    AND EXISTS (SELECT FROM outbox o JOIN task t ON t.id = o.noun_id WHERE t.incident_id = i.id)
"""


def account(folder: Path, name: str) -> dict[str, str]:
    """Return a demo account."""
    found: list[dict[str, str]] = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    return next(entry for entry in found if entry["username"] == name)


def a_report(place: int) -> dict[str, Any]:
    """Return the report with this number; a drill goes through the whole chain."""
    spread = {
        "lat": -7.46 - place % 25 * 0.001,
        "lon": 112.42 + place // 25 * 0.001,
        "accuracy_m": 50,
    }
    return {
        "channel": "drill",
        "external_id": f"malam-{place}",
        "text": f"Rumah terbakar nomor {place}",
        "type": "fire",
        "location": spread,
    }


async def send(client: httpx.AsyncClient, place: int) -> int:
    """Send a report and return the status; 0 when the server was gone."""
    try:
        return (await client.post("/api/v1/reports", json=a_report(place))).status_code
    except httpx.TransportError:
        return 0


async def send_all(
    server: ServerProcess, token: str, *, kill_after: int = REPORTS
) -> dict[int, int]:
    """Send every report over the connections and kill the server once so many are answered.

    Return the statuses.
    """
    statuses: dict[int, int] = {}
    waiting = list(reversed(range(REPORTS)))
    limits = httpx.Limits(max_connections=CONNECTIONS)
    async with httpx.AsyncClient(
        base_url=server.url,
        headers={"Authorization": f"Bearer {token}"},
        limits=limits,
        timeout=TIMEOUT_S,
    ) as client:

        async def connection() -> None:
            while waiting:
                place = waiting.pop()
                statuses[place] = await send(client, place)
                if len(statuses) == kill_after:
                    os.kill(server.pid, 9)

        await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return statuses


async def rows(database_url: str, query: str) -> list[dict[str, Any]]:
    """Return the rows of a query."""
    connection = await asyncpg.connect(database_url)
    try:
        return [dict(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


def verify_log(database_url: str) -> str:
    """Let the command verify the chain and return what it says."""
    environment = os.environ | {"DATABASE_URL": database_url}
    done = subprocess.run(
        [sys.executable, "cli.py", "verify-log"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def stubborn(start_server: Callable[..., ServerProcess]) -> ServerProcess:
    """A demo city, whose worker ends with it."""
    return start_server()


async def test_what_got_a_2xx_is_there_once_and_sending_again_doubles_nothing(
    stubborn: ServerProcess, demo_url: str, tmp_path: Path
) -> None:
    token = account(tmp_path / "data", "token:reports")["token"]
    first = await send_all(stubborn, token, kill_after=KILL_AFTER)
    accepted = {f"malam-{place}" for place, status in first.items() if status == 201}
    assert KILL_AFTER - CONNECTIONS <= len(accepted) < REPORTS
    assert set(first.values()) == {201, 0}
    await asyncio.to_thread(stubborn.kill)

    await asyncio.to_thread(stubborn.start)
    stored = {row["external_id"]: row["n"] for row in await rows(demo_url, _STORED)}
    assert accepted <= set(stored)
    assert set(stored.values()) == {1}

    again = await send_all(stubborn, token)
    assert {f"malam-{place}" for place, status in again.items() if status == 200} == set(stored)
    assert set(again.values()) == {200, 201}
    stored = {row["external_id"]: row["n"] for row in await rows(demo_url, _STORED)}
    assert (len(stored), set(stored.values())) == (REPORTS, {1})
    assert await rows(demo_url, _LIVES) == [{"count": REPORTS}]
    assert "utuh / events intact" in await asyncio.to_thread(verify_log, demo_url)


async def signed_in(server: ServerProcess, folder: Path, name: str) -> dict[str, str]:
    """Sign in and return the headers."""
    known = account(folder, name)
    async with httpx.AsyncClient(base_url=server.url, timeout=TIMEOUT_S) as client:
        answer = await client.post(
            "/api/v1/sessions", json={"username": name, "password": known["password"]}
        )
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def settled(database_url: str, query: str) -> list[dict[str, Any]]:
    """Return the rows of a query once there are any."""
    async with asyncio.timeout(30):
        while not (found := await rows(database_url, query)):  # noqa: ASYNC110 - the server does not tell us
            await asyncio.sleep(0.2)
        return found


async def test_a_clock_that_falls_due_while_the_server_is_dead_is_breached_once(
    stubborn: ServerProcess, demo_url: str, tmp_path: Path
) -> None:
    headers = await signed_in(stubborn, tmp_path / "data", "penerima")
    async with httpx.AsyncClient(
        base_url=stubborn.url, headers=headers, timeout=TIMEOUT_S
    ) as client:
        body = {"channel": "112", "external_id": "sunyi", "text": "halo"}
        assert (await client.post("/api/v1/reports", json=body)).status_code == 201
    await asyncio.to_thread(stubborn.kill)
    # While nobody lives the ten seconds of the answer clock pass.
    due = "SELECT due_at, breached_at, verdict FROM sla_clock WHERE metric = 'answer'"
    before = await rows(demo_url, due)
    await asyncio.sleep(10.5)
    assert await rows(demo_url, due) == before
    assert before[0]["verdict"] == "running"

    await asyncio.to_thread(stubborn.start)
    await settled(demo_url, "SELECT 1 FROM event WHERE type = 'sla.breached'")
    [after] = await rows(demo_url, due)
    assert (after["verdict"], after["breached_at"]) == ("breached", before[0]["due_at"])
    # A second restart, and two sweeps later, it is still said once.
    await asyncio.to_thread(stubborn.kill)
    await asyncio.to_thread(stubborn.start)
    await asyncio.sleep(1.5)
    assert await rows(demo_url, "SELECT count(*) FROM event WHERE type = 'sla.breached'") == [
        {"count": 1}
    ]
    assert await rows(demo_url, "SELECT count(*) FROM event WHERE type = 'sla.escalated'") == [
        {"count": 1}
    ]
