"""Readings into a series and a state: what counts twice, what not at all, what is too much."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.gauges.device_clock import in_order, judge_time
from intake.gauges.flood_state import CityFloods, Watched
from intake.gauges.gauge_state import ChangeKind, GaugeState
from intake.gauges.levels import Level
from intake.gauges.models import GaugeStation
from intake.gauges.profile import Profile
from intake.gauges.reading import GaugeReading
from intake.gauges.receive_readings import Outcome, _take
from intake.gauges.series import Series
from intake.gauges.stations import Station

NOW = datetime.fromisoformat("2026-12-12T08:00:00+00:00")
LOST = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
THRESHOLDS = {"waspada": 150, "siaga": 200, "awas": 250}


def station(**profile: Any) -> Station:
    plausible = {"min": -1000, "max": 2000, "max_rate_cm_per_min": 1000}
    whole = {"station": "KS-01", "thresholds": THRESHOLDS, "plausible": plausible} | profile
    row = GaugeStation(id="KS-01", log_id=UUID(int=1), name="Kali Sadar", river="Kali Sadar")
    return Station(row, Profile.model_validate(whole), NOW)


def reading(
    minute: float, level_cm: float, *, key: str = "", said: datetime | None = None, flag: str = ""
) -> GaugeReading:
    arrival = NOW + timedelta(minutes=minute)
    at, odd = judge_time(said, arrival, replayed=False)
    return GaugeReading(
        station_id="KS-01",
        key=key or f"t:{said or arrival}",
        at=at,
        received_at=arrival,
        level_cm=level_cm,
        sensor_at=said,
        flags=tuple(one for one in (odd, flag) if one),
    )


def on_time(minute: float, level_cm: float, **more: Any) -> GaugeReading:
    return reading(minute, level_cm, said=NOW + timedelta(minutes=minute), **more)


class Gauge:
    """One gauge and everything it was told."""

    def __init__(self, **profile: Any) -> None:
        self.station = station(**profile)
        self.state = GaugeState(level=Level.NORMAL)
        self.series = Series(crowd=0, replayed=self.station.profile.clock == "sensor")
        self.changes: list[ChangeKind] = []

    def take(self, readings: Sequence[GaugeReading]) -> list[Outcome]:
        """Take what came together."""
        outcomes = []
        for one in in_order(readings):
            self.state, outcome = _take(self.state, self.station, self.series, one)
            self.changes += [change.kind for change in outcome.changes]
            outcomes.append(outcome)
        return outcomes

    def each(self, *readings: GaugeReading) -> list[str]:
        """Take readings that came one by one."""
        return [self.take([one])[0].status for one in readings]


def test_a_reading_that_comes_again_changes_nothing() -> None:
    gauge, again = Gauge(), on_time(0, 160, key="7@1")
    assert gauge.each(again, replace(again, received_at=NOW + timedelta(days=3))) == [
        "stored",
        "duplicate",
    ]
    assert len(gauge.series.new) == 1


@pytest.mark.parametrize(
    ("minutes", "level_cm", "status"),
    [(1, 160, "duplicate"), (4, 160, "duplicate"), (6, 160, "stored"), (1, 161, "stored")],
)
def test_a_counter_that_restarts_names_a_reading_for_minutes_only(
    minutes: float, level_cm: float, status: str
) -> None:
    gauge = Gauge()
    assert gauge.each(reading(0, 160, key="1"), reading(minutes, level_cm, key="1")) == [
        "stored",
        status,
    ]


@pytest.mark.parametrize("said", [None, LOST, NOW + timedelta(days=400)])
def test_a_clock_that_means_nothing_loses_no_reading(said: datetime | None) -> None:
    gauge = Gauge()
    readings = [reading(6 * n, cm, key="x", said=said) for n, cm in enumerate((100, 120, 260, 300))]
    assert gauge.each(*readings) == ["stored"] * 4
    assert gauge.state.level is Level.AWAS
    assert len({row.reading_key for row in gauge.series.new}) == 4


def test_a_clock_that_stands_still_gives_way_to_the_arrivals() -> None:
    gauge = Gauge()
    readings = [reading(4 * n, cm, said=NOW) for n, cm in enumerate((100, 160, 170, 260, 265))]
    assert gauge.each(*readings) == ["stored"] * 5
    assert gauge.state.level is Level.AWAS


@pytest.mark.parametrize("flag", ["retained", "implausible.range"])
def test_what_says_nothing_of_now_moves_no_level(flag: str) -> None:
    gauge = Gauge()
    gauge.take([on_time(0, 100)])
    [outcome] = gauge.take([on_time(1, 400, flag=flag)])
    assert (gauge.state.level, gauge.state.level_cm, outcome.changes) == (Level.NORMAL, 100, ())
    assert flag in outcome.flags
    assert len(gauge.series.new) == (1 if flag == "retained" else 2)


def test_one_reading_ahead_is_set_aside_and_true_ones_count() -> None:
    gauge = Gauge()
    ahead = reading(1, 300, said=NOW + timedelta(minutes=10))
    gauge.each(on_time(0, 100), ahead)
    before = gauge.state.level
    gauge.each(on_time(2, 160), on_time(3, 170), on_time(4, 260))
    assert (before, gauge.state.level) == (Level.NORMAL, Level.AWAS)


def test_a_buffer_sent_before_the_reading_of_now_does_not_hide_it() -> None:
    gauge = Gauge()
    gauge.take([on_time(0, 101)])
    buffered = [reading(60, 100 + n % 3, said=NOW + timedelta(minutes=10 + n)) for n in range(44)]
    outcomes = gauge.take([*buffered, on_time(60, 280)])
    assert {one.status for one in outcomes} == {"stored"}
    assert gauge.state.level is Level.AWAS
    assert len(gauge.series.new) == 46


@pytest.mark.parametrize(
    ("count", "level", "statuses"),
    [
        (30, 100, {"stored"}),
        (31, 100, {"stored"}),
        (301, 100, {"stored", "thinned"}),
        (301, None, {"stored"}),
    ],
)
def test_a_frantic_device_fills_no_table_and_hides_no_water(
    count: int, level: float | None, statuses: set[str]
) -> None:
    gauge = Gauge()
    told = gauge.each(
        *(on_time(n / 1000, 100 + n if level is None else level, key=str(n)) for n in range(count))
    )
    assert set(told) == statuses
    crowded = [row for row in gauge.series.new if "rate_limited" in row.flags]
    assert bool(crowded) is (count > 30)
    gauge.take([on_time(2, 300, key="high")])
    assert gauge.state.level is Level.AWAS


def test_a_replayed_series_keeps_its_times_and_its_keys_for_ever() -> None:
    gauge = Gauge(clock="sensor")
    old = replace(on_time(0, 160, key="1"), at=LOST, sensor_at=LOST, flags=())
    again = replace(old, received_at=NOW + timedelta(days=30))
    assert gauge.each(old, again) == ["stored", "duplicate"]
    assert gauge.series.new[0].at == LOST


def test_one_flood_is_one_alarm_and_silence_between_is_none() -> None:
    gauge = Gauge()
    gauge.each(*(on_time(n, 260) for n in range(5)))
    assert gauge.changes.count(ChangeKind.LEVEL) == 1
    assert gauge.state.alarmed


@settings(max_examples=60)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_a_delivery_in_any_order_twice_ends_as_in_its_own_order(
    levels: list[int], random: Any
) -> None:
    readings = [on_time(n, cm, key=str(n)) for n, cm in enumerate(levels)]
    straight, mixed = Gauge(), Gauge()
    straight.take(readings)
    doubled = [*readings, *readings]
    random.shuffle(doubled)
    mixed.take(doubled)
    assert (mixed.state.level, mixed.state.level_cm) == (straight.state.level, levels[-1])
    assert len(mixed.series.new) == len(levels)


def watched(level: Level, lat: float, reach_m: float = 2_000) -> Watched:
    return Watched(level=level, lat=lat, lon=112.43, reach_m=reach_m)


@pytest.mark.parametrize(
    ("lat", "lon", "state"),
    [
        (-7.47, 112.43, "AWAS"),
        (-7.485, 112.43, "AWAS"),
        (-7.50, 112.43, "WASPADA"),
        (-7.60, 112.43, None),
        (None, None, "AWAS"),
        (-7.60, None, "AWAS"),
    ],
)
def test_a_gauge_speaks_for_the_ground_it_reaches(
    lat: float | None, lon: float | None, state: str | None
) -> None:
    floods = CityFloods((watched(Level.AWAS, -7.47), watched(Level.WASPADA, -7.50, 900)))
    assert floods.near(lat, lon) == state


def test_without_a_gauge_nothing_is_known_of_any_flood() -> None:
    assert CityFloods().near(-7.47, 112.43) is None
    assert CityFloods().near(None, None) is None
