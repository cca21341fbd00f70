"""The stamps of several crews: what the order and the incident make of them, and corrections."""

from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.said_time import exactly
from dispatch.tasks.answer import acknowledge
from dispatch.tasks.events import TaskOnScene
from dispatch.tasks.lifecycle import ACCEPTED, OFFERED, TaskState
from dispatch.tasks.models import Task
from dispatch.tasks.progress import progress
from dispatch.tasks.reactions import note_progress
from dispatch.tasks.record_answer import Answer
from dispatch.units.assign_unit import assign_unit
from dispatch.units.correct_milestone import Correction, correct_milestone
from dispatch.units.events import MilestoneCorrected, UnitAlerted
from dispatch.units.milestones import Duty, Milestone, Stamp, column
from dispatch.units.models import MilestoneCorrection, Unit, UnitAssignment
from dispatch.units.report_status import report_status
from tests.support.ledger import Answers, Ledger, after, put_incident, put_task

_M: Final = Milestone
ORDERED: Final = 30.0


class Yard(Ledger):
    """An order and the vehicles that are sent for it."""

    def __init__(self, state: TaskState = TaskState.ACKNOWLEDGED) -> None:
        answers: Answers = {
            "\nSELECT id, task_id FROM unit_assignment": self._others,
            "SELECT min(on_scene_at) FROM task": lambda _: [{"min": self.task.on_scene_at}],
            **{
                f"SELECT min({column(name)}) FROM unit": partial(self._first, name)
                for name in (_M.ALERTED, _M.EN_ROUTE, _M.ON_SCENE)
            },
        }
        super().__init__(at=3000, reactions={TaskOnScene: [note_progress]}, answers=answers)
        self.incident = put_incident(self)
        self.task = put_task(self, state, incident_id=self.incident.id, assigned_at=after(ORDERED))

    def _others(self, unit_id: UUID, task_id: UUID, at: object) -> list[dict[str, Any]]:
        return [
            {"id": one.id, "task_id": one.task_id}
            for one in self.rows(UnitAssignment)
            if one.unit_id == unit_id
            and (one.clear_at is None or (one.task_id, one.alerted_at) == (task_id, at))
        ]

    def _first(self, name: Milestone, task_id: UUID, since: datetime) -> list[dict[str, Any]]:
        stamps = [one.stamps()[name] for one in self.rows(UnitAssignment) if one.task_id == task_id]
        return [{"min": min((at for at in stamps if at is not None and at >= since), default=None)}]

    def unit(self, **more: Any) -> Unit:
        usual = {"agency_id": "damkar", "callsign": "D1", "kind": "engine"}
        unit = Unit(**{**usual, "id": self.new_id(), "recorded_at": self.now, **more})
        self.add(unit)
        return unit

    async def send(self, *, at: float, unit: Unit | None = None, **more: Any) -> UnitAssignment:
        vehicle = unit or self.unit(**more)
        sent = await assign_unit(self, vehicle, self.task, at=exactly(after(at)))
        await self.react()
        return sent

    async def stamp(self, sent: UnitAssignment, **seconds: float) -> None:
        unit = await self.get(Unit, sent.unit_id)
        stamps = [Stamp(Milestone(name), after(at)) for name, at in seconds.items()]
        await report_status(self, unit, self.task, sent, stamps)
        await self.react()

    async def correct(self, sent: UnitAssignment, name: Milestone, at: float) -> None:
        unit = await self.get(Unit, sent.unit_id)
        new = Correction(Stamp(name, after(at)), "salah pencet")
        await correct_milestone(self, unit, self.task, sent, new)
        await self.react()


ARRIVALS: Final = st.lists(st.integers(0, 2500), min_size=1, max_size=4)


@given(ARRIVALS, st.data())
async def test_the_first_arrival_after_the_order_counts_however_often_stamps_are_put_right(
    arrivals: list[int], data: st.DataObject
) -> None:
    yard = Yard()
    crews = [await yard.send(at=40) for _ in arrivals]
    for crew, at in zip(crews, arrivals, strict=True):
        await yard.stamp(crew, on_scene=at)
    known = dict(enumerate(arrivals))
    places = st.integers(0, len(crews) - 1)
    for place, at in data.draw(st.lists(st.tuples(places, st.integers(0, 2500)), max_size=4)):
        await yard.correct(crews[place], _M.ON_SCENE, at)
        known[place] = at
    first = min((at for at in known.values() if at >= ORDERED), default=None)
    expected = None if first is None else after(first)
    assert yard.task.on_scene_at == expected
    assert yard.incident.first_on_scene_at == expected


async def test_a_stamp_from_before_the_order_does_not_come_back_by_a_correction() -> None:
    """A crew that was there for another call must not make this one's response look met."""
    yard = Yard()
    stray, true = await yard.send(at=40), await yard.send(at=40)
    await yard.stamp(stray, on_scene=10)
    await yard.stamp(true, on_scene=1200)
    await yard.correct(true, _M.ON_SCENE, 1100)
    assert yard.task.on_scene_at == yard.incident.first_on_scene_at == after(1100)
    await yard.correct(stray, _M.ON_SCENE, 20)
    assert yard.task.on_scene_at == yard.incident.first_on_scene_at == after(1100)


async def test_what_the_agency_said_earlier_itself_stays_when_a_crew_is_put_right() -> None:
    yard = Yard()
    await progress(yard, yard.task, TaskState.ON_SCENE, Answer(by="Budi", at=exactly(after(300))))
    crew = await yard.send(at=40)
    await yard.stamp(crew, on_scene=500)
    for at in (450, 10, 310):
        await yard.correct(crew, _M.ON_SCENE, at)
        assert yard.task.on_scene_at == after(300)


async def test_a_correction_keeps_both_times_who_entered_it_and_why() -> None:
    yard = Yard()
    crew = await yard.send(at=40)
    await yard.stamp(crew, en_route=100, on_scene=90)
    assert crew.flags == ["late_entry", "impossible_order:en_route>on_scene"]
    await yard.correct(crew, _M.EN_ROUTE, 60)
    assert crew.flags == ["late_entry"]
    [kept] = yard.rows(MilestoneCorrection)
    assert (kept.old_at, kept.new_at, kept.reason) == (after(100), after(60), "salah pencet")
    assert (kept.entered_at, kept.entered_by) == (after(3000), "person:dispatcher")
    fact = yard.last(MilestoneCorrected)
    assert (fact.at, fact.old_at) == (after(60), after(100).isoformat())
    assert yard.task.en_route_at == after(60)


@pytest.mark.parametrize("name", [name for name in Milestone if name is not _M.ALERTED])
async def test_what_was_never_stamped_is_reported_and_not_corrected(name: Milestone) -> None:
    yard = Yard()
    crew = await yard.send(at=40)
    with pytest.raises(Invalid) as refused:
        await yard.correct(crew, name, 60)
    assert refused.value.code == "unit.milestone_not_set"
    assert yard.rows(MilestoneCorrection) == []


CAN_SEND: Final = ACCEPTED | OFFERED | {TaskState.EXPIRED}


@pytest.mark.parametrize("state", sorted(set(TaskState) - CAN_SEND))
async def test_no_unit_is_sent_for_what_is_over(state: TaskState) -> None:
    yard = Yard(state)
    with pytest.raises(Conflict) as refused:
        await yard.send(at=60)
    assert (refused.value.code, yard.rows(UnitAssignment)) == ("task.not_accepted", [])


@pytest.mark.parametrize("state", sorted(CAN_SEND))
async def test_a_unit_is_sent_for_what_is_live_or_was_only_late(state: TaskState) -> None:
    yard = Yard(state)
    await yard.send(at=60)
    started = state in {TaskState.EN_ROUTE, TaskState.ON_SCENE}
    assert yard.task.state == (state if started else TaskState.UNIT_ASSIGNED)
    # Who sends a unit has taken the order; when, only the agency can say.
    assert (yard.task.implied == [TaskState.ACKNOWLEDGED]) is (state not in ACCEPTED)


@pytest.mark.parametrize(
    ("more", "at", "flags"),
    [
        ({}, 2990, []),
        ({"duty": Duty.OFF_DUTY}, 2990, ["unit_off_duty"]),
        ({"duty": Duty.OUT_OF_SERVICE}, 2990, ["unit_out_of_service"]),
        ({}, 2690, ["late_entry"]),
        ({}, 10, ["before_task", "late_entry"]),
    ],
)
async def test_a_unit_goes_although_something_is_doubtful_and_that_is_said(
    more: dict[str, Any], at: float, flags: list[str]
) -> None:
    yard = Yard()
    sent = await yard.send(at=at, **more)
    assert sent.flags == yard.last(UnitAlerted).flags == flags
    # What lies before the order is not the moment at which the agency sent somebody for it.
    assert yard.task.unit_assigned_at == (None if at < ORDERED else after(at))


async def test_a_vehicle_is_on_one_order_once_and_on_two_with_a_flag() -> None:
    yard = Yard()
    vehicle = yard.unit()
    first = await yard.send(at=60, unit=vehicle)
    for again in (60, 90):
        with pytest.raises(Conflict) as refused:
            await yard.send(at=again, unit=vehicle)
        assert refused.value.params["assignment_id"] == first.id
    await yard.stamp(first, clear=200)
    # The same order again after a lost answer is recognised, another time is another deployment.
    with pytest.raises(Conflict):
        await yard.send(at=60, unit=vehicle)
    assert (await yard.send(at=300, unit=vehicle)).flags == ["late_entry"]
    yard.task = put_task(yard, TaskState.ACKNOWLEDGED, assigned_at=after(ORDERED))
    assert (await yard.send(at=400, unit=vehicle)).flags == ["unit_busy", "late_entry"]


async def test_a_unit_of_another_agency_is_not_sent() -> None:
    yard = Yard()
    with pytest.raises(Conflict) as refused:
        await yard.send(at=60, agency_id="psc119")
    assert refused.value.code == "unit.other_agency"


async def test_the_same_stamp_again_is_none_and_another_one_needs_a_correction() -> None:
    yard = Yard()
    crew = await yard.send(at=60)
    await yard.stamp(crew, en_route=100, on_scene=200)
    facts, version = yard.facts(), crew.version
    await yard.stamp(crew, on_scene=200, en_route=100)
    assert (yard.facts(), crew.version) == (facts, version)
    with pytest.raises(Conflict) as refused:
        await yard.stamp(crew, on_scene=201, clear=300)
    assert (refused.value.code, crew.clear_at) == ("unit.milestone_set", None)


async def test_a_crew_that_moves_answers_for_an_agency_that_said_nothing() -> None:
    yard = Yard(TaskState.ASSIGNED)
    crew = await yard.send(at=60)
    await yard.stamp(crew, on_scene=300)
    assert yard.task.state == TaskState.ON_SCENE
    assert yard.task.implied == [TaskState.ACKNOWLEDGED, TaskState.EN_ROUTE]
    await acknowledge(yard, yard.task, Answer(by="Budi", at=exactly(after(50))))
    assert (yard.task.acknowledged_at, yard.task.implied) == (after(50), [TaskState.EN_ROUTE])
    assert (await yard.get(Incident, yard.incident.id)).first_on_scene_at == after(300)


async def test_the_order_keeps_nothing_of_a_crew_whose_only_stamp_was_wrong() -> None:
    yard = Yard()
    crew = await yard.send(at=60)
    await yard.stamp(crew, on_scene=300)
    await yard.correct(crew, _M.ON_SCENE, 10)
    task: Task = yard.task
    assert (task.on_scene_at, yard.incident.first_on_scene_at) == (None, None)
    assert crew.on_scene_at == after(10)
