"""The flood state of the city as run cards know it: the worst level of its gauges."""

from dispatch.kernel.store.reading import Reading
from intake.gauges.levels import Level

# A silent gauge proves nothing, and a gauge without a place is one that is only replayed.
_LEVELS = """
SELECT DISTINCT g.level FROM gauge_state g JOIN gauge_station s ON s.id = g.station_id
WHERE s.active AND s.lat IS NOT NULL AND NOT g.silent
"""


async def load_flood_state(reading: Reading) -> str | None:
    """Return the worst canonical level among the city's gauges that report; None when none does."""
    levels = [Level[row["level"]] for row in await reading.fetch(_LEVELS)]
    return max(levels).name if levels else None
