"""What both an application and a worker stand on.

Connections, the city, reference data kept fresh, and the doors between rooms.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from redis.asyncio import Redis

from agencies.delivery.worded_answers import WordedAnswers
from agencies.portal.presence import PRESENCE, AgencyPresence
from agencies.portal.reporters import REPORTERS
from agencies.registry.source import RoutingTableSource
from dispatch.access.guards import SUBJECTS, SubjectCache
from dispatch.access.known_people import KNOWN_PEOPLE, KnownPeople
from dispatch.access.sign_in import THROTTLE
from dispatch.access.throttle import RedisThrottle
from dispatch.board.socket import AGENCY_CLIENTS
from dispatch.desk.conversation import TELLINGS
from dispatch.desk.open_incident_http import REPORTS
from dispatch.kernel.city import CITY, find_city
from dispatch.kernel.clock import Clock
from dispatch.kernel.container import Services
from dispatch.kernel.feature import FEATURES, Feature
from dispatch.kernel.guardian import GUARDIAN, Guardian
from dispatch.kernel.host.beginning import Beginning
from dispatch.kernel.host.settings import SETTINGS, Settings
from dispatch.kernel.store.cached import Cached
from dispatch.kernel.store.database import Pool, close_pool, mark_of, open_pool
from dispatch.kernel.store.pulse import BEAT_EVERY_S, PULSE, Pulse
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.store.wake import Wake
from dispatch.kernel.web.http import UNITS
from dispatch.sla.policy import TARGETS, PolicySource
from dispatch.transports.hearing import LISTENER
from dispatch.transports.numbers import NumberPlan
from intake.answers.link import LINK_KEY, load_link_key
from intake.answers.ways import WAYS_BACK
from intake.calls.board_section import calls_of
from intake.catalogue.channels import RECEIVERS, open_ways_back, read_channel_settings
from intake.channels.base import CHANNEL_SETTINGS
from intake.conversations.thread import OpenConversations
from intake.emergency.desk_code import DESK_CODE, DeskCode
from intake.gauges.flood_plans import CARDS, FLOODS
from intake.gauges.flood_state import CityFloods, load_floods
from intake.journal.journal import FOLDER
from intake.location.gazetteer import GAZETTEER, read_gazetteer
from intake.pipeline.open_from_report import ReportsOfIntake
from intake.pipeline.policy import Policies, load_policies
from intake.pipeline.priorities import load_priorities
from intake.pipeline.receive import RECEIVER, ReceiveReports
from intake.pipeline.receive_items import ITEMS, ReceiveItems
from intake.reports.board_sections import CALLS
from reactions import reaction_table
from routing.value_object import value_object


@value_object
class Parts:
    """What an application and a worker stand on, open; `services` lends it to the rooms.

    Nothing can be asked of the database before `beginning` runs.
    """

    units: Units
    redis: Redis | None
    guardian: Guardian
    beginning: Beginning
    services: Services


def _open_redis(settings: Settings, stack: AsyncExitStack) -> Redis | None:
    redis = None if settings.redis_url is None else Redis.from_url(settings.redis_url)
    if redis is not None:
        stack.push_async_callback(redis.aclose)
    return redis


async def _open_pool(settings: Settings, name: str, stack: AsyncExitStack) -> Pool:
    pool = await open_pool(
        str(settings.database_url),
        name=name,
        size=settings.database_pool_max,
        statement_timeout_s=settings.statement_timeout_s,
        patience_s=settings.intake_deadline_s,
        at_once=0,
    )
    stack.push_async_callback(close_pool, pool)
    return pool


@asynccontextmanager
async def _beating(
    settings: Settings, pool: Pool, name: str, clock: Clock | None, guardian: Guardian
) -> AsyncIterator[Pulse]:
    pulse = Pulse(
        str(settings.database_url),
        name=mark_of(f"{name}-pulse"),
        # With the second until the next beat nobody waits longer than a report may.
        patience_s=max(settings.intake_deadline_s - BEAT_EVERY_S, BEAT_EVERY_S),
        clock=clock,
        pool=pool,
    )
    async with pulse.running(guardian):
        yield pulse


@asynccontextmanager
async def open_parts(
    settings: Settings,
    features: Sequence[Feature],
    *,
    name: str,
    clock: Clock | None = None,
    guardian: Guardian | None = None,
) -> AsyncIterator[Parts]:
    """Open what is needed, reference data that will be kept fresh; `settings` name a database."""
    guardian, city = guardian or Guardian(), find_city(settings.city)
    gazetteer = read_gazetteer(city)
    async with AsyncExitStack() as stack:
        redis, pool = _open_redis(settings, stack), await _open_pool(settings, name, stack)
        pulse = await stack.enter_async_context(_beating(settings, pool, name, clock, guardian))
        beginning, wake = Beginning(pool, pulse), Wake(redis)
        await stack.enter_async_context(wake.running(guardian))
        tables, targets = RoutingTableSource(), PolicySource()
        floods = Cached("floods", load_floods, CityFloods())
        reactions = reaction_table(tables, targets, floods)
        units = Units(pool, pulse.clock, reactions, wake, city)
        known = KnownPeople(settings.data_dir / FOLDER, pulse.clock)
        policies = Cached("channel-policies", load_policies, Policies([]))
        link_key = Cached("link-key", load_link_key, b"")
        priorities = Cached[dict[str, int]]("priorities", load_priorities, {})
        kept: list[Cached[Any]] = [
            Cached("routing-table", tables.refresh, empty=False),
            Cached("sla-targets", targets.refresh, empty=False),
            Cached("signed-in", known.load, empty=False),
            *(policies, priorities, floods, link_key),
        ]
        await stack.enter_async_context(beginning.keeping(kept, units, guardian))
        numbers = NumberPlan(city.facts.telephone.country, city.facts.telephone.area_code)
        talks = OpenConversations(priorities, gazetteer)
        receiver = ReceiveReports(
            units, policies, priorities, gazetteer, numbers=numbers, conversations=talks
        )
        await stack.enter_async_context(receiver.running(guardian))
        yield Parts(
            units,
            redis,
            guardian,
            beginning,
            Services(
                SETTINGS.filled(settings),
                FEATURES.filled(features),
                CITY.filled(city),
                UNITS.filled(units),
                GUARDIAN.filled(guardian),
                PULSE.filled(pulse),
                TARGETS.filled(targets),
                GAZETTEER.filled(gazetteer),
                RECEIVER.filled(receiver),
                FLOODS.filled(floods),
                CARDS.filled(tables),
                ITEMS.filled(ReceiveItems(units, receiver, numbers, RECEIVERS)),
                CHANNEL_SETTINGS.filled(read_channel_settings()),
                *(KNOWN_PEOPLE.filled(known), LINK_KEY.filled(link_key)),
                WAYS_BACK.filled(open_ways_back()),
            ),
        )


def with_doors(parts: Parts) -> Services:
    """Return what an application lends beyond a worker: who asks, and the doors between rooms."""
    presence, reported = AgencyPresence(parts.redis), ReportsOfIntake()
    folder = parts.services.of(SETTINGS).data_dir / FOLDER
    return parts.services.but(
        SUBJECTS.filled(SubjectCache(parts.units)),
        DESK_CODE.filled(DeskCode(folder)),
        THROTTLE.filled(RedisThrottle(parts.redis)),
        PRESENCE.filled(presence),
        AGENCY_CLIENTS.filled(presence),
        REPORTS.filled(reported),
        REPORTERS.filled(reported),
        TELLINGS.filled(reported),
        CALLS.filled(calls_of),
        LISTENER.filled(WordedAnswers()),
    )
