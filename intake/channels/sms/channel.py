"""SMS through the HTTP callback of a telephone gateway."""

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label
from intake.channels.sms.adapter import CHANNEL as NAME
from intake.channels.sms.http import router
from intake.channels.sms.settings import SmsSettings
from intake.reports.models import ChannelPolicy

CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="SMS", en="SMS"),
    routers=(router,),
    settings=SmsSettings,
    policies=(
        ChannelPolicy(
            channel=NAME,
            valid_from=datetime(2026, 1, 1, tzinfo=UTC),
            opens="typed",
            min_confidence=0.75,
            max_priority=2,
            reason="Only urgent, sure and located messages open an incident by themselves",
        ),
    ),
    limits=MappingProxyType({"/api/v1/channels/sms": None}),
    capabilities=frozenset(
        {Capability.TEXT, Capability.NUMBER, Capability.CONVERSATION, Capability.ANSWERS}
    ),
)
