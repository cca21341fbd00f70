"""The composition root: what an application and a worker are made of."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import Depends, FastAPI

from agencies.delivery import feature as delivery
from agencies.portal import feature as portal
from agencies.registry import feature as registry
from agencies.run_cards import feature as run_cards
from dispatch.access import feature as access
from dispatch.access.guards import BEARER
from dispatch.alarms import feature as alarms
from dispatch.board import feature as board
from dispatch.board.feed import FEED, Feed
from dispatch.board.hub import HUB, Hub
from dispatch.board.section import SECTIONS
from dispatch.desk import feature as desk
from dispatch.incidents import feature as incidents
from dispatch.kernel.clock import Clock
from dispatch.kernel.container import lend
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.host.engine import MODULES, Engine
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.web import health
from dispatch.kernel.web.api_document import install_document, read_words
from dispatch.kernel.web.api_page import install_api_page
from dispatch.kernel.web.body_limit import LIMITS, BodyLimit
from dispatch.kernel.web.console import install_console
from dispatch.kernel.web.fast_lane import FAST, FastLane
from dispatch.kernel.web.http import PAGES, ROUTERS, SOCKETS, install_problem_handlers
from dispatch.kernel.web.language import SpeakLanguage
from dispatch.response_times import feature as response_times
from dispatch.retention import feature as retention
from dispatch.sla import feature as sla
from dispatch.tasks import feature as tasks
from dispatch.units import feature as units
from intake.answers import feature as answers
from intake.calls import feature as calls
from intake.catalogue import feature as channels
from intake.emergency import feature as emergency
from intake.gauges import feature as gauges
from intake.journal import feature as journal_room
from intake.journal.journal import FOLDER, JOURNAL, IntakeJournal
from intake.journal.keep import JOURNALLED, KeepInJournal
from intake.location import feature as location
from intake.pipeline import feature as pipeline
from intake.replay import feature as replay
from intake.reports import feature as reports
from parts import Parts, open_parts, with_doors

# What every room adds. Sections, modules and loaders run in this order.
ROOMS: Final = (
    access.FEATURE,
    registry.FEATURE,
    incidents.FEATURE,
    tasks.FEATURE,
    units.FEATURE,
    sla.FEATURE,
    delivery.FEATURE,
    retention.FEATURE,
    response_times.FEATURE,
    board.FEATURE,
    alarms.FEATURE,
    desk.FEATURE,
    *(reports.FEATURE, pipeline.FEATURE, channels.FEATURE, answers.FEATURE),
    *(calls.FEATURE, journal_room.FEATURE, emergency.FEATURE),
    *(gauges.FEATURE, location.FEATURE),
    portal.FEATURE,
    run_cards.FEATURE,
    replay.FEATURE,
)


@asynccontextmanager
async def create_worker(
    settings: Settings, *, clock: Clock | None = None, guardian: Guardian | None = None
) -> AsyncIterator[Engine]:
    """Run the engine for as long as the block lasts."""
    opening = open_parts(settings, ROOMS, name="tanggap-worker", clock=clock, guardian=guardian)
    async with opening as parts:
        engine = engine_of(parts)
        async with parts.beginning.running(parts.guardian), engine.running(parts.guardian):
            yield engine


def engine_of(parts: Parts) -> Engine:
    """Return the engine with everything that is done again and again."""
    modules = [module for make in MODULES.of(ROOMS) for module in make(parts.services)]
    return Engine(parts.units, modules)


def create_app(
    settings: Settings, *, clock: Clock | None = None, guardian: Guardian | None = None
) -> FastAPI:
    """Build the application; its parts are opened when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            made = open_parts(settings, ROOMS, name="tanggap-app", clock=clock, guardian=guardian)
            parts = await stack.enter_async_context(made)
            services = with_doors(parts)
            hub = Hub([make(services) for make in SECTIONS.of(ROOMS)], parts.units.clock)
            feed = Feed(parts.units, hub)
            parts.beginning.needs(feed.find_head)
            await stack.enter_async_context(parts.beginning.running(parts.guardian))
            await stack.enter_async_context(feed.running(parts.guardian))
            if settings.engine:
                await stack.enter_async_context(engine_of(parts).running(parts.guardian))
            lend(app, services.but(HUB.filled(hub), FEED.filled(feed), JOURNAL.filled(journal)))
            await stack.enter_async_context(journal.running(parts.guardian, parts.units.clock, app))
            yield

    journal = IntakeJournal(
        settings.data_dir / FOLDER,
        limit_bytes=settings.journal_limit_bytes,
        deadline_s=settings.intake_deadline_s,
    )
    app = FastAPI(
        title="Tanggap 112",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        openapi_url="/api/openapi.json",
        redoc_url=None,
    )
    install_problem_handlers(app)
    wider = {one.path: one.limit or settings.webhook_body_limit_bytes for one in LIMITS.of(ROOMS)}
    # The last one stands outermost: bodies are limited before journal and fast lane read them.
    app.add_middleware(FastLane, endpoints=FAST.of(ROOMS))
    app.add_middleware(KeepInJournal, journal=journal, taken=JOURNALLED.of(ROOMS))
    app.add_middleware(BodyLimit, limit=settings.body_limit_bytes, wider=wider)
    app.add_middleware(SpeakLanguage)
    for router in ROUTERS.of(ROOMS):
        app.include_router(router, prefix="/api/v1", dependencies=[Depends(BEARER)])
    for router in SOCKETS.of(ROOMS):
        app.include_router(router, prefix="/api/v1")
    for router in PAGES.of(ROOMS):
        app.include_router(router, include_in_schema=False)
    app.include_router(health.router)
    install_document(app, read_words(Path(__file__).parent / "dispatch"))
    install_api_page(app)
    install_console(app, settings.console_dir)
    return app
