"""The engine modules of gauges."""

from dispatch.kernel.host.engine import Module
from dispatch.tasks.plan import FloodWatch
from intake.gauges.flood_plans import Cards, FloodPlans
from intake.gauges.raise_alarms import RaiseAlarms
from intake.gauges.stale import StaleStations
from intake.pipeline.receive import ReceiveReports


def gauge_modules(receiver: ReceiveReports, floods: FloodWatch, cards: Cards) -> list[Module]:
    """Return the modules that watch gauges, whatever brings their readings."""
    return [StaleStations(), RaiseAlarms(receiver), FloodPlans(floods, cards)]
