"""Incidents over HTTP: the same picture as on the board."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from dispatch.access.guards import needs, note_read
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.board.incident_view import IncidentPicture, agencies_of, load_incidents, narrow
from dispatch.incidents.lifecycle import OPEN
from dispatch.incidents.models import Incident
from dispatch.incidents.schemas import IncidentFilters
from dispatch.kernel.errors import NotFound
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import with_zone
from dispatch.kernel.web.http import Page, Read, TheUnits, decode_cursor, encode_cursor

router = APIRouter(prefix="/incidents", tags=["incidents"])
MayRead = Annotated[Subject, needs("incident.read")]


async def settled_view(uow: UnitOfWork, incident: Incident) -> IncidentPicture:
    """Run the reactions to the facts so far and return the incident as it will be."""
    await uow.settle()
    [picture] = await load_incidents(uow, [incident.id])
    return picture


_LIST = """
SELECT id, opened_at FROM incident i
WHERE ($1::text[] IS NULL OR state = ANY($1)) AND ($2::text IS NULL OR type = $2)
    AND ($3::int IS NULL OR priority = $3)
    AND ($4::text IS NULL OR EXISTS (SELECT FROM task t WHERE t.incident_id = i.id
        AND t.agency_id = $4))
    AND ($5::text IS NULL OR area_code = $5 OR area_code LIKE $5 || '.%')
    AND ($6::timestamptz IS NULL OR opened_at >= $6) AND ($7::timestamptz IS NULL OR opened_at < $7)
    AND ($8::timestamptz IS NULL OR (opened_at, id) < ($8, $9))
    AND ($10::text IS NULL OR EXISTS (SELECT FROM task t WHERE t.incident_id = i.id
        AND t.agency_id = $10))
ORDER BY opened_at DESC, id DESC LIMIT $11
"""


def _states(state: str | None) -> list[str] | None:
    if state is None:
        return None
    if state == "open":
        return sorted(OPEN)
    return [state]


@router.get("")
async def list_incidents(
    subject: MayRead,
    reading: Read,
    filters: Annotated[IncidentFilters, Query()],
) -> Page[IncidentPicture]:
    """List incidents, newest first; an agency sees those it was asked for."""
    moment, key = decode_cursor(filters.cursor)
    own = subject.agency_id
    limit = filters.limit
    rows = await reading.fetch(
        _LIST,
        _states(filters.state),
        filters.type,
        filters.priority,
        filters.agency_id,
        filters.area,
        with_zone(filters.since),
        with_zone(filters.until),
        moment,
        key,
        own,
        limit + 1,
    )
    ids = [row["id"] for row in rows[:limit]]
    found = {item.id: _as_seen(item, own) for item in await load_incidents(reading, ids)}
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=[found[key] for key in ids],
        next_cursor=None if last is None else encode_cursor(last["opened_at"], last["id"]),
    )


async def read_visible(
    reading: ReadTransaction, subject: Subject, incident_id: UUID
) -> IncidentPicture:
    """Return the incident if `subject` may see it; else refuse it as not found."""
    items = await load_incidents(
        reading, [incident_id], unmasked=allows(subject, "report.see_reporter")
    )
    if not items or not allows(
        subject, "incident.read", Resource(agency_ids=agencies_of(items[0].tasks))
    ):
        raise NotFound("incident.not_found", id=incident_id)
    return _as_seen(items[0], subject.agency_id)


def _as_seen(picture: IncidentPicture, agency_id: str | None) -> IncidentPicture:
    return picture if agency_id is None else narrow(picture, agency_id)


@router.get("/{incident_id}")
async def read_incident(incident_id: UUID, subject: MayRead, units: TheUnits) -> IncidentPicture:
    """Read one incident.

    A telephone number in its words is shown to call takers and dispatchers only, and that is
    written down.
    """
    async with units.reading() as reading:
        picture = await read_visible(reading, subject, incident_id)
    words = f"{picture.summary}\n{picture.address or ''}"
    if words != mask_personal(words):
        async with units.begin(subject.actor) as uow:
            note_read(uow, verb="report.see_reporter", noun="incident", noun_id=str(incident_id))
    return picture
