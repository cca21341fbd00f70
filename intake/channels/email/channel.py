"""E-mail: letters that the city's mail server hands over with a token."""

from types import MappingProxyType
from typing import Final

from dispatch.transports.email import Mailer
from intake.answers.ways import Answering, Correspondent
from intake.channels.base import Capability, IntakeChannel, Label, secret_of, urgent_opens
from intake.channels.email.adapter import CHANNEL as NAME
from intake.channels.email.http import READ_MOST, router
from intake.channels.email.settings import EmailAnswerSettings


def _open(own: EmailAnswerSettings) -> Mailer | None:
    url = secret_of(own.smtp_url)
    if not (url and own.from_address):
        return None
    return Mailer(url, own.from_address, subject=own.subject)


def _address(who: Correspondent) -> str | None:
    return who.ref if who.ref and "@" in who.ref else None


CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="Surel", en="E-mail"),
    routers=(router,),
    takes_token=True,
    # A mail server tries for five days.
    policies=(urgent_opens(NAME, key_hours=144),),
    limits=MappingProxyType({"/api/v1/channels/email": READ_MOST}),
    capabilities=frozenset(
        {Capability.TEXT, Capability.MEDIA, Capability.CONVERSATION, Capability.ANSWERS}
    ),
    answering=Answering(settings=EmailAnswerSettings, open=_open, address=_address),
)
