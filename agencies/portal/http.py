"""The agency's inbox over HTTP.

Reading is the proof of delivery; the answers go to `/tasks/{id}/...`.
"""

import logging
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from agencies.portal.inbox import (
    find_order,
    is_news,
    is_taken,
    list_live,
    list_recalls,
    mark_delivered,
    with_others,
)
from agencies.portal.presence import PRESENCE, AgencyPresence
from agencies.portal.reporters import REPORTERS, Reporters
from agencies.portal.schemas import ContactView, PortalInbox, PortalTaskDetail
from dispatch.access.guards import needs, note_read
from dispatch.access.subject import Subject
from dispatch.kernel.errors import Conflict, Forbidden, NotFound
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.web.http import TheUnits

router = APIRouter(prefix="/portal", tags=["portal"])
MayRead = Annotated[Subject, needs("portal.read")]
_log = logging.getLogger(__name__)


async def own_agency(
    subject: MayRead, presence: Annotated[AgencyPresence, Depends(PRESENCE)]
) -> str:
    """Return the agency of the subject and note that its client is there."""
    if subject.agency_id is None:
        raise Forbidden("forbidden", why="no_agency")
    await presence.touch(subject.agency_id)
    return subject.agency_id


OwnAgency = Annotated[str, Depends(own_agency)]


async def _delivered(units: Units, subject: Subject, records: list[dict[str, Any]]) -> bool:
    news = [record for record in records if is_news(record)]
    if not news:
        return False
    try:
        async with units.begin(subject.actor) as uow:
            await mark_delivered(uow, news)
    except Conflict:
        # The agency must see its orders now; the next read proves the delivery.
        _log.warning(
            "the inbox was read while somebody changed it; the delivery is recorded at the next"
            " read"
        )
        return False
    return True


@router.get("/tasks")
async def list_portal_tasks(
    subject: MayRead,
    agency_id: OwnAgency,
    units: TheUnits,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> PortalInbox:
    """List the agency's live orders, the most urgent first, and those that were taken back.

    Reading orders marks them as delivered; that one was taken back must be acknowledged.
    """
    async with units.reading() as reading:
        records = await list_live(reading, agency_id, limit)
        items = await with_others(reading, agency_id, records)
        recalls = await with_others(reading, agency_id, await list_recalls(reading, agency_id))
    if await _delivered(units, subject, records):
        async with units.reading() as reading:
            items = await with_others(
                reading, agency_id, await list_live(reading, agency_id, limit)
            )
    return PortalInbox(items=items, recalls=recalls)


@router.get("/tasks/{task_id}")
async def read_portal_task(
    task_id: UUID,
    subject: MayRead,
    agency_id: OwnAgency,
    units: TheUnits,
    reporters: Annotated[Reporters, Depends(REPORTERS)],
) -> PortalTaskDetail:
    """Read one order of the agency.

    Once a human there has taken it, with the reporters, and that is written down.
    """
    async with units.reading() as reading:
        record = await find_order(reading, agency_id, task_id)
    if record is None:
        raise NotFound("task.not_found", id=task_id)
    await _delivered(units, subject, [record])
    async with units.begin(subject.actor) as uow:
        record = await find_order(uow, agency_id, task_id) or record
        [item] = await with_others(uow, agency_id, [record], unmasked=True)
        contacts = None
        if is_taken(record):
            found = await reporters.reporters_of(uow, record["incident_id"])
            contacts = [ContactView(name=name, phone=phone) for name, phone in found]
            note_read(uow, verb="portal.read", noun="incident", noun_id=str(record["incident_id"]))
    return PortalTaskDetail(**item.__dict__, reporters=contacts)
