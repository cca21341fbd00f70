"""Layers of several sources become one covering without overlaps or new gaps."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from agencies.geo.geo_import import ImportedArea, ImportedFile
from agencies.geo.tiling import USUAL_ACCURACY_M, Tile, merge, tile, tiles_of


def piece(
    code: str, west: float, south: float, east: float, north: float, accuracy_m: float = 60.0
) -> Tile:
    return Tile(
        code=code,
        name=code,
        level="x",
        accuracy_m=accuracy_m,
        geometry=box(west, south, east, north),
    )


def union(tiles: list[Tile]) -> BaseGeometry:
    return shapely.union_all([area.geometry for area in tiles])


OLD = [
    piece("35.16.1", 0, 0, 1, 2, accuracy_m=900),
    piece("35.76.1", 1, 0, 2, 1, accuracy_m=300),
    piece("35.76.2", 1, 1, 2, 2, accuracy_m=300),
    piece("35.16.2", 2, 0, 3, 2, accuracy_m=900),
]


def test_the_finer_level_keeps_the_ground() -> None:
    parent, child = tile([piece("35.76", 0, 0, 2, 1), piece("35.76.1", 0, 0, 1, 1)])
    assert (parent.code, child.code) == ("35.76", "35.76.1")
    assert (parent.geometry.area, child.geometry.area) == (1.0, 1.0)


def test_of_two_on_one_level_the_better_known_keeps_it() -> None:
    one, other = tile(
        [piece("a.1", 0, 0, 2, 1, accuracy_m=300), piece("a.2", 1, 0, 3, 1, accuracy_m=60)]
    )
    assert (one.geometry.area, other.geometry.area) == (1.0, 2.0)


def test_a_parent_whose_children_cover_it_disappears() -> None:
    assert [area.code for area in tile([piece("35", 0, 0, 1, 1), piece("35.1", 0, 0, 1, 1)])] == [
        "35.1"
    ]


def test_new_areas_replace_the_same_and_finer_ones_and_neighbours_close_up() -> None:
    merged = merge([piece("35.76", 1.2, 0, 1.9, 2)], OLD)
    assert [area.code for area in merged] == ["35.16.1", "35.16.2", "35.76"]
    assert [area.geometry.area for area in merged] == pytest.approx([2.4, 2.2, 1.4])


def test_a_new_border_farther_out_takes_from_the_neighbours() -> None:
    merged = {
        area.code: area.geometry.area
        for area in merge([piece("35.76", 0.5, 0, 2, 2, accuracy_m=60)], OLD)
    }
    assert merged == pytest.approx({"35.16.1": 3.0 - 2.0, "35.16.2": 2.0, "35.76": 3.0})


def test_with_nothing_before_the_new_areas_stand_alone() -> None:
    assert merge(OLD, []) == tile(OLD)


def test_a_file_that_covers_everything_keeps_nothing() -> None:
    assert {area.code for area in merge([piece("35", 0, 0, 3, 2)], OLD)} == {"35"}


def test_accuracy_comes_from_the_caller_then_the_file_then_the_usual() -> None:
    areas = (
        ImportedArea("1", "x", "kelurahan", box(0, 0, 1, 1)),
        ImportedArea("2", "y", "kota", box(1, 0, 2, 1)),
    )
    by_level = ImportedFile(areas, {"accuracy_m": {"kelurahan": 300}})
    assert [area.accuracy_m for area in tiles_of(by_level)] == [300.0, USUAL_ACCURACY_M]
    assert [area.accuracy_m for area in tiles_of(ImportedFile(areas, {"accuracy_m": 25}))] == [
        25.0,
        25.0,
    ]
    assert [area.accuracy_m for area in tiles_of(by_level, 10.0)] == [10.0, 10.0]


twentieths = st.integers(2, 40).map(lambda number: number / 20)
boxes = st.tuples(twentieths, twentieths, twentieths, twentieths)


@settings(max_examples=60)
@given(st.lists(boxes, min_size=1, max_size=4))
def test_whatever_is_merged_covers_what_was_covered_exactly_once(
    found: list[tuple[float, float, float, float]],
) -> None:
    new = [
        piece(f"35.76.{n}", west, south, west + width, south + height)
        for n, (west, south, width, height) in enumerate(found, 1)
    ]
    merged = merge(new, OLD)
    whole = shapely.union(union(OLD), union(new))
    # Slivers below a hectare may be dropped with the areas they were left of.
    assert shapely.difference(whole, union(merged)).area < 1e-5
    assert sum(area.geometry.area for area in merged) == pytest.approx(union(merged).area, abs=1e-6)
