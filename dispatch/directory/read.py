"""Ask which agencies there are and whether they may be asked."""

from collections.abc import Collection, Sequence
from typing import Final

from dispatch.directory.models import AgencyRow
from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.store.event_log import Event
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import UnitOfWork

_LIST: Final = "SELECT * FROM agency WHERE $1::text[] IS NULL OR id = ANY($1) ORDER BY id"
_IN_SERVICE: Final = "SELECT id FROM agency WHERE id = ANY($1::text[]) AND active"
OTHER_SERVICE: Final = "other"


async def list_agencies(
    reading: ReadTransaction, ids: Collection[str] | None = None, *, only_active: bool = False
) -> list[AgencyRow]:
    """Return the agencies with `ids`, or all of them, in the order of their ids."""
    rows = await reading.fetch(_LIST, None if ids is None else list(ids))
    found = [AgencyRow.model_validate(dict(row)) for row in rows]
    return [agency for agency in found if agency.active or not only_active]


async def find_name(reading: ReadTransaction, agency_id: str) -> str | None:
    """Return the agency's name, or None when there is no such agency."""
    agency = await reading.find(AgencyRow, agency_id)
    return None if agency is None else agency.name


async def first_service(reading: ReadTransaction, agency_id: str) -> str:
    """Return what the agency is asked for when nobody says: the first of its services."""
    agency = await reading.find(AgencyRow, agency_id)
    return OTHER_SERVICE if agency is None or not agency.services else agency.services[0]


async def keep_in_service(reading: ReadTransaction, ids: Sequence[str]) -> list[str]:
    """Return those of `ids` that may still be asked, in the same order.

    A plan may be older than the change that took an agency out of service.
    """
    active = {row["id"] for row in await reading.fetch(_IN_SERVICE, list(ids))}
    return [agency_id for agency_id in ids if agency_id in active]


async def check_in_service(reading: ReadTransaction, agency_id: str) -> None:
    """Refuse an unknown agency (`agency.unknown`) or one out of service (`agency.inactive`)."""
    agency = await reading.find(AgencyRow, agency_id)
    if agency is None:
        raise Invalid("agency.unknown", id=agency_id)
    if not agency.active:
        raise Conflict("agency.inactive", id=agency_id)


async def refuse_unknown_agency(uow: UnitOfWork, event: Event) -> None:
    """Refuse the work when the agency that its fact names does not exist (`agency.unknown`).

    Whoever may sign in for an agency is decided in `access`, which knows no agencies.
    """
    if event.agency_id is not None and await uow.find(AgencyRow, event.agency_id) is None:
        raise Invalid("agency.unknown", id=event.agency_id)
