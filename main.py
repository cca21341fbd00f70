"""The composition root: what an application and a worker are made of."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import APIRouter, Depends, FastAPI
from redis.asyncio import Redis

from agencies.deliver import Deliver
from agencies.portal import http as portal_http
from agencies.registry import http as registry_http
from agencies.registry.board_section import AgenciesSection
from agencies.registry.source import RoutingTableSource
from dispatch.access import http as access_http
from dispatch.access.guards import BEARER, SubjectCache
from dispatch.access.throttle import RedisThrottle
from dispatch.board import catalogue_http, incident_http, log_http, socket
from dispatch.board.feed import Feed
from dispatch.board.hub import Hub
from dispatch.board.section import Section
from dispatch.board.sections.incidents import IncidentsSection
from dispatch.board.sections.units import UnitsSection
from dispatch.kernel import health
from dispatch.kernel.cached import Cached
from dispatch.kernel.clock import Clock, SystemClock
from dispatch.kernel.console import install_console
from dispatch.kernel.database import open_pool
from dispatch.kernel.engine import Engine, Module
from dispatch.kernel.http import install_problem_handlers
from dispatch.kernel.settings import Settings
from dispatch.kernel.unit_of_work import Units
from dispatch.kernel.wake import Wake
from dispatch.response_times import http as response_times_http
from dispatch.sla import http as sla_http
from dispatch.sla.policy import PolicySource
from dispatch.sla.sweep import Sweep
from dispatch.tasks import http as tasks_http
from dispatch.units import http as units_http
from intake.channels.cti import http as cti_http
from intake.channels.cti.board_section import CallBacksSection
from intake.channels.flood import http as flood_http
from intake.channels.flood.board_section import GaugesSection
from intake.channels.flood.modules import flood_modules
from intake.channels.whatsapp import http as whatsapp_http
from intake.reports import http as reports_http
from intake.reports import raw_http
from intake.reports.board_sections import AttentionSection, ReportsSection
from intake.reports.open_from_report import ReportsOfIntake
from intake.reports.policy import Policies, load_policies
from intake.reports.priorities import load_priorities
from intake.reports.receive import ReceiveReports
from reactions import reaction_table

ROUTERS: Sequence[APIRouter] = (
    access_http.router,
    reports_http.router,
    raw_http.router,
    cti_http.router,
    whatsapp_http.router,
    flood_http.router,
    log_http.router,
    incident_http.router,
    tasks_http.router,
    units_http.router,
    registry_http.router,
    portal_http.router,
    sla_http.router,
    response_times_http.router,
    catalogue_http.router,
    socket.router,
)


@dataclass(slots=True, frozen=True)
class Parts:
    """What both an application and a worker stand on; open them with `open_parts`."""

    settings: Settings
    redis: Redis | None
    units: Units
    tables: RoutingTableSource
    policies: PolicySource
    receive_reports: ReceiveReports


@asynccontextmanager
async def open_parts(settings: Settings, *, name: str, clock: Clock | None = None) -> AsyncIterator[Parts]:
    """Connect, load the reference data and keep it fresh; `settings` must name a database."""
    async with AsyncExitStack() as stack:
        redis = None if settings.redis_url is None else Redis.from_url(settings.redis_url)
        if redis is not None:
            stack.push_async_callback(redis.aclose)
        pool = await open_pool(str(settings.database_url), name=name, size=settings.database_pool_max)
        stack.push_async_callback(pool.close)
        wake = Wake(redis)
        wake.start()
        stack.push_async_callback(wake.stop)
        tables, policies = RoutingTableSource(), PolicySource()
        units = Units(pool, clock or SystemClock(), reaction_table(tables, policies), wake)
        fresh: list[Cached[object]] = [Cached(tables.refresh, empty=False), Cached(policies.refresh, empty=False)]
        channel_policies, priorities = Cached(load_policies, Policies([])), Cached[dict[str, int]](load_priorities, {})
        for cached in (*fresh, channel_policies, priorities):
            await cached.start(units)
            stack.push_async_callback(cached.stop)
        receive_reports = ReceiveReports(units, channel_policies, priorities)
        receive_reports.start()
        stack.push_async_callback(receive_reports.stop)
        yield Parts(settings, redis, units, tables, policies, receive_reports)


def engine_modules(parts: Parts) -> list[Module]:
    """Return everything that is done again and again."""
    return [Sweep(parts.policies), Deliver(parts.settings), *flood_modules(parts.settings, parts.receive_reports)]


@asynccontextmanager
async def create_worker(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Engine]:
    """Run the engine for as long as the block lasts."""
    async with open_parts(settings, name="tanggap-worker", clock=clock) as parts:
        engine = Engine(parts.units, engine_modules(parts))
        engine.start()
        try:
            yield engine
        finally:
            await engine.stop()


def board_sections() -> list[Section]:
    """Return the board's sections."""
    return [
        IncidentsSection(),
        ReportsSection(),
        UnitsSection(),
        AgenciesSection(),
        GaugesSection(),
        CallBacksSection(),
        AttentionSection(),
    ]


def create_app(settings: Settings, *, clock: Clock | None = None) -> FastAPI:
    """Build the application; its parts are opened when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            parts = await stack.enter_async_context(open_parts(settings, name="tanggap-app", clock=clock))
            hub = Hub(board_sections(), parts.units.clock)
            feed = Feed(parts.units, hub)
            await feed.start()
            stack.push_async_callback(feed.stop)
            if settings.engine:
                engine = Engine(parts.units, engine_modules(parts))
                engine.start()
                stack.push_async_callback(engine.stop)
            state = app.state
            state.settings, state.units, state.hub, state.redis = settings, parts.units, hub, parts.redis
            state.subjects, state.throttle = SubjectCache(parts.units), RedisThrottle(parts.redis)
            state.receive_reports, state.reports, state.tables = parts.receive_reports, ReportsOfIntake(), parts.tables
            yield

    app = FastAPI(
        title="Tanggap 112", version="0.1.0", lifespan=lifespan, docs_url="/api/docs", openapi_url="/api/openapi.json", redoc_url=None
    )
    install_problem_handlers(app)
    for router in ROUTERS:
        app.include_router(router, prefix="/api/v1", dependencies=[] if router is socket.router else [Depends(BEARER)])
    app.include_router(health.router)
    install_console(app, settings.console_dir)
    return app
