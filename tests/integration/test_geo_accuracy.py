"""How true the shipped sketch is, measured against official boundaries.

What the layer says of itself must hold.
"""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from agencies.geo.generalise import as_geojson, generalise, missing_borders, read_facts
from agencies.registry.city_files import read_registry, table_of
from routing import Router, locate
from routing.projection import LocalMetres
from tests.support.city import SHIPPED

CITY = SHIPPED.folder
GRID = LocalMetres.around(112.437, -7.471)
Shapes = dict[str, BaseGeometry]


def shapes_of(file: Path) -> Shapes:
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"]["code"]: GRID.project(shape(feature["geometry"]))
        for feature in features
    }


@pytest.fixture(scope="module")
def sketch() -> Shapes:
    return shapes_of(CITY / "areas.geojson")


@pytest.fixture
def official(real_data: Path) -> Shapes:
    return shapes_of(real_data / "geo" / "kelurahan.geojson") | shapes_of(
        real_data / "geo" / "neighbours.geojson"
    )


@pytest.fixture(scope="module")
def said() -> dict[str, float]:
    measured: dict[str, float] = json.loads((CITY / "layer.json").read_text(encoding="utf-8"))[
        "measured"
    ]
    return measured


def points_in(ground: BaseGeometry, number: int = 20_000) -> npt.NDArray[np.object_]:
    rng = np.random.default_rng(7)
    west, south, east, north = ground.bounds
    xs, ys = rng.uniform(west, east, 4 * number), rng.uniform(south, north, 4 * number)
    shapely.prepare(ground)
    inside = shapely.intersects_xy(ground, xs, ys)
    return np.asarray(shapely.points(xs[inside], ys[inside]))[:number]


def city_of(shapes: Shapes) -> BaseGeometry:
    return shapely.union_all([area for code, area in shapes.items() if code.startswith("35.76.")])


def test_the_sketch_follows_from_its_facts() -> None:
    facts = read_facts(CITY / "area_facts.csv")
    layer = json.loads((CITY / "layer.json").read_text(encoding="utf-8"))
    made = json.loads(as_geojson(generalise(facts), facts, layer))
    shipped = json.loads((CITY / "areas.geojson").read_text(encoding="utf-8"))
    assert made["layer"] == shipped["layer"]
    assert [feature["id"] for feature in made["features"]] == [
        feature["id"] for feature in shipped["features"]
    ]
    # Another version of the geometry library may round a corner differently: a metre, not a border.
    for one, other in zip(made["features"], shipped["features"], strict=True):
        assert shapely.hausdorff_distance(shape(one["geometry"]), shape(other["geometry"])) < 1e-3


def test_the_sketch_is_a_clean_covering_with_the_published_areas(sketch: Shapes) -> None:
    assert shapely.coverage_is_valid(list(sketch.values()), gap_width=0.0)
    for fact in [fact for fact in read_facts(CITY / "area_facts.csv") if fact.role == "city"]:
        assert sketch[fact.code].area / 1e6 == pytest.approx(fact.area_km2, rel=0.02), fact.name


def test_most_published_borders_are_there(sketch: Shapes) -> None:
    facts = [fact for fact in read_facts(CITY / "area_facts.csv") if fact.role == "city"]
    degrees = {code: GRID.unproject(area) for code, area in sketch.items()}
    published = {tuple(sorted((fact.code, other))) for fact in facts for other in fact.adjacent}
    missing, _ = missing_borders(
        {code: shapely.set_precision(area, 1e-6) for code, area in degrees.items()}, facts
    )
    assert len(missing) <= 0.15 * len(published)


def test_the_city_s_points_fall_into_their_kelurahan_as_often_as_the_layer_says(
    sketch: Shapes, official: Shapes, said: dict[str, float]
) -> None:
    kelurahan = [code for code in sketch if code.startswith("35.76.")]
    points = points_in(city_of(official))
    true = np.array([shapely.intersects(official[code], points) for code in kelurahan]).argmax(
        axis=0
    )
    away = np.array([shapely.distance(sketch[code], points) for code in kelurahan])[
        true, np.arange(len(points))
    ]
    assert (away == 0).mean() == pytest.approx(said["city_area_same_kelurahan"], abs=0.02)
    assert (away <= 300).mean() == pytest.approx(said["true_kelurahan_within_300_m"], abs=0.01)


def test_the_city_border_is_as_far_off_as_the_layer_says(
    sketch: Shapes, official: Shapes, said: dict[str, float]
) -> None:
    drawn, real = city_of(sketch), city_of(official)
    overlap = shapely.intersection(drawn, real).area / shapely.union(drawn, real).area
    assert overlap == pytest.approx(said["city_outline_iou"], abs=0.02)
    along = shapely.points(shapely.get_coordinates(shapely.segmentize(drawn.boundary, 10)))
    error = shapely.distance(along, real.boundary)
    assert np.median(error) == pytest.approx(said["city_border_error_median_m"], abs=10)
    assert np.percentile(error, 90) == pytest.approx(said["city_border_error_p90_m"], abs=20)
    hausdorff = shapely.hausdorff_distance(drawn.boundary, real.boundary, densify=0.01)
    assert hausdorff == pytest.approx(said["city_border_hausdorff_m"], abs=30)


def test_around_the_city_the_right_district_is_found_as_often_as_the_layer_says(
    sketch: Shapes, official: Shapes, said: dict[str, float]
) -> None:
    city = city_of(official)
    points = points_in(shapely.difference(shapely.buffer(city, 2_000), city))
    right = sum(
        int((shapely.intersects(area, points) & shapely.intersects(official[code], points)).sum())
        for code, area in sketch.items()
    )
    assert right / len(points) == pytest.approx(
        said["same_kecamatan_within_2_km_of_city"], abs=0.02
    )


def test_the_router_names_the_true_kelurahan_in_its_circle(official: Shapes) -> None:
    table = table_of(read_registry(SHIPPED))
    router = Router(table)
    codes = [area.code for area in table.areas]
    kelurahan = [code for code in codes if code.startswith("35.76.")]
    points = points_in(city_of(official), 2_000)
    true = np.array([shapely.intersects(official[code], points) for code in kelurahan]).argmax(
        axis=0
    )
    named = 0
    for place, (x, y) in zip(true.tolist(), shapely.get_coordinates(points).tolist(), strict=True):
        where = locate(router, *GRID.back(x, y))
        named += kelurahan[place] in {codes[number] for number, _ in where.touched}
    assert named / len(points) > 0.97
