from typing import Any

import pytest

from intake.location.evidence import Fix
from intake.location.spellings import ORDER_ASSUMED, judge, said_in
from routing.position import BadPosition


def position(value: Any) -> Fix | BadPosition:
    said = said_in(value)
    assert said is not None
    return judge(said, None)


@pytest.mark.parametrize(
    "value",
    [
        {"lat": -7.4716, "lon": 112.4401},
        {"latitude": "-7.4716", "longitude": "112.4401"},
        {"Lat": "-7,4716", "LNG": "112,4401"},
        {"lat": -7.4716, "long": 112.4401},
        {"type": "Point", "coordinates": [112.4401, -7.4716]},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [112.4401, -7.4716, 30]}},
        {"coords": {"latitude": -7.4716, "longitude": 112.4401}},
        [112.4401, -7.4716],
        "-7.4716,112.4401",
        "-7.4716 112.4401",
        "(-7,4716, 112,4401)",
        "geo:-7.4716,112.4401;u=35",
        "https://maps.google.com/?q=-7.4716,112.4401",
        "https://www.google.com/maps/@-7.4716,112.4401,17z",
    ],
)
def test_one_place_whatever_the_spelling(value: Any) -> None:
    found = position(value)
    assert isinstance(found, Fix)
    assert (found.lat, found.lon) == (-7.4716, 112.4401)


def test_a_pair_without_names_says_when_its_order_was_guessed() -> None:
    found = position([-7.4716, 112.4401])
    assert isinstance(found, Fix)
    assert (found.lat, found.lon, found.flags) == (-7.4716, 112.4401, (ORDER_ASSUMED,))


def test_named_degrees_are_never_exchanged_in_silence() -> None:
    found = position({"lat": 112.4401, "lon": -7.4716})
    assert isinstance(found, BadPosition)
    assert found.code == "location.swapped"


def test_an_accuracy_comes_along_and_a_bad_one_costs_nothing_else() -> None:
    good, bad = (
        position({"lat": -7.4, "lon": 112.4, "accuracy": accuracy}) for accuracy in ("25", -1)
    )
    assert isinstance(good, Fix)
    assert isinstance(bad, Fix)
    assert (good.accuracy_m, bad.accuracy_m) == (25, None)
    assert bad.flags == ("location.accuracy_unusable",)


@pytest.mark.parametrize("value", ["Jl. Majapahit 5", [], {}, {"kelurahan": "Meri"}, 7, None, "12"])
def test_what_names_no_position_is_none(value: Any) -> None:
    assert said_in(value) is None
