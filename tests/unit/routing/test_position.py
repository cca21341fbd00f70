"""One rule for everything that brings a position."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.incidents.place import check_place
from dispatch.kernel.errors import Invalid
from intake.location.check import check_location
from routing.position import find_fault, in_country

FAULTS = [
    (nan, 112.43, "location.not_a_number"),
    (-7.47, inf, "location.not_a_number"),
    (0, 0, "location.null_island"),
    (0.004, -0.009, "location.null_island"),
    (112.43, -7.47, "location.swapped"),
    (-91, 112.43, "location.out_of_range"),
    (-7.47, 180.1, "location.out_of_range"),
    (112.43, 37.5, "location.out_of_range"),
]


@pytest.mark.parametrize(("lat", "lon", "code"), FAULTS)
def test_people_channels_and_vehicles_hear_the_same(lat: float, lon: float, code: str) -> None:
    fault = find_fault(lat, lon)
    assert fault is not None
    assert fault.code == code
    for check in (check_place, check_location):
        with pytest.raises(Invalid, match=code):
            check(lat, lon)


@pytest.mark.parametrize(
    ("lat", "lon"), [(-7.47, 112.43), (37.77, -122.42), (0, 0.02), (-6.2, 106.8), (90, 180)]
)
def test_what_can_be_a_place_is_one(lat: float, lon: float) -> None:
    assert find_fault(lat, lon) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_place_in_the_country_is_never_taken_for_another(lat: float, lon: float) -> None:
    fault = find_fault(lat, lon)
    assert not (in_country(lat, lon) and fault is not None)
    assert fault is None or fault.code in {"location.null_island", "location.swapped"}
