"""Words that people add: kept once, new to everybody who looked before, and their writer's own."""

from typing import Any, Final
from uuid import UUID

import pytest

from dispatch.access.subject import Role, Subject
from dispatch.board.incident_view import IncidentPicture, agencies_of, narrow
from dispatch.desk.conversation import may_hear, reader_of
from dispatch.incidents.events import IncidentNoted
from dispatch.incidents.lifecycle import IncidentState
from dispatch.incidents.models import IncidentNote
from dispatch.incidents.note import NewNote, NoteAudience, add_note
from dispatch.kernel.errors import Conflict
from dispatch.tasks.lifecycle import ACCEPTED, TaskState
from dispatch.tasks.view import TaskView
from tests.support.ledger import Ledger, after, put_incident, put_task

KEY: Final = UUID(int=77)
DAMKAR, PSC = "damkar", "psc119"


def person(role: Role, agency_id: str | None = None) -> Subject:
    return Subject(kind="person", id="9", name="Petugas", role=role, agency_id=agency_id)


def note(text: str = "pintu belakang terkunci", **more: Any) -> NewNote:
    return NewNote(id=KEY, text=text, **more)


async def test_a_note_that_is_sent_again_is_the_one_that_was_kept_first() -> None:
    work = Ledger(at=60)
    incident = put_incident(work)
    first = await add_note(work, incident, note())
    work.be_at(90)
    assert await add_note(work, incident, note("lain sama sekali")) is first
    assert (len(work.rows(IncidentNote)), work.facts()) == (1, ["incident.noted"])


@pytest.mark.parametrize("other", ["incident", "writer"])
async def test_a_key_opens_nobody_elses_words(other: str) -> None:
    """The log names the keys of notes that are for the centre alone, to agencies as well."""
    work = Ledger(at=60)
    incident = put_incident(work)
    await add_note(work, incident, note("pelapor mencurigakan", audience=NoteAudience.CENTRE))
    work.actor = {"writer": "person:agency"}.get(other, work.actor)
    where = {"writer": incident}.get(other) or put_incident(work)
    with pytest.raises(Conflict) as refused:
        await add_note(work, where, note(""), agency_id=DAMKAR)
    assert "mencurigakan" not in str(refused.value.problem())


@pytest.mark.parametrize("at", [None, 10, 60])
async def test_words_are_new_from_when_they_were_entered_however_old_they_are(
    at: float | None,
) -> None:
    work = Ledger(at=60)
    incident = put_incident(work, words_at=after(30))
    version = incident.version
    kept = await add_note(work, incident, note(at=None if at is None else after(at)))
    assert kept.at == work.last(IncidentNoted).at == after(60 if at is None else at)
    assert (kept.recorded_at, incident.words_at) == (after(60), after(60))
    # A form that somebody has open decides on nothing that was said.
    assert incident.version == version


@pytest.mark.parametrize("state", IncidentState)
async def test_what_is_over_keeps_words_too(state: IncidentState) -> None:
    work = Ledger(at=60)
    await add_note(work, put_incident(work, state=state), note())
    assert len(work.rows(IncidentNote)) == 1


def picture(*orders: tuple[str, TaskState]) -> IncidentPicture:
    """Return an incident as the board shows it, with these orders."""
    work = Ledger()
    incident = put_incident(work)
    tasks = [
        put_task(
            work,
            state,
            incident_id=incident.id,
            agency_id=agency_id,
            note="kata instansi",
            acknowledged_by="Komandan Budi",
        )
        for agency_id, state in orders
    ]
    members = {**incident.model_dump(), "location": None, "area": None, "referral": None}
    return IncidentPicture.model_construct(
        **members,
        tasks=tuple(TaskView.model_construct(**task.model_dump()) for task in tasks),
        clocks=(),
    )


@pytest.mark.parametrize("state", TaskState)
def test_callers_are_heard_by_who_has_taken_the_order_and_by_every_desk(state: TaskState) -> None:
    shown = picture((DAMKAR, state), (PSC, TaskState.ASSIGNED))
    heard = may_hear(shown, person(Role.AGENCY, DAMKAR))
    assert heard is (state in ACCEPTED | {TaskState.COMPLETED})
    assert not may_hear(shown, person(Role.AGENCY, PSC))
    assert all(may_hear(shown, person(role)) for role in (Role.CALL_TAKER, Role.SUPERVISOR))


def test_of_another_agencys_order_only_that_it_was_asked_is_seen() -> None:
    shown = picture((DAMKAR, TaskState.ACKNOWLEDGED), (PSC, TaskState.DECLINED))
    ours, theirs = narrow(shown, PSC).tasks[1], narrow(shown, PSC).tasks[0]
    assert (ours.note, ours.acknowledged_by) == ("kata instansi", "Komandan Budi")
    assert "kata instansi" not in str(theirs)
    assert "Budi" not in str(theirs)
    assert (theirs.agency_id, theirs.state) == (DAMKAR, TaskState.ACKNOWLEDGED)
    assert agencies_of(shown.tasks) == {DAMKAR, PSC}


def test_an_agency_reads_as_one_and_each_person_of_the_centre_alone() -> None:
    assert reader_of(person(Role.AGENCY, DAMKAR)) == "agency:damkar"
    assert reader_of(person(Role.DISPATCHER)) == "person:9"
