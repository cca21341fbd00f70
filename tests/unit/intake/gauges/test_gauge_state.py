from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.gauges.gauge_state import Change, ChangeKind, GaugeState, state_from
from intake.gauges.levels import Level, level_of
from intake.gauges.profile import Plausible, Thresholds
from intake.gauges.reading import GaugeReading
from intake.gauges.step import fall_silent, step

START = datetime(2026, 12, 12, 8, 0, tzinfo=UTC)
THRESHOLDS = Thresholds(waspada=150, siaga=200, awas=250)
ANYTHING = Plausible(min=-1000, max=2000, max_rate_cm_per_min=1000)


def reading(
    minute: float, level_cm: float, *flags: str, sensor_minute: float | None = None
) -> GaugeReading:
    at = START + timedelta(minutes=minute)
    sensor_at = None if sensor_minute is None else START + timedelta(minutes=sensor_minute)
    return GaugeReading(
        station_id="KS-01",
        key=str(minute),
        at=at,
        received_at=at,
        level_cm=level_cm,
        sensor_at=sensor_at,
        flags=flags,
    )


def run(
    *points: tuple[float, float], plausible: Plausible = ANYTHING, state: GaugeState | None = None
) -> tuple[GaugeState, list[Change]]:
    state = state or GaugeState(level=Level.NORMAL)
    changes: list[Change] = []
    for minute, level_cm in points:
        state, more = step(state, reading(minute, level_cm), THRESHOLDS, plausible)
        changes.extend(more)
    return state, changes


def test_one_step_up_needs_two_readings_in_a_row() -> None:
    assert run((0, 160))[0].level is Level.NORMAL
    assert run((0, 160), (5, 140), (10, 160))[0].level is Level.NORMAL
    state, changes = run((0, 160), (5, 161))
    assert state.level is Level.WASPADA
    assert [(change.was, change.now) for change in changes if change.kind is ChangeKind.LEVEL] == [
        (Level.NORMAL, Level.WASPADA)
    ]


def test_a_jump_over_two_steps_needs_one_reading() -> None:
    assert run((0, 205))[0].level is Level.SIAGA
    assert run((0, 300))[0].level is Level.AWAS


def test_an_unknown_gauge_takes_its_first_reading() -> None:
    state, changes = run((0, 160), state=GaugeState())
    assert state.level is Level.WASPADA
    assert changes[0].was is Level.UNKNOWN


def test_falling_takes_half_an_hour_below_the_hysteresis() -> None:
    high = [(0.0, 205.0)]
    assert run(*high, (10, 195), (50, 195))[0].level is Level.SIAGA
    assert run(*high, (10, 185), (39, 185))[0].level is Level.SIAGA
    assert run(*high, (10, 185), (40, 185))[0].level is Level.WASPADA
    assert run(*high, (10, 100), (25, 195), (41, 100))[0].level is Level.SIAGA
    assert run(*high, (10, 100), (41, 100))[0].level is Level.NORMAL


def test_a_fast_rise_alarms_once_until_it_calms_down() -> None:
    _, changes = run((0, 0), (5, 12), (10, 24), (15, 40), (25, 41), (35, 42), (40, 70))
    rates = [change for change in changes if change.kind is ChangeKind.RATE]
    assert [change.at for change in rates] == [
        START + timedelta(minutes=10),
        START + timedelta(minutes=40),
    ]
    assert rates[0].rate_cm_per_10_min == 24


def test_late_retained_and_impossible_readings_do_not_trigger() -> None:
    state, _ = run((0, 100), (10, 101))
    for odd in (
        reading(5, 300),
        reading(10, 300),
        reading(12, 300, "retained"),
        reading(12, 300, "implausible.range"),
    ):
        assert step(state, odd, THRESHOLDS, ANYTHING) == (state, ())


def test_a_backlog_with_a_wrong_clock_does_not_trigger() -> None:
    first = reading(0, 100, "time.untrusted", sensor_minute=-60)
    state, _ = step(GaugeState(level=Level.NORMAL), first, THRESHOLDS, ANYTHING)
    late = reading(1, 300, "time.untrusted", sensor_minute=-90)
    after, changes = step(state, late, THRESHOLDS, ANYTHING)
    assert (after.level, after.level_cm, changes) == (Level.NORMAL, 100, ())
    on_time = reading(2, 300, "time.untrusted", sensor_minute=-50)
    assert step(state, on_time, THRESHOLDS, ANYTHING)[0].level is Level.AWAS


def test_a_jump_no_river_makes_needs_a_second_witness() -> None:
    careful = Plausible(min=-1000, max=2000, max_rate_cm_per_min=20)
    assert run((0, 100), (1, 400), plausible=careful)[0].level is Level.NORMAL
    assert run((0, 100), (1, 400), (2, 101), (3, 102), plausible=careful)[0].level_cm == 102
    assert run((0, 100), (1, 400), (2, 405), plausible=careful)[0].level is Level.AWAS


def test_silence_is_a_fault_and_ends_with_the_next_reading() -> None:
    state, _ = run((0, 100))
    silent, changes = fall_silent(state, START + timedelta(minutes=20))
    assert (silent.level, changes[0].kind) == (Level.UNKNOWN, ChangeKind.SILENT)
    assert fall_silent(silent, START + timedelta(minutes=40)) == (silent, ())
    back, kinds = run((60, 100), state=silent)
    assert [change.kind for change in kinds] == [ChangeKind.RECOVERED, ChangeKind.LEVEL]
    assert back.level is Level.NORMAL


POINTS = st.lists(st.tuples(st.floats(0.01, 30), st.floats(-50, 500)), min_size=1, max_size=40)


@given(POINTS)
def test_states_survive_storage_and_stay_true(steps: list[tuple[float, float]]) -> None:
    state, minute = GaugeState(), 0.0
    for gap, level_cm in steps:
        minute += gap
        state, changes = step(state, reading(minute, level_cm), THRESHOLDS, ANYTHING)
        assert state_from(state.document()) == state
        assert all(
            change.was is not change.now for change in changes if change.kind is ChangeKind.LEVEL
        )
        assert len(state.window) <= 120
    assert state.level_cm == steps[-1][1]


@given(POINTS)
def test_more_water_never_means_less_alarm(steps: list[tuple[float, float]]) -> None:
    # With a minimum count this need not hold: a jump over two steps counts at once, one over a
    # single step waits for its witness.
    at_once = THRESHOLDS.model_copy(update={"min_consecutive": 1})
    low, high, minute = GaugeState(level=Level.NORMAL), GaugeState(level=Level.NORMAL), 0.0
    for gap, level_cm in steps:
        minute += gap
        low, _ = step(low, reading(minute, level_cm), at_once, ANYTHING)
        high, _ = step(high, reading(minute, level_cm + 60), at_once, ANYTHING)
        assert high.level >= low.level


@pytest.mark.parametrize(
    ("label", "vocabulary", "level"),
    [
        ("Siaga 1", "jakarta", Level.AWAS),
        ("Siaga 3", "jakarta", Level.WASPADA),
        ("Status : Siaga 4", "jakarta", Level.NORMAL),
        ("HIJAU", "brantas", Level.WASPADA),
        ("siaga", "bnpb", Level.SIAGA),
        ("siaga", "aman_to_darurat", Level.WASPADA),
        ("darurat", "aman_to_darurat", Level.AWAS),
        ("siaga dong", "bnpb", Level.UNKNOWN),
        ("siaga", "no such", Level.UNKNOWN),
    ],
)
def test_a_word_means_what_its_source_means(label: str, vocabulary: str, level: Level) -> None:
    assert level_of(label, vocabulary) is level
