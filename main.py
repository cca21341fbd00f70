"""The composition root: what an application and a worker are made of."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI

from agencies.delivery import http as deliveries_http
from agencies.delivery.board_section import UndeliveredSection
from agencies.portal import http as portal_http
from agencies.portal.presence import PRESENCE, Presence
from agencies.portal.reporters import REPORTERS
from agencies.registry import http as registry_http
from agencies.registry.board_section import AgenciesSection
from agencies.run_cards import plans_http
from dispatch.access import http as access_http
from dispatch.access import people_http
from dispatch.access.guards import BEARER, SUBJECTS, SubjectCache
from dispatch.access.sign_in import THROTTLE
from dispatch.access.throttle import RedisThrottle
from dispatch.board import socket
from dispatch.board.feed import FEED, Feed
from dispatch.board.hub import HUB, Hub
from dispatch.board.section import Section
from dispatch.board.sections.incidents import IncidentsSection
from dispatch.board.sections.units import UnitsSection
from dispatch.board.socket import AGENCY_CLIENTS
from dispatch.desk import catalogue_http, conversation_http, incident_http, log_http
from dispatch.desk.conversation import TELLINGS
from dispatch.desk.incident_http import REPORTS
from dispatch.kernel.city import CITY
from dispatch.kernel.clock import Clock
from dispatch.kernel.container import Services, lend
from dispatch.kernel.guardian import GUARDIAN, Guardian
from dispatch.kernel.host.engine import Engine
from dispatch.kernel.host.settings import SETTINGS, Settings
from dispatch.kernel.web import health
from dispatch.kernel.web.api_document import install_document, read_words
from dispatch.kernel.web.api_page import install_api_page
from dispatch.kernel.web.body_limit import BodyLimit
from dispatch.kernel.web.console import install_console
from dispatch.kernel.web.fast_lane import FastLane
from dispatch.kernel.web.http import UNITS, install_problem_handlers
from dispatch.response_times import http as response_times_http
from dispatch.retention import http as retention_http
from dispatch.sla import http as sla_http
from dispatch.tasks import http as tasks_http
from dispatch.units import http as units_http
from intake.calls import http as calls_http
from intake.calls.board_section import CallBacksSection, calls_of
from intake.channels import catalogue_http as channels_http
from intake.channels.base import CHANNEL_SETTINGS
from intake.channels.registry import (
    channel_limits,
    channel_routers,
    fast_endpoints,
    read_channel_settings,
)
from intake.gauges import http as gauges_http
from intake.gauges.board_section import GaugesSection
from intake.location import http as places_http
from intake.location.gazetteer import GAZETTEER
from intake.pipeline import proposal_http, revise_http
from intake.pipeline.open_from_report import ReportsOfIntake
from intake.pipeline.receive import RECEIVER
from intake.pipeline.receive_items import ITEMS
from intake.reports import http as reports_http
from intake.reports import raw_http
from intake.reports.board_sections import AttentionSection, ReportsSection
from parts import engine_modules, open_parts

ROUTERS: Sequence[APIRouter] = (
    access_http.router,
    people_http.router,
    *channel_routers(),
    channels_http.router,
    reports_http.router,
    raw_http.router,
    proposal_http.router,
    revise_http.router,
    calls_http.router,
    gauges_http.router,
    log_http.router,
    conversation_http.router,
    incident_http.router,
    tasks_http.router,
    units_http.router,
    registry_http.router,
    plans_http.router,
    places_http.router,
    portal_http.router,
    deliveries_http.router,
    sla_http.router,
    response_times_http.router,
    retention_http.router,
    catalogue_http.router,
    socket.router,
)


@asynccontextmanager
async def create_worker(
    settings: Settings, *, clock: Clock | None = None, guardian: Guardian | None = None
) -> AsyncIterator[Engine]:
    """Run the engine for as long as the block lasts."""
    async with open_parts(settings, name="tanggap-worker", clock=clock, guardian=guardian) as parts:
        engine = Engine(parts.units, engine_modules(parts))
        async with engine.running(parts.guardian):
            yield engine


def board_sections(presence: Presence) -> list[Section]:
    """Return the board's sections."""
    return [
        IncidentsSection(),
        ReportsSection(calls_of),
        UnitsSection(),
        AgenciesSection(presence),
        GaugesSection(),
        CallBacksSection(),
        AttentionSection(),
        UndeliveredSection(),
    ]


def create_app(
    settings: Settings, *, clock: Clock | None = None, guardian: Guardian | None = None
) -> FastAPI:
    """Build the application; its parts are opened when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            parts = await stack.enter_async_context(
                open_parts(settings, name="tanggap-app", clock=clock, guardian=guardian)
            )
            presence = Presence(parts.redis)
            hub = Hub(board_sections(presence), parts.units.clock)
            feed = Feed(parts.units, hub)
            await stack.enter_async_context(feed.running(parts.guardian))
            if settings.engine:
                engine = Engine(parts.units, engine_modules(parts))
                await stack.enter_async_context(engine.running(parts.guardian))
            reports = ReportsOfIntake()
            services = Services(
                SETTINGS.filled(settings),
                CITY.filled(parts.city),
                UNITS.filled(parts.units),
                GAZETTEER.filled(parts.gazetteer),
                GUARDIAN.filled(parts.guardian),
                RECEIVER.filled(parts.receive_reports),
                ITEMS.filled(parts.receive_items),
                CHANNEL_SETTINGS.filled(read_channel_settings()),
                HUB.filled(hub),
                FEED.filled(feed),
                SUBJECTS.filled(SubjectCache(parts.units)),
                THROTTLE.filled(RedisThrottle(parts.redis)),
                PRESENCE.filled(presence),
                AGENCY_CLIENTS.filled(presence),
                REPORTS.filled(reports),
                REPORTERS.filled(reports),
                TELLINGS.filled(reports),
            )
            lend(app, services)
            yield

    app = FastAPI(
        title="Tanggap 112",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        openapi_url="/api/openapi.json",
        redoc_url=None,
    )
    install_problem_handlers(app)
    # The last one added stands outermost: bodies are limited before the fast lane reads them.
    app.add_middleware(FastLane, endpoints=fast_endpoints())
    app.add_middleware(BodyLimit, limit=settings.body_limit_bytes, wider=channel_limits(settings))
    for router in ROUTERS:
        app.include_router(
            router,
            prefix="/api/v1",
            dependencies=[] if router is socket.router else [Depends(BEARER)],
        )
    app.include_router(health.router)
    install_document(app, read_words(Path(__file__).parent / "dispatch"))
    install_api_page(app)
    install_console(app, settings.console_dir)
    return app
