"""The channel of reports over our own interface; each names the way it came itself."""

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from intake.channels.api.http import READ_MAX, post_report, router
from intake.channels.base import Capability, IntakeChannel, Label
from intake.reports.models import ChannelPolicy

_PATH: Final = "/api/v1/reports"
_FROM: Final = datetime(2026, 1, 1, tzinfo=UTC)
CHANNEL: Final = IntakeChannel(
    name="api",
    label=Label(id="Sistem lain", en="Other systems"),
    routers=(router,),
    policies=(
        ChannelPolicy(
            channel="112",
            valid_from=_FROM,
            opens="typed",
            reason="A written report from the call system that is typed and located opens an "
            "incident; sending stays with the dispatcher, because most calls to a small 112 room "
            "are not real",
        ),
        ChannelPolicy(
            channel="drill",
            valid_from=_FROM,
            opens="always",
            assigns="always",
            heeds_duplicates=False,
            reason="Drills and load tests go through the whole chain",
        ),
    ),
    limits=MappingProxyType({_PATH: READ_MAX}),
    fast=MappingProxyType({("POST", _PATH): post_report}),
    capabilities=frozenset({Capability.TEXT, Capability.PLACE, Capability.NUMBER}),
)
