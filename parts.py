"""What both an application and a worker stand on.

Connections, reference data kept fresh, and the engine's modules.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from agencies.delivery.deliver import Deliver
from agencies.registry.source import RoutingTableSource
from dispatch.incidents import erasure as incident_erasure
from dispatch.kernel.city import City, find_city
from dispatch.kernel.clock import Clock, SystemClock
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.host.engine import Module
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.cached import Cached
from dispatch.kernel.store.database import close_pool, open_pool
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.store.wake import Wake
from dispatch.retention.erase import Erase
from dispatch.sla.policy import PolicySource
from dispatch.sla.sweep import Sweep
from dispatch.units import erasure as unit_erasure
from intake.calls import erasure as call_erasure
from intake.channels.registry import RECEIVERS, channel_modules
from intake.gauges.flood_state import load_flood_state
from intake.gauges.modules import gauge_modules
from intake.location.gazetteer import Gazetteer, read_gazetteer
from intake.pipeline.policy import Policies, load_policies
from intake.pipeline.priorities import load_priorities
from intake.pipeline.receive import ReceiveReports
from intake.pipeline.receive_items import ReceiveItems
from intake.reports import erasure as report_erasure
from reactions import reaction_table

# Everything personal that has a time of its own.
ERASURES = (
    *report_erasure.ERASURES,
    *call_erasure.ERASURES,
    *incident_erasure.ERASURES,
    *unit_erasure.ERASURES,
)


@dataclass(slots=True, frozen=True)
class Parts:
    """What both an application and a worker stand on; open them with `open_parts`."""

    settings: Settings
    city: City
    redis: Redis | None
    units: Units
    tables: RoutingTableSource
    policies: PolicySource
    gazetteer: Gazetteer
    receive_reports: ReceiveReports
    guardian: Guardian
    receive_items: ReceiveItems


@asynccontextmanager
async def open_parts(
    settings: Settings,
    *,
    name: str,
    clock: Clock | None = None,
    guardian: Guardian | None = None,
) -> AsyncIterator[Parts]:
    """Connect, load the reference data and keep it fresh; `settings` must name a database."""
    guardian, city = guardian or Guardian(), find_city(settings.city)
    gazetteer = read_gazetteer(city)
    async with AsyncExitStack() as stack:
        redis = None if settings.redis_url is None else Redis.from_url(settings.redis_url)
        if redis is not None:
            stack.push_async_callback(redis.aclose)
        pool = await open_pool(
            str(settings.database_url),
            name=name,
            size=settings.database_pool_max,
            statement_timeout_s=settings.statement_timeout_s,
        )
        stack.push_async_callback(close_pool, pool)
        wake = Wake(redis)
        await stack.enter_async_context(wake.running(guardian))
        tables, policies = RoutingTableSource(), PolicySource()
        floods = Cached[str | None]("floods", load_flood_state, None)
        units = Units(pool, clock or SystemClock(), reaction_table(tables, policies, floods), wake)
        channel_policies, priorities = (
            Cached("channel-policies", load_policies, Policies([])),
            Cached[dict[str, int]]("priorities", load_priorities, {}),
        )
        registries = [
            Cached("routing-table", tables.refresh, empty=False),
            Cached("sla-targets", policies.refresh, empty=False),
        ]
        kept: list[Cached[Any]] = [*registries, channel_policies, priorities, floods]
        for cached in kept:
            await stack.enter_async_context(cached.running(units, guardian))
        receive_reports = ReceiveReports(units, channel_policies, priorities, gazetteer)
        await stack.enter_async_context(receive_reports.running(guardian))
        yield Parts(
            settings=settings,
            city=city,
            redis=redis,
            units=units,
            tables=tables,
            policies=policies,
            gazetteer=gazetteer,
            receive_reports=receive_reports,
            guardian=guardian,
            receive_items=ReceiveItems(units, receive_reports, RECEIVERS),
        )


def engine_modules(parts: Parts) -> list[Module]:
    """Return everything that is done again and again."""
    return [
        Sweep(parts.policies),
        Deliver(parts.settings),
        Erase(ERASURES),
        *gauge_modules(parts.receive_reports),
        *channel_modules(parts.settings, parts.receive_items),
    ]
