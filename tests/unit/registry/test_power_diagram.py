"""A city's own sketch of its areas: each as large as published, nothing twice, nothing bare."""

import json
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from agencies.geo.generalise import Fact, as_geojson, generalise, missing_borders
from agencies.geo.power_diagram import TargetParts, split

REGION: Final = shapely.box(0, 0, 4_000, 3_000)


def wanted(sites: list[tuple[tuple[int, int], int]]) -> TargetParts:
    return TargetParts(
        np.array([place for place, _ in sites], dtype=float),
        np.array([area for _, area in sites], dtype=float),
    )


@pytest.mark.parametrize(
    "sites",
    [
        [((1_000, 1_000), 5), ((3_000, 2_000), 20)],
        [((300, 300), 5), ((1_150, 1_138), 9), ((1_790, 300), 9)],
        [((900, 900), 7), ((3_100, 900), 7), ((900, 2_100), 11), ((3_100, 2_100), 6)],
    ],
)
def test_the_parts_share_the_region_by_their_areas(
    sites: list[tuple[tuple[int, int], int]],
) -> None:
    parts = split(REGION, wanted(sites), pull=1.0, move=False)
    total = sum(area for _, area in sites)
    for part, (_, area) in zip(parts, sites, strict=True):
        assert part.area == pytest.approx(REGION.area * area / total, rel=1e-3)
    # All of it, and nothing twice.
    assert shapely.union_all(parts).area == pytest.approx(REGION.area)
    assert sum(part.area for part in parts) == pytest.approx(REGION.area)


def test_a_part_has_its_centre_where_it_is_published_where_that_is_possible() -> None:
    sites = wanted([((1_000, 1_500), 1), ((3_000, 1_500), 1)])
    for part, centre in zip(split(REGION, sites, pull=0.1), sites.centroids, strict=True):
        assert shapely.distance(shapely.centroid(part), shapely.Point(centre)) < 1.0


def test_one_part_alone_has_the_whole_region() -> None:
    [part] = split(REGION, wanted([((2_000, 1_000), 7)]), pull=0.5)
    assert part.equals(REGION)


def fact(code: str, lon: float, *adjacent: str, role: str = "city") -> Fact:
    return Fact(
        code=code,
        name=f"Kelurahan {code[-1]}",
        level="kelurahan",
        parent_code=code.rpartition(".")[0],
        lon=lon,
        lat=-7.47,
        area_km2=1.0,
        role=role,
        adjacent=adjacent,
    )


# Three kelurahan in a row and a neighbour at either end.
A, B, C = "35.76.01.1001", "35.76.01.1002", "35.76.01.1003"
WEST, EAST = "35.16.01", "35.16.02"
ROW: Final = (
    fact(A, 112.420, B, WEST),
    fact(B, 112.429, A, C),
    fact(C, 112.438, B, EAST),
    replace(fact(WEST, 112.405, A, role="neighbour"), level="kecamatan", area_km2=3.0),
    replace(fact(EAST, 112.453, C, role="neighbour"), level="kecamatan", area_km2=3.0),
)


@pytest.fixture(scope="module")
def row() -> dict[str, BaseGeometry]:
    return generalise(ROW)


def test_a_sketch_tiles_the_ground_and_neighbours_share_every_vertex(
    row: dict[str, BaseGeometry],
) -> None:
    assert set(row) == {each.code for each in ROW}
    whole = shapely.union_all(list(row.values()))
    assert sum(part.area for part in row.values()) == pytest.approx(whole.area)
    assert all(shapely.is_valid(part) for part in row.values())
    for one, other in pairwise([WEST, A, B, C, EAST]):
        border = shapely.intersection(row[one], row[other])
        corners = {tuple(point) for point in shapely.get_coordinates(border)}
        for part in (row[one], row[other]):
            assert corners <= {tuple(point) for point in shapely.get_coordinates(part)}


def test_who_borders_whom_is_as_published_in_the_city(row: dict[str, BaseGeometry]) -> None:
    known = {code: row[code] for code in (A, B, C)}
    assert missing_borders(known, ROW[:3]) == (set(), set())
    # A published border that the sketch has not, and one that it invents, are both named.
    told = [replace(ROW[0], adjacent=(C,)), replace(ROW[1], adjacent=()), ROW[2]]
    lacking, extra = missing_borders(known, told)
    assert (lacking, extra) == ({(A, C)}, {(A, B)})


def test_the_file_is_geojson_that_says_what_is_known_about_it(
    row: dict[str, BaseGeometry],
) -> None:
    document = json.loads(as_geojson(row, ROW, {"name": "Sketsa", "accuracy_m": 150}))
    assert document["layer"] == {"name": "Sketsa", "accuracy_m": 150}
    assert [feature["id"] for feature in document["features"]] == sorted(row)
    first = document["features"][-1]
    assert first["properties"]["parent_code"] == first["id"].rpartition(".")[0]
    for feature in document["features"]:
        # RFC 7946: longitude first, outer rings against the clock.
        shape = shapely.geometry.shape(feature["geometry"])
        assert 112.3 < shape.centroid.x < 112.5
        rings = [part.exterior for part in shapely.get_parts(shape)]
        assert all(ring.is_ccw for ring in rings)
