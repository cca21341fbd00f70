"""Every point has exactly one area or a named ambiguity, with true distances."""

from dataclasses import replace
from math import hypot

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.registry.table_builder import polygon_of
from routing import Area, BadCase, locate
from routing.jurisdiction import FAR_OUTSIDE, LAYER_EDGE, OUTSIDE, SWAPPED
from routing.projection import LocalMetres
from tests.unit.routing.world import AREAS, MIDDLE, SOUTH, STEP, WEST, router, square

TABLE = router()
GRID = LocalMetres.around(WEST + STEP, SOUTH + STEP)
LON_M = GRID.per_lon
anywhere_near = st.tuples(
    st.floats(WEST - 2 * STEP, WEST + 4 * STEP), st.floats(SOUTH - 2 * STEP, SOUTH + 4 * STEP)
)
inside_layer = st.tuples(
    st.floats(WEST - STEP, WEST + 3 * STEP), st.floats(SOUTH - STEP, SOUTH + 3 * STEP)
)
accuracies = st.one_of(st.none(), st.floats(0, 3_000))


def name_at(lon: float, lat: float) -> str:
    return TABLE.table.areas[locate(TABLE, lon, lat).area].name


@pytest.mark.parametrize(
    ("column", "row", "name"),
    [
        (0.5, 0.5, "Kauman"),
        (1.5, 0.5, "Blooto"),
        (0.5, 1.5, "Wates"),
        (1.5, 1.5, "Meri"),
        (-0.5, 1, "Sooko"),
        (1, 2.5, "Gedeg"),
    ],
)
def test_a_point_lies_where_it_lies(column: float, row: float, name: str) -> None:
    assert name_at(WEST + column * STEP, SOUTH + row * STEP) == name


def test_the_border_distance_is_in_metres() -> None:
    where = locate(TABLE, WEST + 0.4 * STEP, SOUTH + 0.5 * STEP)
    assert where.border_m == pytest.approx(0.4 * STEP * LON_M, rel=1e-3)


def test_a_circle_that_crosses_names_both_areas_with_distances() -> None:
    where = locate(TABLE, WEST + 0.98 * STEP, SOUTH + 0.5 * STEP)
    names = [(TABLE.table.areas[number].name, round(metres)) for number, metres in where.touched]
    assert names == [("Kauman", 0), ("Blooto", round(0.02 * STEP * LON_M))]


def test_an_accurate_layer_does_not_shrink_an_inaccurate_position() -> None:
    where = locate(TABLE, WEST + 0.5 * STEP, SOUTH + 0.5 * STEP, accuracy_m=700.0)
    assert where.radius_m == 700.0
    assert {TABLE.table.areas[number].name for number, _ in where.touched} >= {
        "Kauman",
        "Blooto",
        "Wates",
        "Sooko",
        "Puri",
    }


def test_a_border_is_as_true_as_the_better_known_of_its_areas() -> None:
    rough = tuple(
        replace(area, accuracy_m=60.0 if area.code.startswith("35.76") else 900.0) for area in AREAS
    )
    sooko_far = locate(router(areas=rough), WEST - 0.5 * STEP, SOUTH + 0.99 * STEP)
    names = {rough[number].name for number, _ in sooko_far.touched}
    assert "Kauman" not in names
    near = locate(router(areas=rough), WEST - 0.03 * STEP, SOUTH + 0.5 * STEP)
    assert "Kauman" in {rough[number].name for number, _ in near.touched}


def test_the_corner_of_four_is_owned_by_one_and_names_all() -> None:
    where = locate(TABLE, *MIDDLE)
    assert len(where.touched) == 4
    assert [metres for _, metres in where.touched] == [0.0] * 4
    assert TABLE.table.areas[where.area].code == min(
        TABLE.table.areas[number].code for number, _ in where.touched
    )


def test_a_point_outside_gets_the_nearest_area_and_says_so() -> None:
    where = locate(TABLE, WEST - 1.5 * STEP, SOUTH + 0.5 * STEP)
    assert TABLE.table.areas[where.area].name == "Sooko"
    assert where.distance_m == pytest.approx(0.5 * STEP * LON_M, rel=1e-3)
    assert where.flags == (OUTSIDE,)


def test_a_point_in_another_country_is_far_outside() -> None:
    assert FAR_OUTSIDE in locate(TABLE, 4.9, 52.4).flags


def test_the_edge_of_the_map_is_said() -> None:
    assert LAYER_EDGE in locate(TABLE, WEST - 0.99 * STEP, SOUTH + 0.5 * STEP).flags


def test_swapped_coordinates_are_recognised() -> None:
    right, swapped = locate(TABLE, 112.435, -7.475), locate(TABLE, -7.475, 112.435)
    assert swapped.flags == (SWAPPED,)
    assert (swapped.area, swapped.border_m) == (right.area, right.border_m)


def test_swapped_coordinates_of_somewhere_else_are_refused() -> None:
    with pytest.raises(BadCase) as refusal:
        locate(TABLE, -33.8, 151.2)
    assert refusal.value.code == "case.coordinates_out_of_range"


@given(anywhere_near, accuracies)
def test_every_point_has_one_area_which_it_touches_first(
    point: tuple[float, float], accuracy_m: float | None
) -> None:
    where = locate(TABLE, *point, accuracy_m)
    assert where.touched[0][1] == where.distance_m
    assert where.area in dict(where.touched)
    assert len(dict(where.touched)) == len(where.touched)
    assert list(where.touched) == sorted(where.touched, key=lambda item: (item[1], item[0]))
    assert all(metres <= max(where.radius_m, where.distance_m) for _, metres in where.touched)


@given(inside_layer, accuracies)
def test_the_circle_names_exactly_what_geometry_says(
    point: tuple[float, float], accuracy_m: float | None
) -> None:
    where = locate(TABLE, *point, accuracy_m)
    grid = TABLE.index.grid
    here = shapely.Point(grid.forward(*point))
    for number, area in enumerate(TABLE.table.areas):
        metres = shapely.distance(grid.project(area.geometry), here)
        named = dict(where.touched).get(number)
        # A hair's breadth at the edge of the circle is rounding, not an error.
        assert (named is not None) == (metres <= where.radius_m) or abs(
            metres - where.radius_m
        ) < 1e-6
        assert named is None or named == pytest.approx(metres, abs=1e-6)


@given(inside_layer)
def test_the_border_is_as_far_as_the_nearest_other_ground(point: tuple[float, float]) -> None:
    where = locate(TABLE, *point)
    grid = TABLE.index.grid
    here = shapely.Point(grid.forward(*point))
    others = [
        grid.project(area.geometry)
        for number, area in enumerate(TABLE.table.areas)
        if number != where.area
    ]
    edge = grid.project(shapely.union_all([area.geometry for area in TABLE.table.areas])).boundary
    assert where.border_m == pytest.approx(min(shapely.distance([*others, edge], here)), abs=0.5)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=3, max_size=12, unique=True),
    inside_layer,
)
def test_any_two_halves_of_the_ground_own_every_point_once(
    cloud: list[tuple[float, float]], point: tuple[float, float]
) -> None:
    whole = shapely.box(WEST - STEP, SOUTH - STEP, WEST + 3 * STEP, SOUTH + 3 * STEP)
    blob = shapely.convex_hull(
        shapely.MultiPoint(
            [(WEST + STEP + x * STEP / 9, SOUTH + STEP + y * STEP / 9) for x, y in cloud]
        )
    )
    inner = shapely.intersection(shapely.buffer(blob, STEP / 20), whole)
    halves = tuple(
        Area(code=code, name=code, level="kelurahan", geometry=polygon_of(shapely.to_wkb(geometry)))
        for code, geometry in (("35.76.01", inner), ("35.76.02", shapely.difference(whole, inner)))
    )
    where = locate(router(areas=halves), *point)
    assert shapely.dwithin(halves[where.area].geometry, shapely.Point(point), 1e-9)


def test_an_area_in_two_parts_with_a_hole_has_borders_everywhere() -> None:
    ring = shapely.difference(square(0, 0, 3, 3), square(1, 1))
    parts = shapely.MultiPolygon([ring, square(4, 0)])
    pieces = (
        Area(code="1", name="split", level="x", geometry=parts),
        Area(code="2", name="core", level="x", geometry=square(1, 1)),
    )
    split = router(areas=pieces)
    beside = locate(split, WEST + 0.95 * STEP, SOUTH + 1.5 * STEP)
    assert (pieces[beside.area].name, [pieces[n].name for n, _ in beside.touched]) == (
        "split",
        ["split", "core"],
    )
    far_part = locate(split, WEST + 4.5 * STEP, SOUTH + 0.5 * STEP)
    assert far_part.distance_m == 0.0
    assert far_part.border_m == pytest.approx(0.5 * STEP * LON_M, rel=1e-2)


def test_asking_again_gives_the_same_answer() -> None:
    points = [(WEST + i * STEP / 17, SOUTH + (i * 7 % 31) * STEP / 13) for i in range(60)]
    first = [locate(TABLE, *point) for point in points]
    again = [locate(router(), *point) for point in reversed(points)][::-1]
    assert first == again


def test_metres_and_degrees_turn_into_each_other() -> None:
    x, y = GRID.forward(112.5, -7.4)
    assert GRID.back(x, y) == pytest.approx((112.5, -7.4), abs=1e-12)
    assert hypot(*GRID.forward(WEST + STEP, SOUTH + STEP)) == 0.0
