"""Metres, ways and reasons: the small values that every plan is made of."""

from math import hypot, inf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from routing.border import Segments, nearest
from routing.position import find_fault, in_country
from routing.projection import LocalMetres
from routing.reason import Reason, Sentences
from routing.travel_time import StraightLine, Way

LON, LAT = 112.434, -7.472
GRID = LocalMetres.around(LON, LAT)
LONS, LATS = st.floats(LON - 0.5, LON + 0.5), st.floats(LAT - 0.5, LAT + 0.5)
METRES = st.floats(-50_000, 50_000)


@given(LONS, LATS)
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    assert GRID.back(*GRID.forward(lon, lat)) == pytest.approx((lon, lat), abs=1e-9)


@given(METRES, METRES)
def test_back_and_there_is_the_same_spot(x: float, y: float) -> None:
    assert GRID.forward(*GRID.back(x, y)) == pytest.approx((x, y), abs=1e-3)


def test_a_minute_of_latitude_is_a_sea_mile_and_one_of_longitude_is_shorter() -> None:
    _, north = GRID.forward(LON, LAT + 1 / 60)
    east, _ = GRID.forward(LON + 1 / 60, LAT)
    assert north == pytest.approx(1843, abs=2)
    assert east == pytest.approx(1840, abs=2)
    assert GRID.forward(LON, LAT) == (0, 0)


def test_a_shape_comes_back_as_it_went() -> None:
    shape = box(LON, LAT, LON + 0.01, LAT + 0.02)
    back = GRID.unproject(GRID.project(shape))
    assert back.equals_exact(shape, 1e-9)
    assert GRID.project(shape).area == pytest.approx(0.01 * GRID.per_lon * 0.02 * GRID.per_lat)


@given(METRES, METRES)
def test_a_border_is_as_far_as_geometry_says(x: float, y: float) -> None:
    shapes = [box(0, 0, 1_000, 1_000), box(1_000, 0, 3_000, 500)]
    segments = Segments.of(shapes)
    distances = segments.by_owner(x, y, 2)
    truth = [shape.exterior.distance(Point(x, y)) for shape in shapes]
    assert distances == pytest.approx(truth, abs=1e-6)
    everything = segments.plain(np.zeros(len(segments.ax)))
    assert nearest(everything, x, y) == pytest.approx(min(truth), abs=1e-6)


@given(st.floats(0, 900), st.floats(0, 900))
def test_in_a_box_the_few_segments_kept_are_enough(x: float, y: float) -> None:
    shapes = [box(0, 0, 1_000, 1_000), box(1_000, 0, 9_000, 500), box(-5_000, -9_000, 0, 9_000)]
    segments = Segments.of(shapes)
    kept = segments.nearest_in((0, 0, 900, 900), np.arange(len(segments.ax)))
    assert len(kept) < len(segments.ax)
    assert nearest(kept, x, y) == pytest.approx(float(segments.distances(x, y).min()), abs=1e-6)


def test_without_a_border_nothing_is_near() -> None:
    assert nearest((), 0, 0) == inf


@given(st.floats(0, 1e6), st.floats(1, 3), st.floats(1, 120))
def test_a_way_takes_longer_the_longer_the_slower_and_the_more_winding(
    metres: float, detour: float, speed: float
) -> None:
    way = Way(from_lon=0, from_lat=0, to_lon=1, to_lat=1, straight_m=metres)
    seconds = StraightLine(detour=detour, speed_kmh=speed).seconds(way)
    assert seconds == pytest.approx(metres * detour * 3.6 / speed)
    assert seconds <= StraightLine(detour=detour + 1, speed_kmh=speed).seconds(way)
    assert seconds >= StraightLine(detour=detour, speed_kmh=speed + 1).seconds(way)


@pytest.mark.parametrize(
    ("detour", "speed", "sound"), [(1, 1, True), (0.99, 30, False), (1.4, 0, False), (1, -3, False)]
)
def test_a_travel_model_says_what_is_wrong_with_it(
    detour: float, speed: float, *, sound: bool
) -> None:
    assert (StraightLine(detour=detour, speed_kmh=speed).faults() == ()) is sound


@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_every_pair_is_a_place_or_has_a_fault_with_a_code(lat: float, lon: float) -> None:
    fault = find_fault(lat, lon)
    codes = {"not_a_number", "null_island", "swapped", "out_of_range"}
    assert fault is None or fault.code.removeprefix("location.") in codes
    assert fault is not None or hypot(lat, lon) > 0


@given(st.floats(-11.5, 6.5), st.floats(94.5, 141.5))
def test_a_place_in_the_country_is_one_and_its_reverse_is_named(lat: float, lon: float) -> None:
    assert in_country(lat, lon)
    assert find_fault(lat, lon) is None
    swapped = find_fault(lon, lat)
    assert swapped is not None
    assert swapped.code == "location.swapped"


@pytest.fixture
def sentences(tmp_path: Path) -> Sentences:
    (tmp_path / "id.json").write_text('{"near": "{km} km dari {name}", "bare": "begitu saja"}')
    (tmp_path / "en.json").write_text('{"near": "{km} km from {name}"}')
    return Sentences(tmp_path)


@pytest.mark.parametrize(
    ("reason", "language", "said"),
    [
        (Reason("near", {"km": 1.5, "name": "Pasar"}), "id", "1.5 km dari Pasar"),
        (Reason("near", {"km": 1.5, "name": "Pasar"}), "en", "1.5 km from Pasar"),
        (Reason("near", {"km": 1.5, "name": "Pasar"}), "fr", "1.5 km dari Pasar"),
        (Reason("near", {"km": 1.5}), "id", "near"),
        (Reason("near", {"km": 1, "name": "x", "more": "y"}), "id", "1 km dari x"),
        (Reason("bare"), "id", "begitu saja"),
        (Reason("bare"), "en", "bare"),
        (Reason("of.next.year", {"a": 1}), "id", "of.next.year"),
    ],
)
def test_a_reason_is_said_as_well_as_it_can_be(
    sentences: Sentences, reason: Reason, language: str, said: str
) -> None:
    assert sentences.say(reason, language) == said


def test_a_reason_is_stored_without_its_words(sentences: Sentences) -> None:
    assert sentences.document(Reason("near", {"km": 2}, -0.5)) == {
        "code": "near",
        "params": {"km": 2},
        "weight": -0.5,
    }
    assert sentences.codes() == {"near", "bare"}
    assert sentences.codes("en") == {"near"}
