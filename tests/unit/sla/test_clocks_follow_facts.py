"""What each fact does to the clocks: starts, stops, voids, better known times."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.incidents import events as incidents
from dispatch.incidents.alarm import set_alarm
from dispatch.incidents.classify import Classification, classify
from dispatch.incidents.close import cancel as call_off
from dispatch.incidents.close import close, reopen
from dispatch.incidents.events import IncidentOpened
from dispatch.incidents.lifecycle import Disposition
from dispatch.incidents.merge import count_report, merge, unmerge
from dispatch.incidents.models import Incident, IncidentType
from dispatch.incidents.refer import Referral, refer
from dispatch.kernel.said_time import exactly
from dispatch.sla.clocks import Clocks
from dispatch.sla.events import SlaEvent
from dispatch.sla.metrics import Metric, Verdict
from dispatch.sla.models import SlaClock, SlaTarget
from dispatch.sla.policy import Policy, PolicySource
from dispatch.tasks import events as tasks
from dispatch.tasks.answer import acknowledge, decline
from dispatch.tasks.assign import Order, assign
from dispatch.tasks.decline_cause import read_cause
from dispatch.tasks.lifecycle import TaskState
from dispatch.tasks.models import Task
from dispatch.tasks.progress import cancel, expire, progress
from dispatch.tasks.record_answer import Answer
from dispatch.tasks.release import release
from dispatch.units import events as units
from reactions import facts_of
from tests.support.ledger import START, Ledger, after, put_incident

_M: Final = Metric
TARGETS: Final = {_M.TRIAGE: 60, _M.PROCESSING: 60, _M.HAND_OVER: 60, _M.AGENCY_DISPATCH: 120}
OF_FIRES: Final = {_M.RESPONSE: 900, _M.RESOLUTION: 7200}


class _Known(PolicySource):
    """Targets that nobody changes."""

    def current(self) -> Policy:
        rows = [*TARGETS.items(), *OF_FIRES.items()]
        return Policy(
            SlaTarget(
                id=UUID(int=value),
                metric=metric,
                value_s=value,
                type="fire" if metric in OF_FIRES else None,
                valid_from=after(-1e6),
                recorded_at=after(-1e6),
            )
            for metric, value in rows
        )


class Desk(Ledger):
    """An incident with its clocks, which follow every fact."""

    def __init__(self, kind: str = "fire") -> None:
        clocks = Clocks(_Known())
        super().__init__(
            reactions={
                fact: [clocks.follow]
                for name, fact in facts_of(incidents, tasks, units).items()
                if name in clocks.facts()
            },
            answers={"\nSELECT scope_id, metric FROM sla_clock": self._running},
        )
        for code in ("fire", "animal"):
            self.add(IncidentType(code=code, label_id=code, label_en=code, priority=1))
        self.incident = put_incident(self, state="pending", type=kind, classified_at=after(20))
        self.append(opened(self.incident))

    def _running(self, incident_id: UUID) -> list[dict[str, Any]]:
        return [
            clock.model_dump(include={"scope_id", "metric"})
            for clock in self.rows(SlaClock)
            if (clock.incident_id, clock.verdict) == (incident_id, Verdict.RUNNING)
        ]

    async def order(self, *, at: float, **more: Any) -> Task:
        self.be_at(at)
        order = Order(agency_id="damkar", service="fire", **more)
        task = await assign(self, self.incident, order)
        await self.react()
        return task

    async def step(self, task: Task, to: TaskState, at: float) -> None:
        self.now = max(self.now, after(at))
        answer = Answer(by="Budi", at=exactly(after(at)))
        await progress(self, task, to, answer)
        await self.react()

    def clock(self, scope: Task | Incident, metric: Metric) -> SlaClock | None:
        found = [
            clock
            for clock in self.rows(SlaClock)
            if (clock.scope_id, clock.metric) == (scope.id, metric)
        ]
        return found[0] if found else None

    def verdict(self, scope: Task | Incident, metric: Metric) -> str | None:
        clock = self.clock(scope, metric)
        return None if clock is None else clock.verdict

    def stated(self, metric: Metric) -> list[str]:
        events = [entry.event for entry in self._entries]
        return [one.type for one in events if isinstance(one, SlaEvent) and one.metric == metric]

    def verdicts(self) -> dict[str, str]:
        return {clock.metric: clock.verdict for clock in self.rows(SlaClock)}


def opened(incident: Incident) -> IncidentOpened:
    return IncidentOpened(
        noun_id=incident.id,
        incident_id=incident.id,
        at=incident.opened_at,
        incident_type=incident.type,
        priority=incident.priority,
        channel=incident.channel,
        reached_at=incident.reached_at.isoformat(),
        answered_at=None,
        by_policy=False,
        assign_at_once=False,
        drill=False,
        flags=[],
    )


async def begun(kind: str = "fire") -> Desk:
    desk = Desk(kind)
    await desk.react()
    return desk


async def test_an_incident_that_a_person_opened_runs_the_clocks_of_its_type() -> None:
    desk = await begun()
    assert desk.verdicts() == {
        "triage": "met",
        "processing": "running",
        "response": "running",
        "resolution": "running",
    }
    # Where the city has set no target a fire's response is measured all the same, its end is not.
    assert (await begun("animal")).verdicts() == {
        "triage": "met",
        "processing": "running",
        "response": "running",
    }


async def test_another_type_finds_its_targets_again_and_back() -> None:
    desk = await begun("animal")
    assert desk.clock(desk.incident, _M.RESOLUTION) is None
    for kind, target in (("fire", 900.0), ("animal", None), ("fire", 900.0)):
        await classify(desk, desk.incident, Classification(type=kind))
        await desk.react()
        clock = desk.clock(desk.incident, _M.RESPONSE)
        assert clock is not None
        assert clock.target_s == target
        assert clock.wake_at == (None if target is None else after(720))
    # It began once, when the emergency reached the centre, however often the type was changed.
    resolution = desk.clock(desk.incident, _M.RESOLUTION)
    assert resolution is not None
    assert (resolution.started_at, resolution.due_at) == (START, after(7200))


HEARD: Final = Answer(by="Komandan Budi")
ANSWERS: Final[dict[str, Callable[[Desk, Task], Awaitable[object]]]] = {
    "acknowledge": lambda desk, task: acknowledge(desk, task, HEARD),
    "decline": lambda desk, task: decline(desk, task, read_cause("unsafe"), HEARD),
    "expire": expire,
    "cancel": lambda desk, task: cancel(desk, task, reason="sudah padam"),
}
ENDS: Final[dict[str, Callable[[Desk, Incident], Awaitable[object]]]] = {
    "close": lambda desk, it: close(desk, it, Disposition.HANDLED),
    "cancel": lambda desk, it: call_off(desk, it, reason="salah sambung"),
    "refer": lambda desk, it: refer(desk, it, Referral(to="pdam")),
    "merge": lambda desk, it: merge(desk, it, put_incident(desk)),
}


@pytest.mark.parametrize(
    ("end", "verdict"),
    [("acknowledge", "met"), ("decline", "void"), ("expire", "void"), ("cancel", "void")],
)
@pytest.mark.parametrize("stand_by", [False, True])
async def test_the_hand_over_ends_with_the_answer(
    end: str, verdict: str, *, stand_by: bool
) -> None:
    desk = await begun()
    task = await desk.order(at=30, stand_by=stand_by)
    assert desk.verdict(task, _M.HAND_OVER) == "running"
    desk.be_at(50)
    await ANSWERS[end](desk, task)
    await desk.react()
    assert desk.verdict(task, _M.HAND_OVER) == verdict
    dispatch = "running" if end == "acknowledge" else None
    assert desk.verdict(task, _M.AGENCY_DISPATCH) == dispatch


async def test_a_step_that_proves_the_order_was_taken_judges_nobody_until_it_is_said() -> None:
    desk = await begun()
    task = await desk.order(at=30)
    await desk.step(task, TaskState.ON_SCENE, 300)
    assert desk.verdict(task, _M.HAND_OVER) == "void"
    assert desk.verdict(task, _M.AGENCY_DISPATCH) is None
    await desk.step(task, TaskState.ACKNOWLEDGED, 80)
    clock = desk.clock(task, _M.HAND_OVER)
    assert clock is not None
    assert (clock.verdict, clock.stopped_at) == ("met", after(80))


@pytest.mark.parametrize(("heard", "verdict"), [(1000, "met"), (1061, "breached")])
async def test_whoever_is_sent_from_stand_by_is_timed_anew(heard: float, verdict: str) -> None:
    desk = await begun()
    task = await desk.order(at=30, stand_by=True)
    await desk.step(task, TaskState.ACKNOWLEDGED, 60)
    desk.be_at(1000)
    await release(desk, task)
    await desk.react()
    assert desk.verdict(task, _M.HAND_OVER) == "running"
    assert desk.verdict(task, _M.AGENCY_DISPATCH) == "void"
    await desk.step(task, TaskState.ACKNOWLEDGED, heard)
    clock = desk.clock(task, _M.HAND_OVER)
    assert clock is not None
    assert (clock.started_at, clock.verdict) == (after(1000), verdict)
    dispatch = desk.clock(task, _M.AGENCY_DISPATCH)
    assert dispatch is not None
    assert (dispatch.started_at, dispatch.verdict) == (after(heard), "running")


async def test_whoever_drives_already_is_not_timed_again_by_the_release() -> None:
    desk = await begun()
    task = await desk.order(at=30, stand_by=True)
    await desk.step(task, TaskState.ACKNOWLEDGED, 60)
    await desk.step(task, TaskState.EN_ROUTE, 100)
    before = desk.clock(task, _M.HAND_OVER)
    assert before is not None
    known = before.model_dump()
    await release(desk, task)
    await desk.react()
    assert before.model_dump() == known


@pytest.mark.parametrize("end", ["close", "cancel", "refer", "merge"])
async def test_what_ends_owes_nothing_and_what_comes_back_runs_on(end: str) -> None:
    desk = await begun()
    incident = desk.incident
    desk.be_at(100)
    await ENDS[end](desk, incident)
    await desk.react()
    assert desk.verdict(incident, _M.RESPONSE) == "void"
    assert desk.verdict(incident, _M.RESOLUTION) == ("met" if end == "close" else "void")
    back = unmerge(desk, incident) if end == "merge" else reopen(desk, incident, reason="asap")
    await back
    await desk.react()
    for metric, warn_at in ((_M.RESPONSE, 720), (_M.RESOLUTION, 5760)):
        clock = desk.clock(incident, metric)
        assert clock is not None
        assert (clock.verdict, clock.stopped_at, clock.wake_at) == ("running", None, after(warn_at))


async def test_an_earlier_report_moves_the_beginning_and_the_deadline_with_it() -> None:
    desk = await begun()
    for reached in (-100, 50, -40):
        await count_report(desk, desk.incident, report_id=None, reached_at=after(reached))
        await desk.react()
    clock = desk.clock(desk.incident, _M.RESPONSE)
    assert clock is not None
    assert (clock.started_at, clock.due_at, clock.wake_at) == (after(-100), after(800), after(620))


async def test_what_bears_on_no_time_moves_no_clock() -> None:
    desk = await begun()
    before = [clock.model_dump() for clock in desk.rows(SlaClock)]
    await set_alarm(desk, desk.incident, 3)
    await desk.react()
    assert [clock.model_dump() for clock in desk.rows(SlaClock)] == before


def response_of(first: datetime) -> Verdict:
    """Return the verdict of a fire by the law: fifteen minutes from the call, counted here anew."""
    return Verdict.MET if (first - START).total_seconds() <= 900 else Verdict.BREACHED


@given(st.lists(st.integers(40, 2000), min_size=1, max_size=4))
async def test_the_first_who_arrived_ends_the_response_whoever_is_entered_first(
    arrivals: list[int],
) -> None:
    desk = await begun()
    orders = [await desk.order(at=30) for _ in arrivals]
    desk.be_at(2000)
    for task, at in zip(orders, arrivals, strict=True):
        await desk.step(task, TaskState.ON_SCENE, at)
    clock = desk.clock(desk.incident, _M.RESPONSE)
    assert clock is not None
    entered, first = response_of(after(arrivals[0])), response_of(after(min(arrivals)))
    assert (clock.stopped_at, clock.verdict) == (after(min(arrivals)), first)
    # It is stated once, and put right once where an earlier arrival turns it.
    expected = [f"sla.{entered}"] if entered is first else [f"sla.{entered}", "sla.corrected"]
    assert desk.stated(_M.RESPONSE) == expected
