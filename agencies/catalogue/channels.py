"""All ways to an agency, and what follows from their list."""

from collections.abc import Mapping
from typing import Final

from agencies.channels.base import AgencyChannel, Sender
from agencies.channels.portal.channel import CHANNEL as PORTAL
from agencies.channels.sms.channel import CHANNEL as SMS
from agencies.channels.webhook.channel import CHANNEL as WEBHOOK
from dispatch.kernel.host.settings import Settings

CHANNELS: Final[tuple[AgencyChannel, ...]] = (PORTAL, WEBHOOK, SMS)
BY_NAME: Final[Mapping[str, AgencyChannel]] = {channel.name: channel for channel in CHANNELS}
# On these an order waits until somebody looks; every other one reaches people by itself.
QUIET: Final = frozenset(channel.name for channel in CHANNELS if not channel.rings)


def open_sender(channel: AgencyChannel, settings: Settings) -> Sender:
    """Return a sender of one channel, with what the installation decided about it."""
    own = None if channel.settings is None else channel.settings()
    return channel.open(settings, own)


def open_senders(settings: Settings) -> dict[str, Sender]:
    """Return a sender of every channel, by its name."""
    return {channel.name: open_sender(channel, settings) for channel in CHANNELS}
