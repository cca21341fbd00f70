"""WhatsApp by the Business Cloud API: a webhook whose raw bytes the app secret signs."""

from types import MappingProxyType
from typing import Any, Final

from dispatch.transports.meta import MessageForm, MetaSender
from intake.answers.ways import Answering, Correspondent
from intake.channels.base import Capability, IntakeChannel, Label, secret_of, urgent_opens
from intake.channels.meta import meta_router
from intake.channels.whatsapp.adapter import WhatsAppAdapter
from intake.channels.whatsapp.settings import WhatsAppAnswerSettings, WhatsAppSettings


def _to_number(to: str, text: str) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": to.removeprefix("+"),
        "type": "text",
        "text": {"preview_url": False, "body": text},
    }


TO_NUMBER: Final = MessageForm(_to_number, ("messages", 0, "id"))


def _open(own: WhatsAppAnswerSettings) -> MetaSender | None:
    token = secret_of(own.access_token)
    if not (token and own.phone_number_id):
        return None
    return MetaSender(own.phone_number_id, token, form=TO_NUMBER)


def _address(who: Correspondent) -> str | None:
    """Return the number of somebody who wrote alone: in a group he is known by more."""
    is_alone = (who.conversation_id or "").count(":") <= 1
    return who.phone if is_alone else None


CHANNEL: Final = IntakeChannel(
    name="whatsapp",
    label=Label(id="WhatsApp", en="WhatsApp"),
    routers=(meta_router(WhatsAppAdapter(), WhatsAppSettings),),
    settings=WhatsAppSettings,
    proof=("app_secret",),
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
            Capability.ANSWERS,
        }
    ),
    answering=Answering(
        settings=WhatsAppAnswerSettings,
        open=_open,
        address=_address,
    ),
)
