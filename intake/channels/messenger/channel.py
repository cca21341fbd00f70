"""Messenger and the Facebook page: a webhook whose raw bytes the app secret signs."""

from types import MappingProxyType
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label, urgent_opens
from intake.channels.messenger.adapter import MessengerAdapter
from intake.channels.messenger.settings import MessengerSettings
from intake.channels.meta import meta_router

CHANNEL: Final = IntakeChannel(
    name="messenger",
    label=Label(id="Messenger dan Facebook", en="Messenger and Facebook"),
    routers=(meta_router(MessengerAdapter(), MessengerSettings),),
    settings=MessengerSettings,
    policies=(urgent_opens("messenger"),),
    limits=MappingProxyType({"/api/v1/channels/messenger": None}),
    capabilities=frozenset(
        {
            Capability.TEXT,
            Capability.PLACE,
            Capability.MEDIA,
            Capability.CONVERSATION,
            Capability.EDITS,
        }
    ),
)
