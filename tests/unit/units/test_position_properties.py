"""Which of two stories about a vehicle is true, for any track."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.units.judge_position import (
    TOO_FAST,
    Earlier,
    Point,
    distance_m,
    find_problem,
    outweighs,
)

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
LATS, LONS = st.floats(-7.6, -7.3), st.floats(112.3, 112.6)
PLACES = st.tuples(LATS, LONS)
FAR = (-6.2, 106.8167)


def at(place: tuple[float, float], seconds: float) -> Point:
    return Point(*place, NOW + timedelta(seconds=seconds))


@given(PLACES, PLACES)
def test_a_way_is_as_long_back_as_there(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert distance_m(one, other) == pytest.approx(distance_m(other, one))
    assert distance_m(one, one) == 0


@given(PLACES, PLACES, PLACES)
def test_a_detour_is_never_shorter(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> None:
    assert distance_m(a, c) <= distance_m(a, b) + distance_m(b, c) + 1


def test_a_degree_north_is_as_long_as_everywhere() -> None:
    assert distance_m((-7.0, 112.4), (-8.0, 112.4)) == pytest.approx(111_195, rel=1e-3)


@given(PLACES, st.floats(1, 3600), st.floats(0, 59))
def test_what_a_vehicle_can_drive_is_shown(
    start: tuple[float, float], seconds: float, speed: float
) -> None:
    north = start[0] + speed * seconds / 111_195
    assert find_problem(at(start, 0), at((north, start[1]), seconds), 10) is None


@given(PLACES, st.floats(1, 3600), st.floats(61, 500))
def test_what_no_vehicle_can_drive_is_not(
    start: tuple[float, float], seconds: float, speed: float
) -> None:
    north = start[0] + speed * seconds / 111_195
    assert find_problem(at(start, 0), at((north, start[1]), seconds), 10) == TOO_FAST


@pytest.mark.parametrize(("others", "believed"), [(0, False), (1, False), (2, True), (5, True)])
def test_three_that_agree_outweigh_a_first_one(others: int, *, believed: bool) -> None:
    here = (-7.47, 112.43)
    earlier = [Earlier(at(FAR, 0), None)]
    earlier += [Earlier(at(here, 5 * number), TOO_FAST) for number in range(1, others + 1)]
    assert outweighs(at(here, 60), earlier) is believed


@pytest.mark.parametrize(("others", "believed"), [(2, False), (4, False), (5, True), (9, True)])
def test_six_that_agree_outweigh_a_followed_vehicle(others: int, *, believed: bool) -> None:
    here = (-7.47, 112.43)
    earlier = [Earlier(at(FAR, -number), None) for number in range(3)]
    earlier += [Earlier(at(here, 5 * number), TOO_FAST) for number in range(1, others + 1)]
    assert outweighs(at(here, 60), earlier) is believed


@given(st.lists(st.tuples(st.floats(-60, 60), st.floats(-170, 170)), max_size=11))
def test_positions_that_do_not_agree_prove_nothing(places: list[tuple[float, float]]) -> None:
    apart = [(lat, lon) for lat, lon in places if distance_m((lat, lon), (-7.47, 112.43)) > 1e6]
    earlier = [Earlier(at(FAR, -9), None)]
    earlier += [Earlier(at(place, number), TOO_FAST) for number, place in enumerate(apart)]
    assert not outweighs(at((-7.47, 112.43), 20), earlier)


@pytest.mark.parametrize("problem", ["inaccurate", "out_of_order"])
def test_what_was_set_aside_for_another_reason_is_no_witness(problem: str) -> None:
    here = (-7.47, 112.43)
    earlier = [Earlier(at(FAR, 0), None)]
    earlier += [Earlier(at(here, number), problem) for number in range(1, 8)]
    assert not outweighs(at(here, 60), earlier)
