"""Times that other clocks say: put right within what is possible, kept in words, never refused."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.kernel.said_time import exactly, judge_time, read_time
from tests.support.city import SHIPPED

NOW = datetime(2026, 11, 22, 4, 10, tzinfo=UTC)
ORDER = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def judged(value: object) -> tuple[datetime, str | None, tuple[str, ...]]:
    time = judge_time(read_time(value), now=NOW, zone=SHIPPED.zone, earliest=ORDER)
    return time.at, time.said, time.flags


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_time_is_now(nothing: object) -> None:
    assert judged(nothing) == (NOW, None, ())


@pytest.mark.parametrize(
    "same",
    ["2026-11-22T04:03:00Z", "2026-11-22T11:03:00+07:00", " 2026-11-22 04:03:00Z ", 1795320180],
)
def test_a_possible_time_counts_as_it_was_said(same: object) -> None:
    assert judged(same) == (datetime(2026, 11, 22, 4, 3, tzinfo=UTC), None, ())


@pytest.mark.parametrize(
    ("said", "at", "flag"),
    [
        ("2026-11-22T03:59:00Z", ORDER, "time_too_early"),
        ("2026-11-22T03:46:00Z", ORDER, "time_too_early"),
        ("2026-11-22T04:11:00Z", NOW, "time_ahead"),
        ("2026-11-22T04:24:00Z", NOW, "time_ahead"),
        # Not a clock that is off but none at all: the moment of arrival is nearest to the truth.
        ("2026-11-22T02:00:00Z", NOW, "time_hopeless"),
        ("2026-11-22T11:03:00Z", NOW, "time_hopeless"),
        ("1970-01-01T00:00:00Z", NOW, "time_hopeless"),
        ("9999-12-31T23:59:59Z", NOW, "time_hopeless"),
    ],
)
def test_an_impossible_time_gives_way_and_its_words_are_kept(
    said: str, at: datetime, flag: str
) -> None:
    assert judged(said) == (at, said, (flag,))


def test_a_time_without_zone_is_the_citys_wall_clock() -> None:
    said = "2026-11-22T11:03:00"
    assert judged(said) == (datetime(2026, 11, 22, 4, 3, tzinfo=UTC), said, ("time_without_zone",))


@pytest.mark.parametrize("said", ["0001-01-01T00:00:00", "9999-12-31T23:59:59"])
def test_the_ends_of_the_calendar_are_no_time_in_any_zone(said: str) -> None:
    assert judged(said)[0] == NOW


@pytest.mark.parametrize("said", ["tadi pagi", "11.03", "2026-13-45T99:00:00Z", True, [1], {}])
def test_what_means_no_time_is_the_moment_of_arrival(said: object) -> None:
    at, words, flags = judged(said)
    assert (at, words, flags[-1]) == (NOW, str(said), "time_hopeless")


@pytest.mark.parametrize("off", [timedelta(seconds=-2), timedelta(seconds=2)])
def test_two_clocks_that_are_both_right_differ_a_little(off: timedelta) -> None:
    limit = ORDER if off < timedelta() else NOW
    assert judge_time(exactly(limit + off), now=NOW, zone=SHIPPED.zone, earliest=ORDER).flags == ()


def test_nothing_counts_after_what_is_known_to_have_followed() -> None:
    later = ORDER + timedelta(minutes=5)
    time = judge_time(
        exactly(later + timedelta(minutes=1)),
        now=NOW,
        zone=SHIPPED.zone,
        earliest=ORDER,
        latest=later,
    )
    assert (time.at, time.flags) == (later, ("time_ahead",))


def test_without_words_a_step_was_at_the_latest_when_the_next_one_was() -> None:
    later = ORDER + timedelta(minutes=5)
    assert judge_time(None, now=NOW, zone=SHIPPED.zone, earliest=ORDER, latest=later).at == later
