"""The public form: the page `/lapor`, and reports as JSON from other pages of the city."""

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label
from intake.channels.website.adapter import CHANNEL as NAME
from intake.channels.website.http import READ_MAX, page, router, tell
from intake.channels.website.page import PATH
from intake.reports.models import ChannelPolicy

CHANNEL: Final = IntakeChannel(
    name=NAME,
    label=Label(id="Situs web", en="Website"),
    routers=(router,),
    pages=(page,),
    tell=tell,
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
    limits=MappingProxyType({PATH: READ_MAX, "/api/v1/channels/website/reports": READ_MAX}),
    capabilities=frozenset({Capability.TEXT, Capability.PLACE, Capability.NUMBER}),
)
