"""Pictures of every page in both themes at three sizes, with the demo city on a bad night.

`make screenshots`.
"""

import asyncio
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
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
PAGES: Final = {
    "/terima": "penerima",
    "/papan": "pengendali",
    "/laporan-waktu": "pengawas",
    "/catat": "penerima",
    "/dinding": "pengendali",
}
INCIDENTS: Final = 60
BREACHED: Final = 3
HOUR_S: Final = 3600
DAY_S: Final = 24 * HOUR_S
HISTORY_DAYS: Final = 9
HISTORY_EACH: Final = 3
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
WORDS: Final = (
    "banyu mlebu omah sak dengkul",
    "jalan tertutup",
    "ada korban, butuh bantuan",
    "asap tebal",
    "warga panik",
    "listrik padam",
)
CREWS: Final = {
    "damkar-kota": ("on_duty", "on_duty", "out_of_service"),
    "psc119-kota": ("on_duty", "on_duty"),
    "polres-kota": ("on_duty", "on_duty", "on_duty"),
    "pln-ulp-kota": ("on_duty", "off_duty"),
    "bpbd-kota": ("on_duty",),
}
GAUGE: Final = "KS-01"
STEPS: Final = ("unit_assigned", "en_route", "on_scene")


@contextmanager
def night_server() -> Iterator[ServerProcess]:
    """Run a demo city that is thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tanggap-shots-"))
    with (
        servers() as running,
        migrated_template(running.database_url) as template,
        database(running.database_url, template) as url,
    ):
        ours = {
            "DATABASE_URL": url,
            "REDIS_URL": running.redis_url,
            "MQTT_URL": "",
            "TANGGAP_DATA_DIR": str(folder),
        }
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
    """Open sixty incidents, let three wait too long.

    Leave calls ringing and one river gauge silent.
    """
    night = Night(city, await city.client("pengendali"), chance)
    await night.crews()
    await night.history()
    for number in range(INCIDENTS):
        await night.incident(late=number < BREACHED)
    await waiting_reports(city)
    await speaking_gauge(city)


def ago(seconds: float) -> str:
    """Return a moment before now."""
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


@dataclass(slots=True)
class Night:
    """Everything happens through the public interface.

    The desk orders, the agencies answer for themselves.
    """

    city: City
    desk: httpx.AsyncClient
    chance: random.Random
    agencies: dict[str, httpx.AsyncClient] = field(default_factory=dict)

    async def incident(self, *, late: bool) -> None:
        """Open an incident and send whom the plan names; to a late one nobody has come in time."""
        age = 1010.0 if late else self.chance.uniform(45, 150)
        body = {
            "type": "fire" if late else self.chance.choice(TYPES),
            "summary": self.chance.choice(WORDS),
            "location": self.place(),
        }
        times = {"reached_at": ago(age), "answered_at": ago(age - 5), "at": ago(age - 12)}
        incident = await send(self.desk, "/incidents", body | times)
        plan = await read(self.desk, f"/incidents/{incident['id']}/plan")
        lines = [line for line in plan["lines"] if line["agency_id"] and not line["stand_by"]]
        steps = STEPS[:2] if late else STEPS[: self.chance.randint(0, len(STEPS))]
        for line in lines[:2]:
            order = {
                "incident_id": incident["id"],
                "agency_id": line["agency_id"],
                "service": line["service"],
                "at": ago(age - 20),
            }
            task = await send(self.desk, "/tasks", order)
            await self.answer(task, age - 20, steps)

    async def history(self) -> None:
        """Leave some days of finished work behind, so that there is a trend to look at."""
        for day, _ in product(range(1, HISTORY_DAYS + 1), range(HISTORY_EACH)):
            age = day * DAY_S + self.chance.uniform(0, 6 * HOUR_S)
            body = {
                "type": self.chance.choice(TYPES),
                "summary": self.chance.choice(WORDS),
                "location": self.place(),
            }
            incident = await send(
                self.desk,
                "/incidents",
                body | {"reached_at": ago(age), "answered_at": ago(age - 5), "at": ago(age - 12)},
            )
            plan = await read(self.desk, f"/incidents/{incident['id']}/plan")
            line = next(line for line in plan["lines"] if line["agency_id"])
            order = {
                "incident_id": incident["id"],
                "agency_id": line["agency_id"],
                "service": line["service"],
                "at": ago(age - 20),
            }
            await self.answer(await send(self.desk, "/tasks", order), age - 20, STEPS)
            await send(
                self.desk,
                f"/incidents/{incident['id']}/close",
                {"disposition": "handled", "at": ago(age - HOUR_S)},
            )

    def place(self) -> dict[str, Any]:
        """Return somewhere in town."""
        return {
            "lat": -7.472 + self.chance.uniform(-0.015, 0.015),
            "lon": 112.436 + self.chance.uniform(-0.018, 0.018),
            "accuracy_m": self.chance.choice([30, 80, 200]),
            "method": "caller",
            "address": f"{self.chance.choice(STREETS)} {self.chance.randint(1, 180)}",
        }

    async def answer(self, task: dict[str, Any], ordered: float, steps: Sequence[str]) -> None:
        """Let the agency see, acknowledge.

        And come as far as it had time for since it was ordered.
        """
        at = ordered - self.chance.uniform(8, 40)
        if at <= 0:
            return
        agency = await self.agency(task["agency_id"])
        await read(agency, "/portal/tasks")
        await send(agency, f"/tasks/{task['id']}/seen", {"at": ago(at + 4)})
        await send(agency, f"/tasks/{task['id']}/acknowledge", {"at": ago(at)})
        for step in steps:
            at -= self.chance.uniform(10, 60)
            if at > 0:
                await send(agency, f"/tasks/{task['id']}/progress", {"state": step, "at": ago(at)})

    async def agency(self, agency_id: str) -> httpx.AsyncClient:
        """Return the agency's own client."""
        if agency_id not in self.agencies:
            self.agencies[agency_id] = await self.city.client(agency_id)
        return self.agencies[agency_id]

    async def crews(self) -> None:
        """Put some vehicles on the ground, one of them out of order.

        With positions of different age.
        """
        for agency_id, callsigns in CREWS.items():
            for number, duty in enumerate(callsigns):
                unit = {
                    "agency_id": agency_id,
                    "callsign": f"{agency_id[:3].upper()}-{number + 1}",
                    "kind": "mobil",
                    "duty": duty,
                }
                made = await send(self.desk, "/units", unit)
                place = self.place()
                position = {
                    "lat": place["lat"],
                    "lon": place["lon"],
                    "at": ago(self.chance.choice([3, 40, 500])),
                }
                await send(self.desk, f"/units/{made['id']}/position", position)


async def waiting_reports(city: City) -> None:
    """Leave two calls ringing and some messages unread."""
    telephony, desk = await city.channel("cti"), await city.client("penerima")
    for number in range(2):
        call = {
            "call_id": f"night-{number}",
            "trunk": "112",
            "dialled": "112",
            "ani": f"+62812000000{number}",
        }
        for name in ("offered", "ringing"):
            await send(
                telephony,
                "/cti/events",
                {"event": f"call.{name}", f"{name}_at": ago(9 - number * 4), **call},
            )
    for words in (
        "omah kobong cedak pasar tanjung, asap kandel",
        "banjir masuk rumah di Lingkungan Sinoman",
        "pohon tumbang Jl. Empunala",
    ):
        report = {
            "channel": "112",
            "external_id": words,
            "text": words,
            "received_at": ago(40),
            "open": False,
        }
        await send(desk, "/reports", report)


async def speaking_gauge(city: City) -> None:
    """One gauge speaks and rises, the demo city's other gauges stay silent."""
    sensor = await city.channel("sensor")
    for seconds, level in ((600, 150), (300, 190), (20, 215)):
        await send(sensor, f"/channels/flood/{GAUGE}", {"level_cm": level, "ts": ago(seconds)})


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
        page, stranger = (
            await city.sit(busy, PHONES["390x844"], theme),
            await city.visit("/masuk", theme=theme),
        )
        for (phone, viewport), (desk, wide) in zip(PHONES.items(), DESKS.items(), strict=True):
            await page.set_viewport_size(viewport)
            await picture(page, f"instansi-{theme}-{phone}")
            await stranger.set_viewport_size(wide)
            await picture(stranger, f"masuk-{theme}-{desk}")


async def busiest_agency(city: City) -> str:
    """Return the agency with the most open orders."""
    tasks = (await read(await city.client("pengendali"), "/tasks?limit=500"))["items"]
    names: list[str] = [task["agency_id"] for task in tasks]
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
