"""A case refuses what nobody could route, and nothing else."""

from datetime import datetime
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing import BadCase, Case
from tests.unit.routing.world import AT

NOT_NUMBERS = (nan, inf, -inf)


@pytest.mark.parametrize("bad", NOT_NUMBERS)
@pytest.mark.parametrize("name", ["lon", "lat"])
def test_coordinates_are_finite(name: str, bad: float) -> None:
    with pytest.raises(BadCase) as refusal:
        Case(**{"at": AT, "lon": 112.4, "lat": -7.4, name: bad})  # type: ignore[arg-type]  # the values differ in type
    assert refusal.value.code == "case.coordinates_not_finite"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"lon": 112.4}, "case.half_a_position"),
        ({"lat": -7.4}, "case.half_a_position"),
        ({"lon": 200.0, "lat": 0.0}, "case.coordinates_out_of_range"),
        ({"lon": 112.4, "lat": 181.0}, "case.coordinates_out_of_range"),
        ({"lon": 112.4, "lat": 91.0}, "case.coordinates_out_of_range"),
        ({"priority": 0}, "case.priority_out_of_range"),
        ({"priority": 6}, "case.priority_out_of_range"),
        ({"alarm_level": 0}, "case.alarm_level_out_of_range"),
        ({"accuracy_m": -1.0}, "case.bad_accuracy"),
        ({"accuracy_m": nan}, "case.bad_accuracy"),
        ({"at": datetime(2026, 1, 1)}, "case.naive_time"),  # noqa: DTZ001 - the missing time zone is the point
    ],
)
def test_what_is_impossible_is_refused_with_its_code(members: dict[str, Any], code: str) -> None:
    with pytest.raises(BadCase) as refusal:
        Case(**{"at": AT, **members})
    assert refusal.value.code == code


def test_a_case_may_know_nothing_but_the_time() -> None:
    bare = Case(at=AT)
    assert (bare.type, bare.priority, bare.lon, bare.lat) == ("unknown", 2, None, None)


def test_a_swapped_pair_is_let_through_for_routing_to_recognise() -> None:
    assert Case(at=AT, lon=-7.47, lat=112.43).lat == 112.43


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 1e6))
def test_every_place_on_earth_is_a_case(lon: float, lat: float, accuracy_m: float) -> None:
    made = Case(at=AT, lon=lon, lat=lat, accuracy_m=accuracy_m)
    assert (made.lon, made.lat) == (lon, lat)
