"""Gauges that say nothing, as alarms: a flood would not be seen there."""

from typing import Final

from dispatch.alarms.conditions import Condition
from dispatch.alarms.silences import id_of
from dispatch.kernel.store.read_transaction import ReadTransaction

GAUGE_SILENT: Final = "gauge_silent"
_PRIORITY: Final = 2
# A gauge without a place is one that is only replayed.
_SILENT: Final = """
SELECT s.name, s.id, g.heard_at FROM gauge_state g JOIN gauge_station s ON s.id = g.station_id
WHERE g.silent AND s.active AND s.lat IS NOT NULL
"""


async def silent_gauges(reading: ReadTransaction) -> list[Condition]:
    """Return the gauges that went silent, since they were last heard."""
    return [
        Condition(
            kind=GAUGE_SILENT,
            scope_id=id_of(GAUGE_SILENT, row["id"]),
            detail=row["name"],
            priority=_PRIORITY,
            since=row["heard_at"],
        )
        for row in await reading.fetch(_SILENT)
    ]
