"""All ways in, and what follows from their list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic_settings import BaseSettings
from starlette.routing import compile_path

from dispatch.kernel.city import City
from dispatch.kernel.host.engine import Module
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.web.body_limit import Wider
from dispatch.kernel.web.fast_lane import Fast
from intake.answers.ways import WayBack
from intake.calls.call_event import CallEvent
from intake.calls.take_event import receive_call_event
from intake.channels.api.channel import CHANNEL as API
from intake.channels.base import Capability, IntakeChannel
from intake.channels.cti.channel import CHANNEL as CTI
from intake.channels.cyber_patrol.channel import CHANNEL as CYBER_PATROL
from intake.channels.email.channel import CHANNEL as EMAIL
from intake.channels.flood.channel import CHANNEL as FLOOD
from intake.channels.instagram.channel import CHANNEL as INSTAGRAM
from intake.channels.messenger.channel import CHANNEL as MESSENGER
from intake.channels.sms.channel import CHANNEL as SMS
from intake.channels.telegram.channel import CHANNEL as TELEGRAM
from intake.channels.walk_in.channel import CHANNEL as WALK_IN
from intake.channels.website.channel import CHANNEL as WEBSITE
from intake.channels.whatsapp.channel import CHANNEL as WHATSAPP
from intake.channels.x.channel import CHANNEL as X
from intake.gauges.delivery import GaugeDelivery, receive_delivery
from intake.journal.keep import Journalled
from intake.pipeline.receive_items import ReceiveItems, Receiver
from intake.reports.models import ChannelPolicy

CHANNELS: Final[tuple[IntakeChannel, ...]] = (
    *(API, CTI, WHATSAPP, SMS, FLOOD),
    *(MESSENGER, INSTAGRAM, TELEGRAM, X, EMAIL),
    *(WEBSITE, WALK_IN, CYBER_PATROL),
)
# Who receives the kinds of items that nouns of intake add: a call's event, a gauge's reading.
RECEIVERS: Final[Mapping[type[Any], Receiver]] = {
    CallEvent: receive_call_event,
    GaugeDelivery: receive_delivery,
}

# What they bring goes on from what came before: it is sent again one after the other.
_GOES_ON: Final = frozenset(
    {Capability.CONVERSATION, Capability.EDITS, Capability.CALLS, Capability.READINGS}
)


def journalled_requests() -> list[Journalled]:
    """Return the requests by which channels bring what people say."""
    return [
        Journalled(
            frozenset(route.methods or ()),
            compile_path(before + route.path)[0],
            one.tell,
            apart=not one.capabilities & _GOES_ON,
        )
        for one in CHANNELS
        for before, routers in (("/api/v1", one.routers), ("", one.pages))
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
    ]


def channel_routers() -> list[APIRouter]:
    """Return the routers of all channels."""
    return [router for channel in CHANNELS for router in channel.routers]


def channel_pages() -> list[APIRouter]:
    """Return the pages of all channels."""
    return [router for channel in CHANNELS for router in channel.pages]


def channel_limits() -> list[Wider]:
    """Return the largest body by path, where it is not the usual one."""
    return [Wider(path, limit) for channel in CHANNELS for path, limit in channel.limits.items()]


def fast_endpoints() -> list[Fast]:
    """Return the endpoints that are answered before routing."""
    return [
        Fast(method, path, endpoint)
        for channel in CHANNELS
        for (method, path), endpoint in channel.fast.items()
    ]


def channel_modules(settings: Settings, items: ReceiveItems) -> list[Module]:
    """Return what channels do again and again: listen, fetch, send."""
    return [
        module
        for channel in CHANNELS
        if channel.modules is not None
        for module in channel.modules(settings, items)
    ]


def open_ways_back() -> dict[str, WayBack]:
    """Open a sender for every channel by which this installation can answer."""
    ways = {}
    for channel in CHANNELS:
        answering = channel.answering
        sender = None if answering is None else answering.open(answering.settings())
        if answering is not None and sender is not None:
            ways[channel.name] = WayBack(answering=answering, sender=sender)
    return ways


def read_channel_settings() -> dict[type[BaseSettings], BaseSettings]:
    """Read every channel's own settings from the environment."""
    kinds = [channel.settings for channel in CHANNELS if channel.settings is not None]
    return {kind: kind() for kind in kinds}


def decided_policies(entries: Sequence[Mapping[str, Any]]) -> list[ChannelPolicy]:
    """Return a city's own policies.

    That findings are verified is not lost by saying nothing: it stays unless the city says it does
    not.
    """
    verified = {
        policy.channel
        for channel in CHANNELS
        for policy in channel.policies
        if policy.verified_by_person
    }
    said: list[dict[str, Any]] = [
        {"verified_by_person": entry["channel"] in verified, **entry} for entry in entries
    ]
    return [
        ChannelPolicy(**entry | {"valid_from": datetime.fromisoformat(entry["valid_from"])})
        for entry in said
    ]


async def load_channel_policies(uow: UnitOfWork, city: City) -> int:
    """Add the policies that are not there yet; return how many were added.

    What a city decides of a channel stands in the place of what the channel proposes.
    """
    decided = decided_policies(city.read("channel_policies", []))
    channels = {policy.channel for policy in decided}
    proposed = [
        policy.model_copy()
        for channel in CHANNELS
        for policy in channel.policies
        if policy.channel not in channels
    ]
    added = 0
    for policy in (*decided, *proposed):
        if await uow.look(ChannelPolicy, *policy.key()) is None:
            uow.add(policy)
            added += 1
    return added
