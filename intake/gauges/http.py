"""Gauges over HTTP: their levels and their series."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
from dispatch.kernel.errors import NotFound
from dispatch.kernel.times import with_zone
from dispatch.kernel.web.http import Page, Read
from dispatch.kernel.web.view import View
from intake.gauges.view import GaugeView, load_gauges

router = APIRouter(tags=["gauges"])
_STATION_MAX = 64
Reader = Annotated[Subject, needs("gauge.read")]


@router.get("/gauges")
async def list_gauges(_: Reader, reading: Read) -> Page[GaugeView]:
    """List the gauges with their levels."""
    return Page(items=[item for item, _gone in await load_gauges(reading, None)])


class ReadingView(View):
    """One reading of a series."""

    at: datetime
    received_at: datetime
    level_cm: float
    rain_mm: float | None
    flags: list[str]


_SERIES = """
SELECT at, received_at, level_cm, rain_mm, flags FROM gauge_reading
WHERE station_id = $1 AND at >= coalesce($2, '-infinity'::timestamptz)
    AND at < coalesce($3, 'infinity'::timestamptz)
ORDER BY at DESC LIMIT $4
"""


@router.get("/gauges/{station_id}/readings")
async def list_readings(
    station_id: str,
    _: Reader,
    reading: Read,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> Page[ReadingView]:
    """Return the newest readings of a station, newest first."""
    known = station_id.replace("\0", "")
    if not await reading.fetchval("SELECT EXISTS (SELECT FROM gauge_station WHERE id = $1)", known):
        raise NotFound("gauge_station.not_found", id=known[:_STATION_MAX])
    records = await reading.fetch(_SERIES, known, with_zone(since), with_zone(until), limit)
    return Page(items=[ReadingView(**record) for record in records])
