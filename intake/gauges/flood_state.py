"""The flood states of the city as run cards know them: each gauge speaks for the ground near it."""

from collections.abc import Sequence
from typing import Final

from dispatch.kernel.store.read_transaction import ReadTransaction
from intake.gauges.levels import Level
from intake.location.evidence import distance_m
from routing.value_object import value_object

# Where a profile does not say how far its river's ground reaches.
USUAL_REACH_M: Final = 2_000.0
# A silent gauge proves nothing, and a gauge without a place is one that is only replayed.
_LEVELS: Final = """
SELECT g.level, s.lat, s.lon, (
    SELECT (p.profile ->> 'reach_m')::double precision FROM gauge_profile p
    WHERE p.station_id = s.id AND p.valid_from <= g.heard_at ORDER BY p.valid_from DESC LIMIT 1
) AS reach_m
FROM gauge_state g JOIN gauge_station s ON s.id = g.station_id
WHERE s.active AND s.lat IS NOT NULL AND NOT g.silent ORDER BY s.id
"""


@value_object(kw_only=True)
class Watched:
    """One gauge that reports, and how far around it its level counts."""

    level: Level
    lat: float
    lon: float
    reach_m: float

    def holds(self, lat: float, lon: float) -> bool:
        """Whether the gauge speaks for a place."""
        return distance_m(self.lat, self.lon, lat, lon) <= self.reach_m


@value_object
class CityFloods:
    """The flood states of one moment."""

    gauges: Sequence[Watched] = ()

    def near(self, lat: float | None, lon: float | None) -> str | None:
        """Return the worst level around a place; of all gauges where no place is known."""
        levels = [
            gauge.level
            for gauge in self.gauges
            if lat is None or lon is None or gauge.holds(lat, lon)
        ]
        return max(levels).name if levels else None


async def load_floods(reading: ReadTransaction) -> CityFloods:
    """Return the canonical levels of the city's gauges that report."""
    return CityFloods(
        tuple(
            [
                Watched(
                    level=Level[row["level"]],
                    lat=row["lat"],
                    lon=row["lon"],
                    reach_m=row["reach_m"] or USUAL_REACH_M,
                )
                for row in await reading.fetch(_LEVELS)
            ]
        )
    )
