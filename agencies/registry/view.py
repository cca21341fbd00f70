"""Agencies as people see them, for HTTP and for the board."""

from collections.abc import Collection

from agencies.delivery.directory import list_channels
from agencies.registry.schemas import AgencyDetail, AgencyView
from dispatch.directory.models import AgencyRow
from dispatch.directory.read import list_agencies
from dispatch.directory.view import agency_view
from dispatch.kernel.store.read_transaction import ReadTransaction

_CLAIMS = """
SELECT service, area_codes, rank, basis, approximate, polygon IS NOT NULL AS by_polygon
FROM jurisdiction WHERE agency_id = $1 AND valid_to IS NULL ORDER BY service, rank
"""


async def load_agencies(
    reading: ReadTransaction, ids: Collection[str] | None = None, *, online: Collection[str] = ()
) -> list[AgencyView]:
    """Return agencies in the short form; `online` are those whose client is connected."""
    channels = await list_channels(reading)
    return [
        AgencyView(
            **agency_view(agency),
            channels=channels.get(agency.id, []),
            online=agency.id in online,
        )
        for agency in await list_agencies(reading, ids)
    ]


async def load_agency(
    reading: ReadTransaction, agency_id: str, *, online: bool, contacts: bool
) -> AgencyDetail | None:
    """Return one agency with its stations and jurisdictions, or None.

    The people who can be called are for the centre's own desks, not for another agency.
    """
    found = await load_agencies(reading, [agency_id], online=[agency_id] if online else [])
    row = await reading.find(AgencyRow, agency_id)
    if not found or row is None:
        return None
    stations = await reading.fetch(
        "SELECT name, lat, lon, error_m, source FROM station WHERE agency_id = $1 ORDER BY id",
        agency_id,
    )
    claims = await reading.fetch(_CLAIMS, agency_id)
    return AgencyDetail.model_validate(
        {
            **found[0].__dict__,
            "note": row.note,
            "source": row.source,
            "contacts": row.contacts if contacts else [],
            "stations": [dict(station) for station in stations],
            "jurisdictions": [dict(claim) for claim in claims],
        }
    )
