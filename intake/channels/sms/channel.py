"""SMS through the HTTP callback of a telephone gateway."""

from types import MappingProxyType
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label, urgent_opens
from intake.channels.sms.adapter import CHANNEL as NAME
from intake.channels.sms.http import router
from intake.channels.sms.settings import SmsSettings

CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="SMS", en="SMS"),
    routers=(router,),
    settings=SmsSettings,
    policies=(urgent_opens(NAME),),
    limits=MappingProxyType({"/api/v1/channels/sms": None}),
    capabilities=frozenset(
        {Capability.TEXT, Capability.NUMBER, Capability.CONVERSATION, Capability.ANSWERS}
    ),
)
