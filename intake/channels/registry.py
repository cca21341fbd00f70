"""All ways in, and what follows from their list."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from pydantic_settings import BaseSettings

from dispatch.kernel.host.engine import Module
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.web.fast_lane import Endpoint
from intake.channels.api.channel import CHANNEL as API
from intake.channels.base import IntakeChannel
from intake.channels.cti.channel import CHANNEL as CTI
from intake.channels.flood.channel import CHANNEL as FLOOD
from intake.channels.whatsapp.channel import CHANNEL as WHATSAPP
from intake.pipeline.receive_items import ReceiveItems, Receiver
from intake.reports.models import ChannelPolicy

CHANNELS: Final[tuple[IntakeChannel, ...]] = (API, CTI, WHATSAPP, FLOOD)
# Who receives the kinds of items that nouns of intake add: a call's event, a gauge's reading.
RECEIVERS: Final[Mapping[type[Any], Receiver]] = {}


def channel_routers() -> list[APIRouter]:
    """Return the routers of all channels."""
    return [router for channel in CHANNELS for router in channel.routers]


def channel_limits(settings: Settings) -> dict[str, int]:
    """Return the largest body by path, where it is not the usual one."""
    return {
        path: settings.webhook_body_limit_bytes if limit is None else limit
        for channel in CHANNELS
        for path, limit in channel.limits.items()
    }


def fast_endpoints() -> dict[tuple[str, str], Endpoint]:
    """Return the endpoints that are answered before routing."""
    return {key: endpoint for channel in CHANNELS for key, endpoint in channel.fast.items()}


def channel_modules(settings: Settings, items: ReceiveItems) -> list[Module]:
    """Return what channels do again and again: listen, fetch, send."""
    return [
        module
        for channel in CHANNELS
        if channel.modules is not None
        for module in channel.modules(settings, items)
    ]


def read_channel_settings() -> dict[type[BaseSettings], BaseSettings]:
    """Read every channel's own settings from the environment."""
    kinds = [channel.settings for channel in CHANNELS if channel.settings is not None]
    return {kind: kind() for kind in kinds}


async def load_channel_policies(uow: UnitOfWork) -> int:
    """Add the shipped policies that are not there yet; return how many were added."""
    added = 0
    for channel in CHANNELS:
        for policy in channel.policies:
            if await uow.look(ChannelPolicy, *policy.key()) is None:
                uow.add(policy.model_copy())
                added += 1
    return added
