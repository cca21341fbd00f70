"""Gauges as the board and the API show them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from dispatch.kernel.store.read_transaction import Columns, ReadTransaction
from dispatch.kernel.web.view import View
from intake.gauges.levels import Level

# A series that is only replayed appears once it is: nobody waits for it.
_SELECT = """
SELECT s.id, s.name, s.river, s.lat, s.lon, s.active, g.shown, p.alarms FROM gauge_station s
LEFT JOIN gauge_state g ON g.station_id = s.id
LEFT JOIN LATERAL (
    SELECT coalesce((profile ->> 'alarms')::boolean, true) AS alarms FROM gauge_profile
    WHERE station_id = s.id ORDER BY valid_from DESC LIMIT 1
) p ON true
WHERE ($1::text[] IS NULL AND s.active AND (p.alarms OR g.shown_at IS NOT NULL)) OR s.id = ANY($1)
ORDER BY s.id
"""


class GaugeView(View):
    """A gauge. `stale` says that nothing is known of it now; its last level stays, with its age."""

    station_id: str
    name: str
    station_name: str
    river: str | None
    level: str
    level_cm: float | None
    rate_cm_h: float | None
    reading_at: datetime | None
    stale: bool
    lat: float | None
    lon: float | None


def gauge_view(row: Columns) -> GaugeView:
    """Return the view of a station's row with what is shown of its state."""
    shown: dict[str, Any] = row["shown"] or {}
    at = shown.get("reading_at")
    return GaugeView(
        station_id=row["id"],
        name=row["name"],
        station_name=row["name"],
        river=row["river"],
        level=shown.get("level", Level.UNKNOWN.name),
        level_cm=shown.get("level_cm"),
        rate_cm_h=shown.get("rate_cm_h"),
        reading_at=None if at is None else datetime.fromisoformat(at),
        stale=shown.get("silent", True),
        lat=row["lat"],
        lon=row["lon"],
    )


async def load_gauges(
    reading: ReadTransaction, ids: Collection[str] | None
) -> list[tuple[GaugeView, bool]]:
    """Return gauges with whether each is gone from the board; with None those that are on it."""
    records = await reading.fetch(_SELECT, None if ids is None else list(ids))
    return [(gauge_view(record), not record["active"]) for record in records]
