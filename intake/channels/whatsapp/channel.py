"""WhatsApp by the Business Cloud API: a webhook whose raw bytes the app secret signs."""

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label
from intake.channels.whatsapp.http import router
from intake.channels.whatsapp.settings import WhatsAppSettings
from intake.reports.models import ChannelPolicy

CHANNEL: Final = IntakeChannel(
    name="whatsapp",
    label=Label(id="WhatsApp", en="WhatsApp"),
    routers=(router,),
    settings=WhatsAppSettings,
    policies=(
        ChannelPolicy(
            channel="whatsapp",
            valid_from=datetime(2026, 1, 1, tzinfo=UTC),
            opens="typed",
            min_confidence=0.75,
            max_priority=2,
            # The network delivers again for up to seven days.
            key_hours=240,
            reason="Only urgent, sure and located messages open an incident by themselves",
        ),
    ),
    limits=MappingProxyType({"/api/v1/channels/whatsapp": None}),
    capabilities=frozenset(
        {
            Capability.TEXT,
            Capability.PLACE,
            Capability.MEDIA,
            Capability.NUMBER,
            Capability.CONVERSATION,
            Capability.EDITS,
        }
    ),
)
