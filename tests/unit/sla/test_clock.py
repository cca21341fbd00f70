from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch.sla.clock import deadline, evaluate, next_wake
from dispatch.sla.intervals import owner_of
from dispatch.sla.metrics import Metric, Verdict

START = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_deadline_warns_at_its_share_and_is_due_at_its_target() -> None:
    found = deadline(START, 60, 0.8)
    assert (found.warn_at, found.due_at) == (after(48), after(60))


def test_exactly_on_time_is_in_time_and_a_microsecond_later_is_not() -> None:
    assert evaluate(START, after(60), after(60), after(60)) is Verdict.MET
    assert evaluate(START, after(60.000001), after(60), after(61)) is Verdict.BREACHED


def test_a_clock_that_runs_is_breached_only_after_its_deadline() -> None:
    assert evaluate(START, None, after(60), after(60)) is Verdict.RUNNING
    assert evaluate(START, None, after(60), after(61)) is Verdict.BREACHED


def test_without_a_target_there_is_nothing_to_judge() -> None:
    assert evaluate(START, after(5), None, after(5)) is Verdict.VOID
    assert evaluate(START, None, None, after(9_999)) is Verdict.RUNNING


def test_an_end_before_the_start_is_no_success() -> None:
    assert evaluate(START, after(-1), after(60), after(60)) is Verdict.VOID


@given(st.floats(0.001, 1e6), st.floats(0, 2e6))
def test_the_verdict_of_a_stopped_clock_does_not_depend_on_when_it_is_judged(
    target: float, taken: float
) -> None:
    due, stopped = after(target), after(taken)
    verdicts = {evaluate(START, stopped, due, now) for now in (START, due, stopped, after(1e7))}
    assert verdicts == {Verdict.MET if stopped <= due else Verdict.BREACHED}


def test_a_clock_is_looked_at_for_its_warning_and_then_for_its_deadline() -> None:
    assert next_wake(after(48), after(60), warned=False) == after(48)
    assert next_wake(after(48), after(60), warned=True) == after(60)


def test_the_owner_of_a_breach_is_a_desk_the_crew_or_the_agency() -> None:
    assert owner_of(Metric.ANSWER, None) == "call_takers"
    assert owner_of(Metric.HAND_OVER, "damkar") == "agency:damkar"
    assert owner_of(Metric.TURNOUT, "damkar") == "crew"
    assert owner_of(Metric.RESPONSE, None) == "everyone"
