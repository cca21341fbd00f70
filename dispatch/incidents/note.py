"""What people add to an incident in words: notes, answers to key questions, instructions given.

The words stand in a table of their own, where retention can erase them; the log, which nothing is
ever erased from, only says that something was noted.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.incidents.events import IncidentNoted
from dispatch.incidents.models import Incident, IncidentNote
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from routing.value_object import value_object

_HEARD = "UPDATE incident SET words_at = greatest(coalesce(words_at, $2), $2) WHERE id = $1"


class NoteKind(StrEnum):
    """What a note is: free words, the answer to a key question, an instruction to the caller."""

    NOTE = "note"
    ANSWER = "answer"
    INSTRUCTION = "instruction"


class NoteAudience(StrEnum):
    """Who reads a note: everybody on the incident, or the centre alone."""

    EVERYBODY = "everybody"
    CENTRE = "centre"


@value_object(kw_only=True)
class NewNote:
    """Words to add. `id` is the writer's own key, so that sending them twice adds them once.

    `question` is the code of the key question that the words answer; `report_id` the call they were
    said in.
    """

    id: UUID
    text: str
    kind: NoteKind = NoteKind.NOTE
    question: str | None = None
    audience: NoteAudience = NoteAudience.EVERYBODY
    report_id: UUID | None = None
    at: datetime | None = None


async def add_note(
    uow: UnitOfWork, incident: Incident, new: NewNote, *, agency_id: str | None = None
) -> IncidentNote:
    """Add words to an incident, in whatever state it is; an incident that is over keeps them too.

    `agency_id` is the agency that writes. The same key again returns what was stored first, to who
    wrote it alone: the key of somebody else's note must not show its words (`conflict.exists`).
    """
    known = await uow.look(IncidentNote, new.id)
    if known is not None:
        if (known.incident_id, known.actor) != (incident.id, uow.actor):
            raise Conflict("conflict.exists")
        return known
    when = true_time(new.at, uow.now)
    note = IncidentNote(
        id=new.id,
        incident_id=incident.id,
        kind=new.kind,
        audience=new.audience,
        text=new.text,
        question=new.question,
        report_id=new.report_id,
        agency_id=agency_id,
        at=when,
        recorded_at=uow.now,
        actor=uow.actor,
    )
    uow.add(note)
    # New from when it was entered: whoever looked before has not read it, however old it is.
    await hear_words(uow, incident, at=uow.now)
    uow.append(
        IncidentNoted(
            noun_id=incident.id,
            incident_id=incident.id,
            at=when,
            note_id=str(note.id),
            kind=new.kind,
            audience=new.audience,
        )
    )
    return note


async def hear_words(uow: UnitOfWork, incident: Incident, *, at: datetime) -> None:
    """Remember that words came to the incident at `at`: new to everybody who looked before.

    The version stays: a form that somebody has open decides on nothing that was said.
    """
    if incident.words_at is None or incident.words_at < at:
        incident.words_at = at
        await uow.execute(_HEARD, incident.id, at)
