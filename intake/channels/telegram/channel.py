"""Telegram: the webhook of a bot, which repeats a secret word with every update."""

from types import MappingProxyType
from typing import Final

from dispatch.transports.telegram import TelegramBot
from intake.answers.ways import Answering, Correspondent
from intake.channels.base import Capability, IntakeChannel, Label, secret_of, urgent_opens
from intake.channels.telegram.adapter import CHANNEL as NAME
from intake.channels.telegram.http import router
from intake.channels.telegram.settings import TelegramAnswerSettings, TelegramSettings


def _open(own: TelegramAnswerSettings) -> TelegramBot | None:
    token = secret_of(own.bot_token)
    return TelegramBot(token) if token else None


def _address(who: Correspondent) -> str | None:
    """Return the chat of somebody who wrote alone: elsewhere a room stands before his id."""
    return who.ref if who.ref and who.conversation_id == who.ref else None


CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="Telegram", en="Telegram"),
    routers=(router,),
    settings=TelegramSettings,
    policies=(urgent_opens(NAME),),
    limits=MappingProxyType({"/api/v1/channels/telegram": None}),
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
    answering=Answering(settings=TelegramAnswerSettings, open=_open, address=_address),
)
