from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.gauges.device_clock import in_order, is_hopeless, judge_time
from intake.gauges.gauge_state import GaugeState
from intake.gauges.levels import Level
from intake.gauges.profile import Plausible, Thresholds
from intake.gauges.reading import GaugeReading
from intake.gauges.series import Series
from intake.gauges.step import step

NOW = datetime(2026, 12, 12, 8, 0, tzinfo=UTC)
THRESHOLDS = Thresholds(waspada=150, siaga=200, awas=250)
ANYTHING = Plausible(min=-1000, max=2000, max_rate_cm_per_min=1000)


def reading(minutes_ago: float | None, level_cm: float) -> GaugeReading:
    said = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    at, flag = judge_time(said, NOW, replayed=False)
    return GaugeReading(
        station_id="KS-01",
        key=str(said),
        at=at,
        received_at=NOW,
        level_cm=level_cm,
        sensor_at=said,
        flags=() if flag is None else (flag,),
    )


def level_after(readings: list[GaugeReading]) -> Level:
    state, series = GaugeState(level=Level.NORMAL), Series(crowd=0, replayed=False)
    for one in in_order(readings):
        if not series.has(one, state.sensor_at):
            series.add(one)
            state, _ = step(state, one, THRESHOLDS, ANYTHING)
    return state.level


POINTS = st.dictionaries(st.integers(0, 55), st.integers(0, 400), min_size=1, max_size=20)


@given(POINTS, st.randoms(use_true_random=False))
def test_any_order_and_repetition_ends_in_the_same_level(
    points: dict[int, int], random: Any
) -> None:
    readings = [reading(ago, cm) for ago, cm in sorted({**points, 0: 160}.items(), reverse=True)]
    shuffled = [*readings, *readings]
    random.shuffle(shuffled)
    assert level_after(shuffled) == level_after(readings)


@given(st.lists(st.integers(0, 140), max_size=40), st.integers(260, 400))
def test_no_buffer_hides_the_water_of_now(buffered: list[int], high: int) -> None:
    old = [reading(20 + ago, cm) for ago, cm in enumerate(reversed(buffered))]
    assert level_after([*old, reading(1, high), reading(0, high)]) is Level.AWAS


@pytest.mark.parametrize(
    ("ahead", "flag"),
    [
        (timedelta(0), None),
        (timedelta(seconds=50), None),
        (timedelta(minutes=9), "time.ahead"),
        (timedelta(minutes=-9), None),
        (timedelta(minutes=-11), "time.untrusted"),
        (timedelta(days=900), "time.untrusted"),
    ],
)
def test_a_devices_time_is_believed_near_the_arrival(ahead: timedelta, flag: str | None) -> None:
    at, odd = judge_time(NOW + ahead, NOW, replayed=False)
    assert odd == flag
    assert at <= NOW
    assert at == NOW or flag is None


def test_a_replayed_series_keeps_its_times() -> None:
    old = NOW - timedelta(days=4000)
    assert judge_time(old, NOW, replayed=True) == (old, None)
    assert judge_time(NOW + timedelta(minutes=6), NOW, replayed=True) == (NOW, "time.untrusted")


def test_an_absurd_time_is_told_from_an_old_one() -> None:
    assert is_hopeless(None, NOW)
    assert is_hopeless(datetime(2000, 1, 1, tzinfo=UTC), NOW)
    assert is_hopeless(NOW + timedelta(days=2), NOW)
    assert not is_hopeless(NOW - timedelta(days=3), NOW)


def test_one_believable_time_vouches_for_what_was_buffered() -> None:
    alone, together = in_order([reading(90, 100)]), in_order([reading(0, 120), reading(90, 100)])
    assert (alone[0].at, alone[0].flags) == (NOW, ("time.untrusted",))
    assert [one.at for one in together] == [NOW - timedelta(minutes=90), NOW]
    assert together[0].flags == ("time.buffered",)
