"""An incident as a conversation: every caller's words, notes, answers and changes in one stream."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal, Protocol
from uuid import UUID

from asyncpg import Record
from pydantic import Field

from dispatch.access.subject import Subject
from dispatch.board.incident_view import IncidentPicture
from dispatch.incidents.view import MediaView
from dispatch.kernel.container import Service
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.web.view import View
from dispatch.tasks.lifecycle import ACCEPTED, TaskState
from routing.value_object import value_object

_AT_MOST: Final = 2_000
_TAKEN: Final = ACCEPTED | {TaskState.COMPLETED}
_NOTES: Final = """
SELECT n.id, n.kind, n.audience, n.question, n.report_id, n.agency_id, n.at, n.recorded_at, n.actor,
    n.text, p.name AS person
FROM incident_note n LEFT JOIN person p ON n.actor = 'person:' || p.id
WHERE n.incident_id = ANY($1::uuid[]) AND ($2::text IS NULL OR n.audience = 'everybody'
    OR n.agency_id = $2)
ORDER BY n.at, n.id LIMIT $3
"""
_CHANGES: Final = """
SELECT seq, id, type, at, recorded_at, actor, agency_id FROM event
WHERE incident_id = ANY($1::uuid[]) AND ($2::text IS NULL OR agency_id IS NULL OR agency_id = $2)
    AND type = ANY($3::text[])
ORDER BY seq LIMIT $4
"""
_MERGED_HERE: Final = "SELECT id FROM incident WHERE id = $1 OR merged_into = $1"
_SEEN: Final = "SELECT seen_at FROM incident_seen WHERE incident_id = $1 AND reader = $2"
# What changes the picture of everybody who reads along; deliveries and clocks do not.
CHANGES: Final = (
    "incident.classified",
    "incident.located",
    "incident.alarm_changed",
    "incident.controlled",
    "incident.closed",
    "incident.reopened",
    "incident.cancelled",
    "task.assigned",
    "task.acknowledged",
    "task.declined",
    "task.on_scene",
    "task.completed",
)


class WordsView(View):
    """One thing said, written or done, at its true time; `is_new` until the reader has seen it."""

    id: UUID
    kind: Literal["report", "part", "told", "note", "answer", "instruction", "change"]
    at: datetime
    recorded_at: datetime
    by: str = Field(description="Who: a caller's channel, a person's name, an agency, the system")
    text: str = ""
    channel: str | None = None
    question: str | None = Field(default=None, description="The key question that this answers")
    event: str | None = Field(default=None, description="Of a change: the fact's type")
    agency_id: str | None = None
    report_id: UUID | None = None
    media: tuple[MediaView, ...] = ()
    is_new: bool = False


class ConversationView(View):
    """An incident's conversation, oldest first; `seen_at` is until when it was read before."""

    items: tuple[WordsView, ...]
    seen_at: datetime | None


@value_object(kw_only=True)
class Telling:
    """What a reporter said, first or later, or was told."""

    id: UUID
    report_id: UUID
    kind: Literal["report", "part", "told"]
    at: datetime
    recorded_at: datetime
    channel: str
    text: str
    media: Sequence[Mapping[str, Any]] = ()


class Tellings(Protocol):
    """What intake knows of an incident's reporters; `main.py` fills it."""

    async def tellings_of(
        self, reading: ReadTransaction, incident_ids: Sequence[UUID]
    ) -> list[Telling]:
        """Return everything that was said about the incidents, oldest first."""
        ...


TELLINGS: Final = Service[Tellings]("tellings")


class _Nobody:
    """Tells nothing."""

    async def tellings_of(self, _reading: ReadTransaction, _ids: Sequence[UUID]) -> list[Telling]:
        """Return nothing."""
        return []


NOBODY: Final[Tellings] = _Nobody()


def may_hear(incident: IncidentPicture, subject: Subject) -> bool:
    """Whether `subject` may read callers' words: an agency does once it has taken an order."""
    own = subject.agency_id
    return own is None or any(
        task.agency_id == own and task.state in _TAKEN for task in incident.tasks
    )


def reader_of(subject: Subject) -> str:
    """Return under which name a subject's reading is kept: an agency reads as one."""
    return subject.actor if subject.agency_id is None else f"agency:{subject.agency_id}"


async def read_conversation(
    reading: ReadTransaction,
    tellings: Tellings,
    incident_id: UUID,
    subject: Subject,
    *,
    unmasked: bool,
) -> ConversationView:
    """Return the stream of an incident and of those merged into it, as `subject` may see it.

    Telephone numbers and identity numbers in the words are hidden unless `unmasked`.
    """
    ids = [row["id"] for row in await reading.fetch(_MERGED_HERE, incident_id)]
    seen_at = await reading.fetchval(_SEEN, incident_id, reader_of(subject))
    own = subject.agency_id
    notes = await reading.fetch(_NOTES, ids, own, _AT_MOST)
    changes = await reading.fetch(_CHANGES, ids, own, list(CHANGES), _AT_MOST)
    items = [
        *map(_of_telling, await tellings.tellings_of(reading, ids)),
        *map(_of_note, notes),
        *map(_of_change, changes),
    ]
    return ConversationView(items=_in_order(items, seen_at, unmasked=unmasked), seen_at=seen_at)


def _in_order(
    items: Iterable[WordsView], seen_at: datetime | None, *, unmasked: bool
) -> tuple[WordsView, ...]:
    return tuple(
        item.model_copy(
            update={
                "is_new": seen_at is None or item.recorded_at > seen_at,
                "text": item.text if unmasked else mask_personal(item.text),
            }
        )
        for item in sorted(items, key=lambda item: (item.at, item.id))
    )


def _of_telling(said: Telling) -> WordsView:
    return WordsView(
        id=said.id,
        kind=said.kind,
        at=said.at,
        recorded_at=said.recorded_at,
        by=said.channel,
        text=said.text,
        channel=said.channel,
        report_id=said.report_id,
        media=tuple(MediaView.model_validate(one) for one in said.media),
    )


def _of_note(row: Record) -> WordsView:
    return WordsView(
        id=row["id"],
        kind=row["kind"],
        at=row["at"],
        recorded_at=row["recorded_at"],
        by=row["agency_id"] or row["person"] or row["actor"],
        text=row["text"],
        question=row["question"],
        agency_id=row["agency_id"],
        report_id=row["report_id"],
    )


def _of_change(row: Record) -> WordsView:
    return WordsView(
        id=row["id"],
        kind="change",
        at=row["at"],
        recorded_at=row["recorded_at"],
        by=row["agency_id"] or row["actor"],
        event=row["type"],
        agency_id=row["agency_id"],
    )
