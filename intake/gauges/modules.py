"""The engine modules of flood telemetry."""

import logging

from dispatch.kernel.host.engine import Module
from dispatch.kernel.host.settings import Settings
from intake.channels.flood.mqtt import ReadMqtt
from intake.gauges.raise_alarms import RaiseAlarms
from intake.gauges.stale import StaleStations
from intake.pipeline.receive import ReceiveReports

_log = logging.getLogger(__name__)


def flood_modules(settings: Settings, receiver: ReceiveReports) -> list[Module]:
    """Return the modules; without MQTT_URL telemetry over MQTT is off, and says so."""
    modules: list[Module] = [StaleStations(), RaiseAlarms(receiver)]
    if settings.mqtt_url is None:
        _log.warning("MQTT is off: MQTT_URL is not set; gauges can still send over HTTP")
        return modules
    return [*modules, ReadMqtt(settings.mqtt_url)]
