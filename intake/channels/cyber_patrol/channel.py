"""The cyber patrol of the city."""

from datetime import UTC, datetime
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label
from intake.channels.cyber_patrol.adapter import CHANNEL as NAME
from intake.channels.cyber_patrol.http import router
from intake.reports.models import ChannelPolicy

_A_YEAR_IN_MINUTES: Final = 525_600

CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="Patroli siber", en="Cyber patrol"),
    routers=(router,),
    policies=(
        ChannelPolicy(
            channel=NAME,
            valid_from=datetime(2026, 1, 1, tzinfo=UTC),
            opens="never",
            verified_by_person=True,
            conversation_minutes=_A_YEAR_IN_MINUTES,
            reason="Second-hand: a second person verifies it before anything is opened; the same "
            "post found again goes on with its report however late",
        ),
    ),
    capabilities=frozenset({Capability.TEXT, Capability.PLACE}),
)
