"""A place is there only with both its coordinates."""

import pytest

from routing.place import Place, place_of


def test_a_row_with_a_position_is_a_place() -> None:
    found = place_of(-7.47, 112.43, accuracy_m=30.0, method="gps", address="Jl. Majapahit 5")
    assert found == Place(
        lat=-7.47, lon=112.43, accuracy_m=30.0, method="gps", address="Jl. Majapahit 5"
    )


@pytest.mark.parametrize(("lat", "lon"), [(None, None), (-7.47, None), (None, 112.43)])
def test_half_a_position_is_none(lat: float | None, lon: float | None) -> None:
    assert place_of(lat, lon, address="Jl. Majapahit 5") is None


def test_nobody_said_how_it_is_known() -> None:
    found = place_of(-7.47, 112.43)
    assert found is not None
    assert (found.method, found.accuracy_m, found.address) == ("unknown", None, None)
