"""Following a plan comes to rest: what it adds is ordered once, and what is left is flagged."""

from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.kernel.store.unit_of_work import Reactions
from dispatch.tasks.difference import SENDING, Given, Step, difference
from dispatch.tasks.events import TaskAssigned, TaskReinforced, TaskReleased
from dispatch.tasks.follow_plan import DIFFERS, follow_plan, settle_difference
from dispatch.tasks.lifecycle import LIVE, TaskState
from dispatch.tasks.models import Task
from tests.support.ledger import Answers, Ledger, put_incident, put_task

Lines = list[dict[str, Any]]
_MEMBERS: Final = {"agency_id", "service", "state", "stand_by", "count"}
REACTIONS: Final[Reactions] = {
    TaskAssigned: [settle_difference],
    TaskReleased: [settle_difference],
    TaskReinforced: [settle_difference],
}


def line(service: str, agency_id: str, count: int = 1, *, stand_by: bool = False) -> dict[str, Any]:
    return {
        "service": service,
        "agency_id": agency_id,
        "count": count,
        "stand_by": stand_by,
        "tier": "owner",
        "reason_codes": [],
        "candidates": [agency_id],
    }


class Room(Ledger):
    """An incident with its orders, and the plan that was made last."""

    def __init__(self, lines: Lines) -> None:
        answers: Answers = {
            "\nSELECT id AS task_id": self._given,
            "\nSELECT plan -> 'lines'": lambda _: [{"lines": self.lines}],
        }
        super().__init__(at=60, reactions=REACTIONS, answers=answers)
        self.incident = put_incident(self)
        self.lines = lines

    def _given(self, incident_id: UUID) -> list[dict[str, Any]]:
        orders = [task for task in self.rows(Task) if task.incident_id == incident_id]
        return [{"task_id": task.id, **task.model_dump(include=_MEMBERS)} for task in orders]

    def order(
        self, service: str, agency_id: str, state: TaskState = TaskState.ACKNOWLEDGED, **more: Any
    ) -> Task:
        return put_task(
            self, state, incident_id=self.incident.id, agency_id=agency_id, service=service, **more
        )

    async def follow(self, *steps: Step) -> None:
        await follow_plan(self, self.incident, self.lines, steps=frozenset(steps))
        await self.react()

    def left(self) -> set[Step]:
        """Return the steps that would still send somebody."""
        orders = [Given(**row) for row in self._given(self.incident.id)]
        return {one.step for one in difference(self.lines, orders)} & SENDING

    @property
    def differs(self) -> bool:
        return DIFFERS in self.incident.flags


SERVICES, AGENCIES = st.sampled_from(["fire", "ems"]), st.sampled_from(["kota", "kab", "psc"])
# One line an agency and service, all of a service going or all standing by, as routing makes them.
PLANS: Final = st.builds(
    lambda lines, waiting: [line(*one, stand_by=one[0] in waiting) for one in lines],
    st.lists(
        st.tuples(SERVICES, AGENCIES, st.integers(1, 3)),
        min_size=1,
        max_size=4,
        unique_by=lambda one: one[:2],
    ),
    st.sets(SERVICES),
)
ORDERS: Final = st.lists(
    st.tuples(SERVICES, AGENCIES, st.sampled_from(list(TaskState)), st.booleans()),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one[:2],
)


@given(PLANS, ORDERS)
async def test_what_a_policy_follows_leaves_nothing_to_send(
    lines: Lines, orders: list[tuple[str, str, TaskState, bool]]
) -> None:
    room = Room(lines)
    for service, agency_id, state, stand_by in orders:
        room.order(service, agency_id, state, stand_by=stand_by)
    before = {task.id: task.state for task in room.rows(Task)}
    await room.follow(*SENDING)
    assert (room.left(), room.differs) == (set(), False)
    # Nobody is taken back by a plan, and nobody is asked a second time for what he has.
    known = {task.id: task.state for task in room.rows(Task) if task.id in before}
    released = {task.id for task in room.rows(Task) if task.released_at is not None}
    assert {key for key in before if known[key] != before[key]} <= released
    live = [(one.agency_id, one.service) for one in room.rows(Task) if one.state in LIVE]
    assert len(live) == len(set(live))
    # Followed again it does nothing: a plan that is made anew every minute sends nobody twice.
    facts = room.facts()
    await room.follow(*SENDING)
    assert room.facts() == facts


@given(PLANS, ORDERS)
async def test_what_nobody_followed_is_flagged_and_changes_nothing(
    lines: Lines, orders: list[tuple[str, str, TaskState, bool]]
) -> None:
    room = Room(lines)
    for service, agency_id, state, stand_by in orders:
        room.order(service, agency_id, state, stand_by=stand_by)
    await room.follow()
    assert room.facts() == []
    assert room.differs is bool(room.left())


async def test_before_the_first_order_the_whole_plan_is_the_dispatchers() -> None:
    room = Room([line("fire", "kota")])
    await room.follow(*SENDING)
    assert (room.rows(Task), room.differs) == ([], False)


async def test_a_danger_lets_whoever_stands_by_go_and_proposes_the_rest() -> None:
    room = Room([line("ems", "psc", 2), line("fire", "kota")])
    ready = room.order("ems", "psc", stand_by=True)
    await room.follow(Step.RELEASE)
    assert (ready.stand_by, ready.count) == (False, 1)
    assert room.differs
    assert room.facts() == ["task.released"]


@pytest.mark.parametrize("count", [2, 3])
async def test_the_flag_goes_when_a_person_has_ordered_what_is_planned(count: int) -> None:
    room = Room([line("fire", "kota", count)])
    order = room.order("fire", "kota")
    await room.follow()
    assert room.differs
    await room.change(order, count=count)
    room.append(
        TaskReinforced(
            noun_id=order.id,
            incident_id=room.incident.id,
            agency_id="kota",
            at=room.now,
            count=count,
            was=1,
            reason="",
        )
    )
    await room.react()
    assert not room.differs
