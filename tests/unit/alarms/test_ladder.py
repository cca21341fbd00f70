"""Whom an alarm calls and when: dated steps, repetition, lives first."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from dispatch.alarms.conditions import Condition
from dispatch.alarms.ladder import Ladders, next_call, step_at
from dispatch.alarms.models import Alarm, AlarmStep
from dispatch.alarms.watch import changes, rest_s

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HOUSE = UUID(int=7)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def step(place: int, after_s: float, whom: str = "dispatcher", **more: Any) -> AlarmStep:
    members: dict[str, Any] = {
        "id": uuid4(),
        "place": place,
        "after_s": after_s,
        "whom": whom,
        "channel": "sound",
        "valid_from": after(-86_400),
    }
    return AlarmStep(**(members | more))


def condition(kind: str = "need", priority: int = 1, since: datetime = AT) -> Condition:
    return Condition(kind=kind, scope_id=HOUSE, priority=priority, since=since)


def alarm(kind: str = "need", priority: int = 1, **more: Any) -> Alarm:
    members: dict[str, Any] = {
        "id": uuid4(),
        "kind": kind,
        "scope_id": HOUSE,
        "priority": priority,
        "since": AT,
        "raised_at": AT,
        "whom": "dispatcher",
        "channel": "sound",
    }
    return Alarm(**(members | more))


def test_the_most_particular_ladder_in_force_counts_as_a_whole() -> None:
    steps = [
        step(1, 10, "anybody"),
        step(1, 20, "of_kind", kind="need"),
        step(1, 30, "of_both", kind="need", priority=1),
        step(1, 40, "of_priority", priority=1),
        step(2, 50, "over", valid_to=AT),
    ]
    ladders = Ladders(steps, AT)
    named = [
        ladders.of(kind, priority)[0].whom
        for kind, priority in (("need", 1), ("need", 2), ("other", 1), ("other", 2))
    ]
    assert named == ["of_both", "of_kind", "of_priority", "anybody"]
    assert len(ladders.of("other", 2)) == 1


def test_a_newer_step_stands_in_place_of_the_older_from_its_day_on() -> None:
    steps = [step(1, 10, "old"), step(1, 10, "new", valid_from=after(60))]
    assert Ladders(steps, AT).of("need", 1)[0].whom == "old"
    assert Ladders(steps, after(60)).of("need", 1)[0].whom == "new"


def test_a_city_without_ladders_calls_somebody_all_the_same() -> None:
    assert [one.whom for one in Ladders([], AT).of("need", 1)] == ["dispatcher"]


def test_an_alarm_calls_again_at_its_repetition_or_at_the_next_step() -> None:
    steps = (step(1, 0, repeat_s=30.0), step(2, 45), step(3, 90, repeat_s=60.0))
    assert next_call(steps, 0, since=AT, now=AT) == after(30)
    assert step_at(steps, 0, since=AT, now=after(30)) == 0
    assert next_call(steps, 0, since=AT, now=after(30)) == after(45)
    assert step_at(steps, 0, since=AT, now=after(45)) == 1
    assert next_call(steps, 1, since=AT, now=after(45)) == after(90)
    assert next_call(steps, 2, since=AT, now=after(90)) == after(150)
    assert step_at(steps, 2, since=AT, now=after(9_000)) == 2


def test_a_ladder_that_lost_its_upper_steps_calls_on_its_last() -> None:
    steps = (step(1, 0),)
    assert step_at(steps, 5, since=AT, now=after(60)) == 0
    assert next_call(steps, 5, since=AT, now=after(60)) is None


def test_lives_come_first_and_then_whoever_has_waited_longest() -> None:
    ladders = Ladders([step(1, 0)], AT)
    holding = [
        condition("minor", priority=3, since=after(-900)),
        condition("late", since=after(-60)),
        condition("early", since=after(-90)),
    ]
    due = changes(holding, [], ladders, AT)
    assert [one.condition and one.condition.kind for one in due] == ["early", "late", "minor"]


def test_what_holds_is_raised_once_it_has_held_long_enough() -> None:
    ladders = Ladders([step(1, 60)], AT)
    assert changes([condition()], [], ladders, after(59)) == []
    assert len(changes([condition()], [], ladders, after(60))) == 1
    assert changes([condition()], [alarm()], ladders, after(60)) == []


def test_what_no_longer_holds_is_ended_and_what_is_due_calls_again() -> None:
    ladders = Ladders([step(1, 0)], AT)
    [over] = changes([], [alarm()], ladders, AT)
    assert over.condition is None
    assert changes([condition()], [alarm(next_at=after(1))], ladders, AT) == []
    [due] = changes([condition()], [alarm(next_at=AT)], ladders, AT)
    assert (due.condition, due.alarm is None) == (condition(), False)


@pytest.mark.parametrize("took_s", [0.0, 0.01, 0.2, 0.5, 3.0, 20.0])
def test_looking_for_alarms_takes_a_tenth_of_the_time_at_most(took_s: float) -> None:
    rest = rest_s(took_s, 2.0)
    assert rest >= 0.0
    assert took_s <= (took_s + 2.0 + rest) / 10 + 1e-9


def test_a_short_look_changes_no_pause() -> None:
    assert rest_s(0.05, 2.0) == 0.0
