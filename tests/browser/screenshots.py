"""Pictures of every page in both themes at three sizes, with the demo city on a bad night: `make screenshots`."""

import asyncio
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, Final

import httpx
from playwright.async_api import ViewportSize

from tests.browser.city import City, read, send
from tests.support.chromium import chromium
from tests.support.databases import database, migrated_template, servers
from tests.support.paths import ROOT
from tests.support.processes import ServerProcess

FOLDER: Final = ROOT / "screenshots"
THEMES: Final = ("dark", "light")
DESKS: Final[dict[str, ViewportSize]] = {
    "1366x768": {"width": 1366, "height": 768},
    "1920x1080": {"width": 1920, "height": 1080},
    "1024x768": {"width": 1024, "height": 768},
}
PHONES: Final[dict[str, ViewportSize]] = {
    "360x740": {"width": 360, "height": 740},
    "390x844": {"width": 390, "height": 844},
    "768x1024": {"width": 768, "height": 1024},
}
PAGES: Final = {"/terima": "penerima", "/papan": "pengendali", "/laporan-waktu": "pengawas", "/dinding": "pengendali"}
INCIDENTS: Final = 60
BREACHED: Final = 3
STREETS: Final = (
    "Jl. Majapahit",
    "Jl. Gajah Mada",
    "Jl. Bhayangkara",
    "Jl. Hayam Wuruk",
    "Jl. Empunala",
    "Jl. Pahlawan",
    "Jl. Residen Pamuji",
)
TYPES: Final = (
    "flood",
    "flood",
    "flood",
    "fire",
    "medical",
    "crash_injured",
    "fallen_tree",
    "fallen_line",
    "brawl",
    "power_outage",
    "animal",
)
WORDS: Final = ("banyu mlebu omah sak dengkul", "jalan tertutup", "ada korban, butuh bantuan", "asap tebal", "warga panik", "listrik padam")
STEPS: Final = ("unit_assigned", "en_route", "on_scene")


@contextmanager
def night_server() -> Iterator[ServerProcess]:
    """Run a demo city that is thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tanggap-shots-"))
    with servers() as running, migrated_template(running.database_url) as template, database(running.database_url, template) as url:
        ours = {"DATABASE_URL": url, "REDIS_URL": running.redis_url, "MQTT_URL": "", "TANGGAP_DATA_DIR": str(folder)}
        server = ServerProcess(environment=ours, log=folder / "server.log").start()
        try:
            yield server
        finally:
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def bad_night() -> AsyncIterator[City]:
    """Open a browser on a city in which everything happens at once."""
    with night_server() as server:
        async with chromium() as browser:
            city = City.of(server, browser)
            await make_it_bad(city, random.Random(112))
            yield city
            await city.close()


async def make_it_bad(city: City, chance: random.Random) -> None:
    """Open sixty incidents, let three agencies miss their time, leave calls ringing and one river gauge silent."""
    client = await city.client("pengendali")
    for number in range(INCIDENTS):
        await one_incident(client, chance, late=number < BREACHED)
    await waiting_reports(city)
    await silent_gauge(city)


def ago(seconds: float) -> str:
    """Return a moment before now."""
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


async def one_incident(client: httpx.AsyncClient, chance: random.Random, *, late: bool) -> None:
    """Open an incident and send whom the plan names; a late one stays unanswered past its target."""
    age = 150.0 if late else chance.uniform(20, 700)
    body = {
        "type": "fire" if late else chance.choice(TYPES),
        "summary": chance.choice(WORDS),
        "location": {
            "lat": -7.472 + chance.uniform(-0.015, 0.015),
            "lon": 112.436 + chance.uniform(-0.018, 0.018),
            "accuracy_m": chance.choice([30, 80, 200]),
            "method": "caller",
            "address": f"{chance.choice(STREETS)} {chance.randint(1, 180)}",
        },
    }
    incident = await send(client, "/incidents", body | {"reached_at": ago(age), "answered_at": ago(age - 5), "at": ago(age - 12)})
    plan = await read(client, f"/incidents/{incident['id']}/plan")
    lines = [line for line in plan["lines"] if line["agency_id"] and not line["stand_by"]]
    for place, line in enumerate(lines[:2]):
        order = {"incident_id": incident["id"], "agency_id": line["agency_id"], "service": line["service"], "at": ago(age - 20)}
        task = await send(client, "/tasks", order)
        if not (late and place == 0):
            await answer(client, task["id"], chance, age)


async def answer(client: httpx.AsyncClient, task_id: str, chance: random.Random, age: float) -> None:
    """Let the agency acknowledge and come as far as it had time for."""
    at = age - 20 - chance.uniform(8, 40)
    if at <= 0:
        return
    await send(client, f"/tasks/{task_id}/acknowledge", {"by": "Petugas piket", "at": ago(at)})
    for step in STEPS[: chance.randint(0, len(STEPS))]:
        at -= chance.uniform(20, 120)
        if at > 0:
            await send(client, f"/tasks/{task_id}/progress", {"state": step, "at": ago(at)})


async def waiting_reports(city: City) -> None:
    """Leave two calls ringing and some messages unread."""
    telephony, desk = await city.channel("cti"), await city.client("penerima")
    for number in range(2):
        call = {"call_id": f"night-{number}", "trunk": "112", "dialled": "112", "ani": f"+62812000000{number}"}
        for name in ("offered", "ringing"):
            await send(telephony, "/cti/events", {"event": f"call.{name}", f"{name}_at": ago(9 - number * 4), **call})
    for words in ("omah kobong cedak pasar tanjung, asap kandel", "banjir masuk rumah di Lingkungan Sinoman", "pohon tumbang Jl. Empunala"):
        report = {"channel": "112", "external_id": words, "text": words, "received_at": ago(40), "open": False}
        await send(desk, "/reports", report)


async def silent_gauge(city: City) -> None:
    """One gauge reported hours ago and has said nothing since; the stations come with the demo city."""
    client = await city.client("pengendali")
    gauges = (await read(client, "/gauges"))["items"]
    sensor = await city.channel("sensor")
    for gauge in gauges[1:]:
        body = {"level_cm": 210, "ts": ago(60)}
        await sensor.post(f"/channels/flood/{gauge['station_id']}", json=body)


async def take(city: City) -> None:
    """Take every picture."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for theme, (path, username) in product(THEMES, PAGES.items()):
        page = await city.sit(username, theme=theme)
        for size, viewport in DESKS.items():
            await page.set_viewport_size(viewport)
            await page.goto(path)
            await picture(page, f"{path[1:]}-{theme}-{size}")
    busy = await busiest_agency(city)
    for theme in THEMES:
        page, stranger = await city.sit(busy, PHONES["390x844"], theme), await city.visit("/masuk", theme=theme)
        for (phone, viewport), (desk, wide) in zip(PHONES.items(), DESKS.items(), strict=True):
            await page.set_viewport_size(viewport)
            await picture(page, f"instansi-{theme}-{phone}")
            await stranger.set_viewport_size(wide)
            await picture(stranger, f"masuk-{theme}-{desk}")


async def busiest_agency(city: City) -> str:
    """Return the agency with the most open orders."""
    tasks = (await read(await city.client("pengendali"), "/tasks?state=assigned&limit=500"))["items"]
    agencies = [name for name, account in city.accounts.items() if account["role"] == "agency"]
    names: list[str] = [task["agency_id"] for task in tasks] or agencies
    return max(set(names), key=names.count)


async def picture(page: Any, name: str) -> None:
    """Wait until the page has come to rest and keep its picture."""
    await page.wait_for_load_state("networkidle")
    await page.wait_for_timeout(2000)
    await page.screenshot(path=FOLDER / f"{name}.png")


async def main() -> None:
    """Make the night, take the pictures."""
    async with bad_night() as city:
        await take(city)


if __name__ == "__main__":
    asyncio.run(main())
