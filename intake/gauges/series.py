"""The series of one station: what it has already, and what is to be added, in two statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.gauges.device_clock import is_hopeless
from intake.gauges.models import StoredReading
from intake.gauges.reading import GaugeReading
from intake.gauges.stations import Station

_MINUTE = timedelta(minutes=1)
_KEY_LIVES: Final = timedelta(minutes=5)
_AGAIN: Final = "#"
_NUMBER_AND_TIME: Final = "@"
_KNOWN = """
SELECT reading_key, level_cm, received_at FROM gauge_reading
WHERE station_id = $1 AND reading_key = ANY($2::text[])
UNION
SELECT reading_key, level_cm, received_at FROM gauge_reading
WHERE station_id = $1 AND at > $3 AND position('#' IN reading_key) > 0
"""
_LATELY = """
SELECT count(*) FROM (
    SELECT FROM gauge_reading WHERE station_id = $1 AND at > $2 AND received_at > $2 LIMIT $3
) r
"""
_MOST_COUNTED = 100_000


@dataclass(slots=True)
class Series:
    """What is known under the keys of some readings, and the new rows.

    `crowd` is how many readings came within the last minute.
    """

    crowd: int
    replayed: bool
    known: dict[str, list[tuple[float, datetime]]] = field(default_factory=dict)
    new: list[StoredReading] = field(default_factory=list)

    def has(self, reading: GaugeReading, last_said: datetime | None) -> bool:
        """Whether this very reading came before.

        A time that the device's clock has left behind names a reading for ever. A counter that
        restarts, a clock that stands still or means nothing does so for minutes, and two levels are
        never one reading.
        """
        said = reading.sensor_at
        meaningless = is_hopeless(said, reading.received_at)
        # A key of a number and a time names a reading even while the clock stands still.
        stands_still = said == last_said and _NUMBER_AND_TIME not in reading.key
        names_it = self.replayed or not (meaningless or stands_still)
        return any(
            level_cm == reading.level_cm
            and (names_it or reading.received_at - received_at < _KEY_LIVES)
            for level_cm, received_at in self.known.get(reading.key, ())
        )

    def add(self, reading: GaugeReading) -> None:
        """Let the reading enter the series when it is written."""
        before = self.known.setdefault(reading.key, [])
        again = f"{_AGAIN}{reading.received_at.isoformat()}{_AGAIN}{len(before)}" if before else ""
        before.append((reading.level_cm, reading.received_at))
        self.crowd += 1
        self.new.append(
            StoredReading(
                station_id=reading.station_id,
                reading_key=f"{reading.key}{again}",
                at=reading.at,
                received_at=reading.received_at,
                sensor_at=reading.sensor_at,
                level_cm=reading.level_cm,
                rain_mm=reading.rain_mm,
                battery_v=reading.battery_v,
                label=reading.label,
                flags=list(reading.flags),
            )
        )

    async def write(self, uow: UnitOfWork) -> None:
        """Write the readings that were added."""
        for row in self.new:
            uow.add(row)
        self.new.clear()
        await uow.flush()


async def open_series(
    uow: UnitOfWork, station: Station, readings: Sequence[GaugeReading]
) -> Series:
    """Read what the series knows of these readings' keys; the station's state must be locked."""
    arrived_at = max(reading.received_at for reading in readings)
    keys = sorted({reading.key for reading in readings})
    crowd = await uow.fetchval(_LATELY, station.row.id, arrived_at - _MINUTE, _MOST_COUNTED)
    series = Series(crowd=crowd, replayed=station.profile.clock == "sensor")
    for row in await uow.fetch(_KNOWN, station.row.id, keys, arrived_at - 2 * _KEY_LIVES):
        key = row["reading_key"].partition(_AGAIN)[0]
        series.known.setdefault(key, []).append((row["level_cm"], row["received_at"]))
    return series
