"""E-mail: letters that the city's mail server hands over with a token."""

from types import MappingProxyType
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label, urgent_opens
from intake.channels.email.adapter import CHANNEL as NAME
from intake.channels.email.http import READ_MOST, router

CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="Surel", en="E-mail"),
    routers=(router,),
    # A mail server tries for five days.
    policies=(urgent_opens(NAME, key_hours=144),),
    limits=MappingProxyType({"/api/v1/channels/email": READ_MOST}),
    capabilities=frozenset({Capability.TEXT, Capability.MEDIA, Capability.CONVERSATION}),
)
