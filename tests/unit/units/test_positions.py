from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from dispatch.units.models import Unit
from dispatch.units.report_position import Fix, distance_m, find_problem, is_stale

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def unit(**values: Any) -> Unit:
    return Unit(
        id=UUID(int=1), agency_id="damkar", callsign="D1", kind="engine", recorded_at=NOW, **values
    )


KNOWN: dict[str, Any] = {"lat": -7.4700, "lon": 112.4300, "position_at": NOW}


def test_the_first_good_position_is_shown() -> None:
    assert find_problem(unit(), Fix(lat=-7.47, lon=112.43, accuracy_m=8), NOW) is None


@pytest.mark.parametrize(
    ("accuracy_m", "problem"), [(500, None), (501, "inaccurate"), (None, None)]
)
def test_a_position_worse_than_half_a_kilometre_is_kept_but_not_shown(
    accuracy_m: float | None, problem: str | None
) -> None:
    assert find_problem(unit(), Fix(lat=-7.47, lon=112.43, accuracy_m=accuracy_m), NOW) == problem


@pytest.mark.parametrize("seconds", [-1, 0])
def test_a_position_older_than_the_shown_one_is_not_shown(seconds: float) -> None:
    assert (
        find_problem(unit(**KNOWN), Fix(lat=-7.47, lon=112.43), NOW + timedelta(seconds=seconds))
        == "out_of_order"
    )


def test_nothing_on_wheels_goes_faster_than_sixty_metres_a_second() -> None:
    near, far = Fix(lat=-7.4701, lon=112.43), Fix(lat=-7.48, lon=112.43)
    assert find_problem(unit(**KNOWN), near, NOW + timedelta(seconds=1)) is None
    assert find_problem(unit(**KNOWN), far, NOW + timedelta(seconds=1)) == "too_fast"
    assert find_problem(unit(**KNOWN), far, NOW + timedelta(seconds=60)) is None


def test_a_hundredth_of_a_degree_is_a_kilometre_or_so() -> None:
    assert distance_m((-7.47, 112.43), (-7.48, 112.43)) == pytest.approx(1112, rel=0.01)
    assert distance_m((-7.47, 112.43), (-7.47, 112.44)) == pytest.approx(1103, rel=0.01)


def test_a_moving_unit_is_stale_after_two_minutes_and_a_parked_one_after_ten() -> None:
    three_minutes = NOW + timedelta(minutes=3)
    assert is_stale(NOW, 12.0, three_minutes)
    assert not is_stale(NOW, 0.0, three_minutes)
    assert is_stale(NOW, None, NOW + timedelta(minutes=11))
    assert is_stale(None, None, NOW)
