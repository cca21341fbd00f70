"""Whom an order goes to next, whatever the agencies answer, when, and in which order."""

import contextlib
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import Reactions
from dispatch.tasks.answer import acknowledge, decline
from dispatch.tasks.assign import Order, assign
from dispatch.tasks.decline_cause import read_cause
from dispatch.tasks.events import (
    CandidatesExhausted,
    TaskAcknowledged,
    TaskAssigned,
    TaskDeclined,
    TaskExpired,
)
from dispatch.tasks.exhausted import clear_exhausted, flag_exhausted
from dispatch.tasks.lifecycle import LIVE, OFFERED, TaskState
from dispatch.tasks.models import Task
from dispatch.tasks.progress import expire
from dispatch.tasks.reactions import ask_next_candidate, note_progress
from dispatch.tasks.record_answer import Answer
from routing.reason import Reason
from tests.support.ledger import Answers, Ledger, put_incident

CITY: Final = ("kota", "kab", "sidoarjo", "jombang")
FLAG: Final = "candidates_exhausted:fire"
HEARD: Final = Answer(by="Komandan Budi")
OWNER: Final = Reason("owner_of_area", {"agency": "Damkar", "service": "fire", "area": "Kranggan"})
REACTIONS: Final[Reactions] = {
    TaskAssigned: [clear_exhausted],
    TaskAcknowledged: [note_progress, clear_exhausted],
    TaskDeclined: [ask_next_candidate],
    TaskExpired: [ask_next_candidate],
    CandidatesExhausted: [flag_exhausted],
}


class Room(Ledger):
    """An incident whose order goes from candidate to candidate; `closed` are out of service."""

    def __init__(self, *closed: str) -> None:
        answers: Answers = {
            "SELECT id, agency_id, state": self._asked,
            "SELECT id FROM agency": lambda ids: [
                {"id": agency} for agency in ids if agency not in closed
            ],
        }
        super().__init__(at=10, reactions=REACTIONS, answers=answers)
        self.incident = put_incident(self, state="pending")

    def _asked(self, incident_id: UUID, service: str) -> list[dict[str, Any]]:
        return [
            task.model_dump()
            for task in self.rows(Task)
            if (task.incident_id, task.service) == (incident_id, service)
        ]

    async def ask(self, first: str, *then: str, **more: Any) -> Task:
        order = Order(agency_id=first, service="fire", candidates=then, **more)
        task = await assign(self, self.incident, order)
        await self.react()
        return task

    async def answer(self, task: Task, how: str) -> None:
        """Let an agency answer, or its time be up; what cannot be said any more is refused."""
        with contextlib.suppress(Conflict):
            if how == "acknowledge":
                await acknowledge(self, task, HEARD)
            elif how == "decline":
                await decline(self, task, read_cause("no_resource"), HEARD)
            else:
                await expire(self, task)
        await self.react()

    def states(self) -> list[tuple[str, str]]:
        return [(task.agency_id, task.state) for task in self.rows(Task)]

    @property
    def is_exhausted(self) -> bool:
        return FLAG in self.incident.flags


ANSWERS: Final = st.sampled_from(["acknowledge", "decline", "expire"])
STORIES: Final = st.lists(st.tuples(st.integers(0, 3), ANSWERS), max_size=12)


@given(STORIES, st.sets(st.sampled_from(CITY[1:])))
async def test_somebody_is_asked_or_a_person_is_told_that_nobody_is_left(
    story: list[tuple[int, str]], closed: set[str]
) -> None:
    room = Room(*closed)
    await room.ask(*CITY)
    for place, how in story:
        tasks = room.rows(Task)
        await room.answer(tasks[place % len(tasks)], how)
        asked = [task.agency_id for task in room.rows(Task)]
        # Each in its turn, nobody twice, nobody who is out of service.
        assert asked == [agency for agency in CITY if agency not in closed][: len(asked)]
        is_live = any(task.state in LIVE for task in room.rows(Task))
        assert room.is_exhausted is not is_live
        # Two may have it after a late answer; but nobody is asked while another still may answer.
        assert sum(task.state in OFFERED for task in room.rows(Task)) <= 1


async def test_the_next_gets_the_whole_order_and_why_it_comes_to_him() -> None:
    room = Room()
    first = await room.ask(
        "kota", "kab", "sidoarjo", count=2, stand_by=True, note="bawa tangga", reasons=(OWNER,)
    )
    await room.answer(first, "expire")
    second = room.rows(Task)[-1]
    assert (second.agency_id, second.candidates) == ("kab", ["sidoarjo"])
    assert (second.count, second.stand_by, second.note) == (2, True, "bawa tangga")
    assert second.reasons == ["next_candidate", "owner_of_area"]
    assert second.reason_params == [{}, dict(OWNER.params)]
    assert (second.attempt, second.replaces_task_id) == (2, first.id)


async def test_a_late_acceptance_asks_nobody_and_takes_the_alarm_away() -> None:
    room = Room()
    task = await room.ask("kota")
    await room.answer(task, "expire")
    assert room.is_exhausted
    await room.answer(task, "acknowledge")
    assert (room.states(), room.is_exhausted) == ([("kota", "acknowledged")], False)
    assert room.incident.state == "in_progress"


async def test_two_orders_for_one_service_go_their_own_ways() -> None:
    """Two crews were asked of two agencies: each refusal asks one more, and not the same one."""
    room = Room()
    one, other = await room.ask("kota", "kab", "jombang"), await room.ask("sidoarjo", "kab")
    await room.answer(one, "decline")
    await room.answer(other, "decline")
    assert room.states()[2:] == [("kab", "assigned")]
    assert room.is_exhausted
    await room.answer(room.rows(Task)[-1], "decline")
    assert room.states()[3:] == [("jombang", "assigned")]
    # That is one of the two; for the other a person must still find somebody.
    assert room.is_exhausted


async def test_another_order_by_hand_takes_the_alarm_away() -> None:
    room = Room()
    await room.answer(await room.ask("kota"), "decline")
    assert room.is_exhausted
    await room.ask("jombang")
    assert not room.is_exhausted


@pytest.mark.parametrize("over", ["closed", "merged", "cancelled", "referred"])
async def test_nobody_is_asked_for_what_is_over(over: str) -> None:
    room = Room()
    task = await room.ask("kota", "kab")
    await room.change(room.incident, state=over)
    await room.answer(task, "decline")
    assert (room.states(), room.is_exhausted) == ([("kota", TaskState.DECLINED)], False)
