"""The conversation of an incident over HTTP: read it, add to it, say that it was read."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, status
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import Work, check_allowed, needs, note_read
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.board.incident_view import agencies_of
from dispatch.desk.conversation import (
    NOBODY,
    TELLINGS,
    ConversationView,
    Tellings,
    may_hear,
    read_conversation,
    reader_of,
)
from dispatch.desk.incident_http import read_visible
from dispatch.incidents.models import Incident, IncidentSeen
from dispatch.incidents.note import NewNote, NoteAudience, NoteKind, add_note
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.texts import Text
from dispatch.kernel.times import true_time
from dispatch.kernel.web.http import Read
from dispatch.kernel.web.view import View

router = APIRouter(tags=["incidents"])
TEXT_MAX = 20_000
MayRead = Annotated[Subject, needs("incident.read")]
MayNote = Annotated[Subject, needs("incident.note")]


class NoteIn(BaseModel):
    """Words to add to an incident; the same `id` again adds nothing."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"text": "dua anak di lantai dua, kata penelepon kedua", "kind": "note"}
        }
    )
    id: UUID | None = Field(default=None, description="The writer's own key; absent makes one")
    text: Text = Field(min_length=1, max_length=TEXT_MAX)
    kind: NoteKind = NoteKind.NOTE
    question: Text | None = Field(default=None, max_length=80)
    audience: NoteAudience = NoteAudience.EVERYBODY
    report_id: UUID | None = None
    at: datetime | None = None


class NoteView(View):
    """A note as it was stored."""

    id: UUID
    incident_id: UUID
    kind: NoteKind
    audience: NoteAudience
    text: str
    question: str | None
    at: datetime
    recorded_at: datetime


class SeenIn(BaseModel):
    """Until when the conversation was read; absent means until now."""

    model_config = ConfigDict(json_schema_extra={"example": {"at": "2026-11-22T10:02:00Z"}})
    at: datetime | None = None


class SeenView(View):
    """Until when this reader has read an incident's words."""

    incident_id: UUID
    seen_at: datetime


@router.get("/incidents/{incident_id}/conversation")
async def get_conversation(
    incident_id: UUID,
    subject: MayRead,
    uow: Work,
    tellings: Annotated[Tellings, Depends(TELLINGS)],
) -> ConversationView:
    """Read what everybody said about an incident, in one stream with what was done.

    Numbers in the words are shown to those who may see reporters, and that is written down.
    """
    item = await read_visible(uow, subject, incident_id)
    see = allows(subject, "report.see_reporter")
    if see:
        note_read(uow, verb="report.see_reporter", noun="incident", noun_id=str(incident_id))
    told = tellings if may_hear(item, subject) else NOBODY
    return await read_conversation(uow, told, incident_id, subject, unmasked=see)


@router.post("/incidents/{incident_id}/notes", status_code=status.HTTP_201_CREATED)
async def post_note(incident_id: UUID, body: NoteIn, subject: MayNote, uow: Work) -> NoteView:
    """Add words to an incident, also to one that is over."""
    await _check_concerned(uow, subject, incident_id)
    incident = await uow.get(Incident, incident_id)
    members = body.model_dump(exclude={"id"})
    new = NewNote(id=body.id or uow.new_id(), **members)
    note = await add_note(uow, incident, new, agency_id=subject.agency_id)
    return NoteView.model_validate(note.model_dump())


async def _check_concerned(uow: UnitOfWork, subject: Subject, incident_id: UUID) -> None:
    item = await read_visible(uow, subject, incident_id)
    agencies = agencies_of(item.tasks)
    check_allowed(subject, "incident.note", Resource(agency_ids=agencies))


@router.put("/incidents/{incident_id}/seen")
async def put_seen(incident_id: UUID, body: SeenIn, subject: MayRead, uow: Work) -> SeenView:
    """Say until when the conversation was read; an earlier time than before changes nothing."""
    await read_visible(uow, subject, incident_id)
    # Nobody has read what is yet to be said, whatever a console's clock shows.
    at, reader = min(true_time(body.at, uow.now), uow.now), reader_of(subject)
    seen = await uow.look(IncidentSeen, incident_id, reader)
    if seen is None:
        seen = IncidentSeen(incident_id=incident_id, reader=reader, seen_at=at)
        uow.add(seen)
    elif seen.seen_at < at:
        await uow.change(seen, seen_at=at)
    return SeenView(incident_id=incident_id, seen_at=seen.seen_at)


_MINE = """
SELECT s.incident_id, s.seen_at FROM incident_seen s JOIN incident i ON i.id = s.incident_id
WHERE s.reader = $1 AND i.closed_at IS NULL
"""


@router.get("/seen")
async def list_seen(subject: MayRead, reading: Read) -> list[SeenView]:
    """List until when this reader has read the open incidents; what is missing is unread."""
    rows = await reading.fetch(_MINE, reader_of(subject))
    return [SeenView.model_validate(dict(row)) for row in rows]
