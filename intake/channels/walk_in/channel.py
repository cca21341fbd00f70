"""The counter of the public service hall (Mal Pelayanan Publik)."""

from datetime import UTC, datetime
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label
from intake.channels.walk_in.adapter import CHANNEL as NAME
from intake.channels.walk_in.http import router
from intake.reports.models import ChannelPolicy

CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="Loket pelayanan", en="Service counter"),
    routers=(router,),
    policies=(
        ChannelPolicy(
            channel=NAME,
            valid_from=datetime(2026, 1, 1, tzinfo=UTC),
            opens="typed",
            min_confidence=0.75,
            max_priority=2,
            reason="As a messenger: only urgent, sure and located reports",
        ),
    ),
    capabilities=frozenset({Capability.TEXT, Capability.PLACE, Capability.NUMBER}),
)
