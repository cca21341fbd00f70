"""Instagram: a webhook whose raw bytes the app secret signs."""

from types import MappingProxyType
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label, urgent_opens
from intake.channels.instagram.adapter import InstagramAdapter
from intake.channels.instagram.settings import InstagramSettings
from intake.channels.meta import meta_router

CHANNEL: Final = IntakeChannel(
    name="instagram",
    label=Label(id="Instagram", en="Instagram"),
    routers=(meta_router(InstagramAdapter(), InstagramSettings),),
    settings=InstagramSettings,
    policies=(urgent_opens("instagram"),),
    limits=MappingProxyType({"/api/v1/channels/instagram": None}),
    capabilities=frozenset(
        {Capability.TEXT, Capability.MEDIA, Capability.CONVERSATION, Capability.EDITS}
    ),
)
