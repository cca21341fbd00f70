"""WhatsApp by the Business Cloud API: a webhook whose raw bytes the app secret signs."""

from types import MappingProxyType
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label, urgent_opens
from intake.channels.meta import meta_router
from intake.channels.whatsapp.adapter import WhatsAppAdapter
from intake.channels.whatsapp.settings import WhatsAppSettings

CHANNEL: Final = IntakeChannel(
    name="whatsapp",
    label=Label(id="WhatsApp", en="WhatsApp"),
    routers=(meta_router(WhatsAppAdapter(), WhatsAppSettings),),
    settings=WhatsAppSettings,
    # The network delivers again for up to seven days.
    policies=(urgent_opens("whatsapp", key_hours=240),),
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
