"""The channels on a real database, without the rest of the city.

Parts, a clock that the test moves, and an HTTP client.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from agencies.delivery.worded_answers import WordedAnswers
from dispatch.access.guards import SUBJECTS, SubjectCache
from dispatch.access.models import Person, Session
from dispatch.access.sign_in import THROTTLE, create_token, token_hash
from dispatch.access.subject import Role
from dispatch.access.throttle import RedisThrottle
from dispatch.kernel.clock import ManualClock
from dispatch.kernel.container import lend
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.web.http import install_problem_handlers
from dispatch.transports.hearing import LISTENER
from intake.calls import http as calls_http
from intake.catalogue.channels import (
    channel_pages,
    channel_routers,
)
from intake.channels.base import CHANNEL_SETTINGS
from intake.channels.instagram.settings import InstagramSettings
from intake.channels.messenger.settings import MessengerSettings
from intake.channels.sms.settings import SmsSettings
from intake.channels.telegram.settings import TelegramSettings
from intake.channels.whatsapp.settings import WhatsAppSettings
from intake.channels.x.settings import XSettings
from intake.gauges import http as gauges_http
from main import ROOMS
from parts import Parts, open_parts
from tests.support.city import load_shipped
from tests.support.databases import database, run_apart

START = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)
APP_SECRET, VERIFY_TOKEN = "test-app-secret", "test-verify-token"
WHATSAPP_FIXTURES = Path(__file__).parents[2] / "intake/channels/whatsapp/fixtures/webhooks.json"

_ROUTERS = (*channel_routers(), calls_http.router, gauges_http.router)


@dataclass(slots=True)
class Room:
    """What a test of channels needs."""

    parts: Parts
    clock: ManualClock
    client: httpx.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)

    async def post(self, path: str, body: Any, *, scope: str) -> httpx.Response:
        """Post with a token of this scope."""
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        return await self.client.post(path, headers=await self.token(scope), **content)

    async def token(self, scope: str) -> dict[str, str]:
        """Return the headers of a machine whose token has this scope."""
        if scope not in self.tokens:
            async with self.parts.units.begin("system:test") as uow:
                self.tokens[scope] = await create_token(
                    uow, name=scope, role=Role.CHANNEL, scopes=[scope]
                )
        return {"Authorization": f"Bearer {self.tokens[scope]}"}

    async def desk(self, role: Role = Role.CALL_TAKER) -> dict[str, str]:
        """Return the headers of a person at a desk."""
        token = f"a session of {role}"
        async with self.parts.units.begin("system:test") as uow:
            person = Person(
                id=uow.new_id(),
                username=role,
                name=role,
                role=role,
                password_hash="none",
                created_at=uow.now,
            )
            uow.add(person)
            until = uow.now + timedelta(hours=12)
            uow.add(
                Session(
                    token_hash=token_hash(token),
                    person_id=person.id,
                    created_at=uow.now,
                    expires_at=until,
                )
            )
        return {"Authorization": f"Bearer {token}"}

    async def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        return [dict(record) for record in await self.parts.units.pool.fetch(query, *values)]

    async def facts(self, prefix: str) -> list[str]:
        """Return the types of the log's events that begin so, in order."""
        return [
            row["type"]
            for row in await self.rows(
                "SELECT type FROM event WHERE type LIKE $1 || '%' ORDER BY seq", prefix
            )
        ]

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[ReadTransaction]:
        """Read."""
        async with self.parts.units.reading() as reading:
            yield reading


def _settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, redis_url=None, engine=False)


@asynccontextmanager
async def _whole(settings: Settings, name: str, clock: ManualClock) -> AsyncIterator[Parts]:
    async with (
        open_parts(settings, ROOMS, name=name, clock=clock) as parts,
        parts.beginning.running(parts.guardian),
    ):
        yield parts


async def _found(database_url: str) -> None:
    clock = ManualClock(START)
    async with (
        _whole(_settings(database_url), "test-found", clock) as parts,
        parts.units.begin("system:test") as uow,
    ):
        await load_shipped(uow)


@contextmanager
def founded_room(server_url: str, template: str) -> Iterator[str]:
    """Make a database with the city and its gauges, to be copied."""
    with database(server_url, template) as url:
        run_apart(_found(url))
        yield urlsplit(url).path.removeprefix("/")


def _secrets() -> dict[type[BaseSettings], Any]:
    """Return the settings of every channel that proves its senders by a secret of its own."""
    secret, word = SecretStr(APP_SECRET), SecretStr(VERIFY_TOKEN)
    of_meta = (WhatsAppSettings, MessengerSettings, InstagramSettings)
    return {kind: kind(app_secret=secret, verify_token=word) for kind in of_meta} | {
        SmsSettings: SmsSettings(callback_token=word, auth_token=secret),
        TelegramSettings: TelegramSettings(secret_token=word),
        XSettings: XSettings(consumer_secret=secret),
    }


@asynccontextmanager
async def open_room(database_url: str) -> AsyncIterator[Room]:
    """Serve the channels on a copy of the founded city."""
    clock, settings = ManualClock(START), _settings(database_url)
    async with _whole(settings, "test-channels", clock) as parts:
        app = FastAPI()
        install_problem_handlers(app)
        for router in _ROUTERS:
            app.include_router(router, prefix="/api/v1")
        for router in channel_pages():
            app.include_router(router)
        own = parts.services.of(CHANNEL_SETTINGS) | _secrets()
        subjects = SUBJECTS.filled(SubjectCache(parts.units))
        listener, throttle = LISTENER.filled(WordedAnswers()), THROTTLE.filled(RedisThrottle(None))
        lend(app, parts.services.but(CHANNEL_SETTINGS.filled(own), subjects, listener, throttle))
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://112.test/api/v1"
        ) as client:
            yield Room(parts, clock, client)
