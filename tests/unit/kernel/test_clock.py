"""A clock that is set by an hour, forwards or back, moves nothing; what really passed does."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.kernel.clock import SteadyClock, elapsed
from dispatch.kernel.store.true_time import NONE, Look, Verdict, judge

NOON = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


class Seconds:
    """A counter of seconds that a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def look(
    database: datetime,
    *,
    ahead: timedelta = NONE,
    head: datetime | None = None,
    others_live: bool = False,
) -> Look:
    return Look(database=database, ahead=ahead, head=head, others_live=others_live)


def test_a_steady_clock_goes_on_by_what_passes() -> None:
    seconds = Seconds()
    clock = SteadyClock(NOON, seconds)
    seconds.at += 90.5
    assert clock.now() == NOON + timedelta(seconds=90.5)
    assert clock.at(1010.0) == NOON + timedelta(seconds=10)


def test_a_small_difference_is_made_up_for_in_parts_and_no_time_is_told_twice_in_wrong_order() -> (
    None
):
    seconds = Seconds()
    clock = SteadyClock(NOON, seconds)
    told = clock.now()
    for _ in range(60):
        clock.follow(NOON - SECOND, seconds.at)
        assert clock.now() >= told
    assert clock.at(seconds.at) - (NOON - SECOND) < timedelta(milliseconds=1)
    seconds.at += 2
    assert abs(clock.now() - (NOON + SECOND)) < timedelta(milliseconds=1)


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_leap_is_taken_whole(by: timedelta) -> None:
    seconds = Seconds()
    clock = SteadyClock(NOON, seconds)
    clock.leap(NOON + by, seconds.at)
    assert clock.now() == NOON + by


def test_what_counts_the_seconds_never_goes_back() -> None:
    assert 0 < elapsed() <= elapsed()


def test_the_first_look_takes_the_databases_time() -> None:
    assert judge(look(NOON), None) == Verdict(NOON, NONE)
    assert judge(look(NOON, head=NOON - HOUR), None) == Verdict(NOON, NONE)


def test_who_starts_later_counts_as_the_others_do() -> None:
    assert judge(look(NOON + HOUR, ahead=HOUR), None) == Verdict(NOON, HOUR)


def test_nothing_is_entered_before_the_head_of_the_log() -> None:
    assert judge(look(NOON - HOUR, head=NOON), None) == Verdict(NOON, -HOUR)


def test_a_small_difference_is_the_databases_to_decide() -> None:
    assert judge(look(NOON + SECOND), NOON) == Verdict(NOON + SECOND, NONE)
    assert judge(look(NOON - SECOND), NOON) == Verdict(NOON - SECOND, NONE)


@pytest.mark.parametrize("by", [HOUR, -HOUR, timedelta(days=400), 3 * SECOND])
def test_a_database_whose_clock_was_set_moves_nobodys_time(by: timedelta) -> None:
    assert judge(look(NOON + by), NOON) == Verdict(NOON, by)
    # Whoever looks next finds it written down, and counts on.
    later = look(NOON + by + SECOND, ahead=by, others_live=True)
    assert judge(later, NOON + SECOND) == Verdict(NOON + SECOND, by)


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_when_it_is_set_right_again_nothing_is_left(by: timedelta) -> None:
    assert judge(look(NOON, ahead=by), NOON) == Verdict(NOON, NONE)


def test_who_was_frozen_takes_the_time_of_those_who_were_not() -> None:
    late = look(NOON + HOUR, others_live=True)
    assert judge(late, NOON) == Verdict(NOON + HOUR, NONE)
