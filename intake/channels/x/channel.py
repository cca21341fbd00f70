"""X: a webhook that the app's secret signs, and files of posts."""

from types import MappingProxyType
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label, urgent_opens
from intake.channels.x.adapter import CHANNEL as NAME
from intake.channels.x.http import router
from intake.channels.x.settings import XSettings

CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="X", en="X"),
    routers=(router,),
    settings=XSettings,
    takes_token=True,
    policies=(urgent_opens(NAME),),
    limits=MappingProxyType({"/api/v1/channels/x": None}),
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
