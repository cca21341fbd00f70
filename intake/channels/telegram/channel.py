"""Telegram: the webhook of a bot, which repeats a secret word with every update."""

from types import MappingProxyType
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label, urgent_opens
from intake.channels.telegram.adapter import CHANNEL as NAME
from intake.channels.telegram.http import router
from intake.channels.telegram.settings import TelegramSettings

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
        }
    ),
)
