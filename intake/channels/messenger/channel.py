"""Messenger and the Facebook page: a webhook whose raw bytes the app secret signs."""

from types import MappingProxyType
from typing import Final

from dispatch.transports.meta import MetaSender
from intake.answers.ways import Answering
from intake.channels.base import Capability, IntakeChannel, Label, alone, secret_of, urgent_opens
from intake.channels.messenger.adapter import MessengerAdapter
from intake.channels.messenger.settings import MessengerAnswerSettings, MessengerSettings
from intake.channels.meta import meta_router


def _open(own: MessengerAnswerSettings) -> MetaSender | None:
    token = secret_of(own.access_token)
    if not (token and own.page_id):
        return None
    return MetaSender(own.page_id, token)


CHANNEL: Final = IntakeChannel(
    name="messenger",
    label=Label(id="Messenger dan Facebook", en="Messenger and Facebook"),
    routers=(meta_router(MessengerAdapter(), MessengerSettings),),
    settings=MessengerSettings,
    proof=("app_secret",),
    policies=(urgent_opens("messenger"),),
    limits=MappingProxyType({"/api/v1/channels/messenger": None}),
    capabilities=frozenset(
        {
            Capability.TEXT,
            Capability.PLACE,
            Capability.MEDIA,
            Capability.CONVERSATION,
            Capability.EDITS,
            Capability.ANSWERS,
        }
    ),
    answering=Answering(
        settings=MessengerAnswerSettings,
        open=_open,
        address=alone,
    ),
)
