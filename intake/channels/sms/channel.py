"""SMS through the HTTP callback of a telephone gateway."""

from types import MappingProxyType
from typing import Final

from dispatch.transports.sending import segments
from dispatch.transports.sms import SmsGateway, SmsSendingSettings
from intake.answers.ways import Answering
from intake.channels.base import Capability, IntakeChannel, Label, secret_of, urgent_opens
from intake.channels.sms.adapter import CHANNEL as NAME
from intake.channels.sms.http import router
from intake.channels.sms.settings import SmsSettings


def _open(own: SmsSendingSettings) -> SmsGateway | None:
    url = secret_of(own.send_url)
    return SmsGateway(url) if url else None


CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="SMS", en="SMS"),
    routers=(router,),
    settings=SmsSettings,
    takes_token=True,
    policies=(urgent_opens(NAME),),
    limits=MappingProxyType({"/api/v1/channels/sms": None}),
    capabilities=frozenset(
        {Capability.TEXT, Capability.NUMBER, Capability.CONVERSATION, Capability.ANSWERS}
    ),
    answering=Answering(
        settings=SmsSendingSettings,
        open=_open,
        address=lambda who: who.phone,
        parts=segments,
        to_numbers=True,
    ),
)
