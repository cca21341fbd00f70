"""The telephone by the neutral CTI contract: events with a bearer token of scope `cti`."""

from datetime import UTC, datetime
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label
from intake.channels.cti.http import router
from intake.reports.models import ChannelPolicy

CHANNEL: Final = IntakeChannel(
    name="cti",
    label=Label(id="Telepon 112", en="Telephone 112"),
    routers=(router,),
    takes_token=True,
    policies=(
        ChannelPolicy(
            channel="cti",
            valid_from=datetime(2026, 1, 1, tzinfo=UTC),
            reason="A ringing call says nothing yet: a human answers it",
        ),
    ),
    capabilities=frozenset({Capability.CALLS, Capability.NUMBER, Capability.PLACE}),
)
