"""Engine module: a gauge that says nothing is at fault, and its silence never means "normal"."""

from datetime import datetime

from dispatch.kernel.store.unit_of_work import Units
from intake.gauges.models import GaugeStateRow
from intake.gauges.receive_readings import silence
from intake.gauges.stations import find_station

_DUE = """
SELECT station_id FROM gauge_state
WHERE NOT silent AND stale_at <= $1 ORDER BY stale_at LIMIT 100
"""


class StaleStations:
    """The engine module that records, once, that a gauge went silent."""

    name = "stale_stations"
    every_s = 10.0
    time_limit_s = 30.0
    woken = False

    async def run_once(self, units: Units, now: datetime) -> int:
        """Silence the gauges whose time is over, each in a transaction of its own."""
        async with units.reading() as reading:
            due = [record["station_id"] for record in await reading.fetch(_DUE, now)]
        done = 0
        for station_id in due:
            async with units.begin("system:gauges") as uow:
                row = await uow.get(GaugeStateRow, station_id)
                station = await find_station(uow, station_id, now)
                # It may have spoken between the two transactions.
                if station is not None and not row.silent and row.stale_at <= now:
                    await silence(uow, row, station, at=row.stale_at, cause="silent")
                    done += 1
        return done
