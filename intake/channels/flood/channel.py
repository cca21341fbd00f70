"""Water level gauges over MQTT and HTTP; each station has a mapping profile of its own."""

from datetime import UTC, datetime
from typing import Final

from intake.channels.base import Capability, IntakeChannel, Label
from intake.channels.flood.http import router
from intake.channels.flood.modules import flood_modules
from intake.reports.models import ChannelPolicy

CHANNEL: Final = IntakeChannel(
    name="flood",
    label=Label(id="Pengukur tinggi air", en="Water level gauges"),
    routers=(router,),
    modules=flood_modules,
    takes_token=True,
    listens=lambda settings: settings.mqtt_url is not None,
    policies=(
        ChannelPolicy(
            channel="ews",
            valid_from=datetime(2026, 1, 1, tzinfo=UTC),
            opens="always",
            assigns="always",
            joins=True,
            reason="A river at its highest level is an order to BPBD at once; neighbouring gauges "
            "join one incident",
        ),
    ),
    capabilities=frozenset({Capability.READINGS, Capability.PLACE}),
)
