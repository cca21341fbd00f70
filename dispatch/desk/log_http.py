"""The log over HTTP: of one incident for its timeline, and whole for those who verify it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import orjson
from asyncpg import Record
from fastapi import APIRouter, Query
from pydantic import Field

from dispatch.access.guards import Work, needs
from dispatch.access.subject import Subject
from dispatch.desk.incident_http import read_visible
from dispatch.incidents.classify import check_open
from dispatch.incidents.events import PlanWanted
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import NotFound
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.web.http import Read
from dispatch.kernel.web.view import StoredMembers, View
from dispatch.tasks.follow_plan import orders_given
from dispatch.tasks.plan_view import PlanView, plan_view

router = APIRouter(tags=["log"])
_COLUMNS = (
    "seq, id, type, at, recorded_at, actor, noun_id, incident_id, agency_id, data::text AS data,"
    " encode(hash, 'hex') AS hash"
)

_TIMELINE = f"""
SELECT {_COLUMNS} FROM event WHERE incident_id = $1 AND ($2::text IS NULL OR agency_id IS NULL
    OR agency_id = $2) ORDER BY seq LIMIT 5000
"""  # noqa: S608 - our constant


class EventView(View):
    """A fact of the log."""

    seq: int
    id: UUID
    type: str
    at: datetime = Field(description="When it happened.")
    recorded_at: datetime = Field(description="When it was entered.")
    actor: str = Field(description="Who did it, `kind:id`.")
    noun_id: UUID
    incident_id: UUID | None
    agency_id: str | None
    data: StoredMembers = Field(
        description="What the type of the fact adds; each type's members are in the catalogue."
    )
    hash: str = Field(description="The chain: hex of the hash over this fact and the one before.")


class LogPage(View):
    """Facts in the order of their commits."""

    items: tuple[EventView, ...]
    head: int = Field(description="The last sequence there is.")


def event_view(row: Record) -> EventView:
    """Return the view of a row of the log read with `_COLUMNS`."""
    return EventView.model_validate({**row, "data": orjson.loads(row["data"])})


@router.get("/events")
async def list_events(
    _: Annotated[Subject, needs("event.read")],
    reading: Read,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> LogPage:
    """Read the log after a sequence."""
    query = f"SELECT {_COLUMNS} FROM event WHERE seq > $1 ORDER BY seq LIMIT $2"  # noqa: S608 - ours
    rows = await reading.fetch(query, after, limit)
    head = await reading.fetchval("SELECT coalesce(max(seq), 0) FROM event")
    return LogPage(items=tuple([event_view(row) for row in rows]), head=head)


@router.get("/incidents/{incident_id}/events")
async def list_incident_events(
    incident_id: UUID, subject: Annotated[Subject, needs("incident.read")], reading: Read
) -> LogPage:
    """Read the timeline of an incident; an agency does not read what concerns another one."""
    await read_visible(reading, subject, incident_id)
    rows = await reading.fetch(_TIMELINE, incident_id, subject.agency_id)
    return LogPage(
        items=tuple([event_view(row) for row in rows]), head=rows[-1]["seq"] if rows else 0
    )


@router.get("/incidents/{incident_id}/plan")
async def read_plan(
    incident_id: UUID,
    subject: Annotated[Subject, needs("incident.read")],
    reading: Read,
) -> PlanView:
    """Read the plan made last for an incident, with its reasons in the reader's language."""
    await read_visible(reading, subject, incident_id)
    return await last_plan(reading, incident_id)


@router.post("/incidents/{incident_id}/plan")
async def post_plan(
    incident_id: UUID,
    _: Annotated[Subject, needs("incident.change")],
    uow: Work,
) -> PlanView:
    """Plan an incident again with the agencies and the flood state of now.

    Orders that were given stay as they are.
    """
    incident = await uow.get(Incident, incident_id)
    check_open(incident)
    uow.append(PlanWanted(noun_id=incident.id, incident_id=incident.id, at=uow.now))
    await uow.settle()
    return await last_plan(uow, incident_id)


_LAST = """
SELECT id, incident_id, made_at, plan FROM incident_plan WHERE incident_id = $1
ORDER BY made_at DESC, id DESC LIMIT 1
"""


async def last_plan(reading: ReadTransaction, incident_id: UUID) -> PlanView:
    """Return the plan made last for an incident; `plan.not_found` without one."""
    row = await reading.fetchrow(_LAST, incident_id)
    if row is None:
        raise NotFound("plan.not_found", id=incident_id)
    return plan_view(row, await orders_given(reading, incident_id))
