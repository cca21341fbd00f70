"""The engine module that listens to gauges."""

import logging

from dispatch.kernel.host.engine import Module
from dispatch.kernel.host.settings import Settings
from intake.channels.flood.mqtt import ReadMqtt
from intake.pipeline.receive_items import ReceiveItems

_log = logging.getLogger(__name__)


def flood_modules(settings: Settings, items: ReceiveItems) -> list[Module]:
    """Return the modules; without MQTT_URL telemetry over MQTT is off, and says so."""
    if settings.mqtt_url is None:
        _log.warning("MQTT is off: MQTT_URL is not set; gauges can still send over HTTP")
        return []
    return [ReadMqtt(settings.mqtt_url, items)]
