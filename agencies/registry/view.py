"""Agencies as JSON-able items, for HTTP and for the board."""

from collections.abc import Collection
from typing import Any

from agencies.delivery.directory import list_channels
from dispatch.kernel.store.reading import Reading

_AGENCIES = """
SELECT id, name, short_name, services, phone, active, note, source FROM agency
WHERE $1::text[] IS NULL OR id = ANY($1) ORDER BY id
"""
_SHORT = ("id", "name", "short_name", "services", "phone", "active")


async def load_agencies(
    reading: Reading, ids: Collection[str] | None = None, *, online: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return agencies in the short form; `online` are those whose client is connected."""
    rows = await reading.fetch(_AGENCIES, None if ids is None else list(ids))
    channels = await list_channels(reading)
    return [
        {
            **{name: row[name] for name in _SHORT},
            "channels": channels.get(row["id"], []),
            "online": row["id"] in online,
        }
        for row in rows
    ]


async def load_agency(reading: Reading, agency_id: str, *, online: bool) -> dict[str, Any] | None:
    """Return one agency with its stations and jurisdictions, or None."""
    found = await load_agencies(reading, [agency_id], online=[agency_id] if online else [])
    if not found:
        return None
    more = await reading.fetchrow("SELECT note, source FROM agency WHERE id = $1", agency_id)
    stations = await reading.fetch(
        "SELECT name, lat, lon, error_m, source FROM station WHERE agency_id = $1 ORDER BY id",
        agency_id,
    )
    claims = await reading.fetch(
        "SELECT service, area_codes, rank, basis, approximate, polygon IS NOT NULL AS by_polygon FROM jurisdiction"
        " WHERE agency_id = $1 AND valid_to IS NULL ORDER BY service, rank",
        agency_id,
    )
    lists = {
        "stations": [dict(row) for row in stations],
        "jurisdictions": [dict(row) for row in claims],
    }
    return {**found[0], **dict(more or {}), **lists}
