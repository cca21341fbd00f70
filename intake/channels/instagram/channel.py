"""Instagram: a webhook whose raw bytes the app secret signs."""

from types import MappingProxyType
from typing import Final

from dispatch.transports.meta import MetaSender
from intake.answers.ways import Answering
from intake.channels.base import Capability, IntakeChannel, Label, alone, secret_of, urgent_opens
from intake.channels.instagram.adapter import InstagramAdapter
from intake.channels.instagram.settings import InstagramAnswerSettings, InstagramSettings
from intake.channels.meta import meta_router


def _open(own: InstagramAnswerSettings) -> MetaSender | None:
    token = secret_of(own.access_token)
    if not (token and own.account_id):
        return None
    return MetaSender(own.account_id, token)


CHANNEL: Final = IntakeChannel(
    name="instagram",
    label=Label(id="Instagram", en="Instagram"),
    routers=(meta_router(InstagramAdapter(), InstagramSettings),),
    settings=InstagramSettings,
    proof=("app_secret",),
    policies=(urgent_opens("instagram"),),
    limits=MappingProxyType({"/api/v1/channels/instagram": None}),
    capabilities=frozenset(
        {
            Capability.TEXT,
            Capability.MEDIA,
            Capability.CONVERSATION,
            Capability.EDITS,
            Capability.ANSWERS,
        }
    ),
    answering=Answering(
        settings=InstagramAnswerSettings,
        open=_open,
        address=alone,
    ),
)
