"""The engine modules of gauges."""

from dispatch.kernel.host.engine import Module
from intake.gauges.raise_alarms import RaiseAlarms
from intake.gauges.stale import StaleStations
from intake.pipeline.receive import ReceiveReports


def gauge_modules(receiver: ReceiveReports) -> list[Module]:
    """Return the modules that watch gauges, whatever brings their readings."""
    return [StaleStations(), RaiseAlarms(receiver)]
