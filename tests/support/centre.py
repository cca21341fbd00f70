"""The whole centre in this process.

The real application on a city of its own, a clock that a test moves, engine modules run by hand.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from agencies.delivery.deliver import Deliver
from dispatch.access.models import ApiToken, Person, Session
from dispatch.access.sign_in import token_hash
from dispatch.access.subject import Role
from dispatch.alarms.conditions import SOURCES
from dispatch.alarms.empty_desk import EmptyDesk
from dispatch.alarms.watch import AlarmWatch
from dispatch.board.hub import HUB
from dispatch.kernel.clock import ManualClock
from dispatch.kernel.container import Service, lend, services_of
from dispatch.kernel.feature import FEATURES
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.host.engine import Engine, Module
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.database import open_pool
from dispatch.kernel.store.migrations import load_tables
from dispatch.kernel.store.unit_of_work import NONE, UnitOfWork, Units
from dispatch.kernel.store.wake import Wake
from dispatch.kernel.web.http import UNITS
from dispatch.sla.policy import PolicySource
from dispatch.sla.sweep import Sweep
from intake.channels.base import CHANNEL_SETTINGS
from intake.channels.whatsapp.settings import WhatsAppSettings
from intake.gauges.flood_plans import CARDS, FLOODS, FloodPlans
from intake.gauges.raise_alarms import RaiseAlarms
from intake.gauges.stale import StaleStations
from intake.pipeline.receive import RECEIVER
from intake.reports.silence_watch import SilenceWatch
from main import create_app
from routing.value_object import value_object
from tests.support.city import SHIPPED, load_shipped
from tests.support.databases import database, run_apart

load_tables(("dispatch", "intake", "agencies"))
_PATIENT_S = 60.0  # a loaded machine is no hung database
START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
WHATSAPP_SECRET = "rahasia-aplikasi"
DESKS = (Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR)
AGENCIES = (
    "damkar-kota",
    "damkar-kab",
    "psc119-kota",
    "polres-kota",
    "pln-ulp-kota",
    "bpbd-kab",
    "bpbd-kota",
)
SCOPES = ["cti", "flood", "112", "website", "sms", "drill"]
CHANNEL = "saluran"
T = TypeVar("T")


def bearer(who: str) -> dict[str, str]:
    """Return the headers of a desk, of an agency's person, or of the channels' token."""
    return {"Authorization": f"Bearer token-{who}"}


def settle_person(uow: UnitOfWork, username: str, role: Role, agency_id: str | None = None) -> None:
    """Add somebody who is signed in (`bearer`)."""
    person = Person(
        id=uow.new_id(),
        username=username,
        name=f"Petugas {username}",
        role=role,
        agency_id=agency_id,
        password_hash="none",
        created_at=uow.now,
    )
    uow.add(person)
    token = token_hash(f"token-{username}")
    uow.add(
        Session(
            token_hash=token,
            person_id=person.id,
            created_at=uow.now,
            expires_at=uow.now + timedelta(days=365),
        )
    )


async def _found_city(database_url: str) -> None:
    pool = await open_pool(database_url, name="test-found", size=2)
    try:
        units = Units(pool, ManualClock(START - timedelta(days=1)), NONE, Wake(None), SHIPPED)
        async with units.begin("system:test") as uow:
            await load_shipped(uow)
            for role in DESKS:
                settle_person(uow, role, role)
            for agency_id in AGENCIES:
                settle_person(uow, agency_id, Role.AGENCY, agency_id)
            hashed = token_hash(f"token-{CHANNEL}")
            uow.add(
                ApiToken(
                    id=uow.new_id(),
                    token_hash=hashed,
                    name=CHANNEL,
                    role=Role.CHANNEL,
                    scopes=SCOPES,
                    created_at=uow.now,
                )
            )
    finally:
        await pool.close()


@contextmanager
def founded_city(server_url: str, template: str) -> Iterator[str]:
    """Make a database with the demo city and signed-in people, to be copied."""
    with database(server_url, template) as url:
        run_apart(_found_city(url))
        yield urlsplit(url).path.removeprefix("/")


@value_object
class Centre:
    """The application, its clock, and an HTTP client for everybody who is signed in."""

    app: FastAPI
    clock: ManualClock
    client: httpx.AsyncClient
    modules: Mapping[str, Module]

    def its(self, service: Service[T]) -> T:
        """Return what the application lends under a name."""
        return services_of(self.app).of(service)

    @property
    def units(self) -> Units:
        """Return the application's own units of work."""
        return self.its(UNITS)

    async def ask(
        self, method: str, path: str, *, who: str = Role.DISPATCHER, **request: Any
    ) -> httpx.Response:
        """Send a request as `who` and return whatever comes."""
        return await self.client.request(
            method, path, headers=bearer(who) | request.pop("headers", {}), **request
        )

    async def read(self, path: str, *, who: str = Role.DISPATCHER, **params: Any) -> Any:
        """Read something that must be there."""
        answer = await self.ask("GET", path, who=who, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def do(
        self, path: str, *, who: str = Role.DISPATCHER, method: str = "POST", **body: Any
    ) -> Any:
        """Change something that must be possible."""
        answer = await self.ask(method, path, who=who, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def run(self, name: str) -> int:
        """Run an engine module as often as it finds something due."""
        done = 0
        while found := await Engine(self.units, []).run_module(self.modules[name]):
            done += found
        # It ran by hand: nobody renews its lease, and that is no engine that stands still.
        await self.units.pool.execute("DELETE FROM engine_lease")
        return done

    async def floods(self) -> None:
        """Read the flood states anew, as every process does every few seconds."""
        await self.its(FLOODS).refresh(self.units)  # type: ignore[attr-defined]  # it is kept fresh

    def wait(self, seconds: float) -> datetime:
        """Let time pass."""
        return self.clock.advance(seconds=seconds)

    def at(self, seconds: float) -> str:
        """Return the time `seconds` after the beginning, as people write it into a request."""
        return (START + timedelta(seconds=seconds)).isoformat()

    async def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        return [dict(record) for record in await self.units.pool.fetch(query, *values)]

    async def value(self, query: str, *values: Any) -> Any:
        """Return one value."""
        return await self.units.pool.fetchval(query, *values)

    async def head(self) -> int:
        """Return the last sequence of the log."""
        return int(await self.value("SELECT coalesce(max(seq), 0) FROM event"))

    async def facts(self, after: int = 0) -> list[str]:
        """Return the types of the facts after a sequence, in the log's order."""
        return [
            row["type"]
            for row in await self.rows("SELECT type FROM event WHERE seq > $1 ORDER BY seq", after)
        ]

    async def caught_up(self) -> int:
        """Wait until the board's feed has read the whole log, if anybody watches."""
        head = await self.head()
        async with asyncio.timeout(20):
            while (hub := self.its(HUB)).picture is not None and hub.seq < head:  # noqa: ASYNC110 - the feed tells its consoles, not us
                await asyncio.sleep(0.005)
        return head


@asynccontextmanager
async def open_centre(
    database_url: str,
    *,
    redis_url: str | None = None,
    start: datetime = START,
    engine: bool = False,
    guardian: Guardian | None = None,
    city: str | None = None,
) -> AsyncIterator[Centre]:
    """Open the centre on a founded city; its engine stands still until a test runs a module."""
    clock = ManualClock(start)
    with tempfile.TemporaryDirectory(prefix="tanggap-centre-") as folder:
        settings = Settings(
            data_dir=Path(folder),
            intake_deadline_s=_PATIENT_S,
            database_url=database_url,
            redis_url=redis_url,
            mqtt_url=None,
            engine=engine,
            city=city,
            database_pool_max=8,
        )
        app = create_app(settings, clock=clock, guardian=guardian)
        async with app.router.lifespan_context(app):
            whatsapp = WhatsAppSettings(
                app_secret=SecretStr(WHATSAPP_SECRET), verify_token=SecretStr("kata-sandi-webhook")
            )
            own = services_of(app).of(CHANNEL_SETTINGS) | {WhatsAppSettings: whatsapp}
            lend(app, services_of(app).but(CHANNEL_SETTINGS.filled(own)))
            deliver = Deliver(settings)
            features = services_of(app).of(FEATURES)
            modules: list[Module] = [
                Sweep(PolicySource()),
                deliver,
                StaleStations(),
                RaiseAlarms(services_of(app).of(RECEIVER)),
                FloodPlans(services_of(app).of(FLOODS), services_of(app).of(CARDS)),
                AlarmWatch(SOURCES.of(features)),
                *(EmptyDesk(), SilenceWatch()),
            ]
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://112.test/api/v1", timeout=60
            ) as client:
                yield Centre(app, clock, client, {module.name: module for module in modules})
            await deliver.close()
