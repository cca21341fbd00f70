"""Routing against the bare geometry library: `python -m tests.load.routing_bench`.

Each rate is the median of five rounds over the same points; only the ratios mean something on
another machine.
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from agencies.geo.geo_import import parse_geojson
from agencies.geo.tiling import merge, tiles_of
from agencies.registry.city_files import areas_of, read_registry, table_of
from routing import Case, Router, Table
from routing.value_object import value_object
from tests.support.city import SHIPPED

T = TypeVar("T")
ROUNDS = 5
POINTS = 5_000
AT = datetime(2026, 11, 22, tzinfo=UTC)


@value_object
class Rates:
    """Lookups a second over one layer."""

    layer: str
    areas: int
    bare: float
    locate: float
    plan: float
    plan_inside: float

    def __str__(self) -> str:
        rows = [
            f"{self.layer} ({self.areas} areas)",
            f"  bare STRtree point lookup      {self.bare:12,.0f} /s",
        ]
        named = (
            ("locate, whole", self.locate),
            ("plan, any point of the city", self.plan),
            ("plan, well inside", self.plan_inside),
        )
        rows += [
            f"  {name:<30} {rate:12,.0f} /s  {rate / self.bare:5.0%} of bare  {1e6 / rate:6.1f} us"
            for name, rate in named
        ]
        return "\n".join(rows)


def shipped() -> Table:
    """The city as it is shipped."""
    return table_of(read_registry(SHIPPED))


def official(folder: Path) -> Table:
    """The shipped city with the official boundaries of its kelurahan over the sketch.

    Of its neighbours.
    """
    city = read_registry(SHIPPED)
    new = tiles_of(parse_geojson((folder / "geo" / "kelurahan.geojson").read_bytes()))
    areas = areas_of(merge(new, tiles_of(city.layer)))
    return replace(table_of(city), version="official", areas=areas)


def measure(table: Table) -> Rates:
    """Measure one table over random points of the city."""
    home = [area.geometry for area in table.areas if area.code.startswith(table.home_code)]
    points = _points_in(shapely.union_all(home))
    # "Well inside" means that no circle of uncertainty reaches another area.
    router = Router(table)
    inside = [(lon, lat) for lon, lat in points if len(router.index.locate(lon, lat).touched) == 1]
    tree = shapely.STRtree([area.geometry for area in table.areas])
    made = list(shapely.points(points))
    cases = [Case(at=AT, type="fire", priority=1, lon=lon, lat=lat) for lon, lat in points]
    inside_cases = [Case(at=AT, type="fire", priority=1, lon=lon, lat=lat) for lon, lat in inside]
    return Rates(
        layer=table.version,
        areas=len(table.areas),
        bare=_rate(lambda point: tree.query(point, predicate="intersects"), made),
        locate=_rate(lambda point: router.index.locate(point[0], point[1]), points),
        plan=_rate(router.plan, cases),
        plan_inside=_rate(router.plan, inside_cases),
    )


def _points_in(ground: BaseGeometry) -> list[tuple[float, float]]:
    rng = np.random.default_rng(112)
    west, south, east, north = ground.bounds
    xs, ys = rng.uniform(west, east, 4 * POINTS), rng.uniform(south, north, 4 * POINTS)
    inside = shapely.intersects_xy(ground, xs, ys)
    return list(zip(xs[inside][:POINTS].tolist(), ys[inside][:POINTS].tolist(), strict=True))


def _rate(call: Callable[[T], object], items: Sequence[T]) -> float:
    def once() -> float:
        begun = time.perf_counter()
        for item in items:
            call(item)
        return len(items) / (time.perf_counter() - begun)

    once()
    return statistics.median(once() for _ in range(ROUNDS))


def run() -> list[Rates]:
    """Measure the shipped layer, and the official one where the real data is."""
    tables = [shipped()]
    folder = os.environ.get("TANGGAP_REAL_DATA")
    if folder:
        tables.append(official(Path(folder)))
    return [measure(table) for table in tables]


if __name__ == "__main__":
    for rates in run():
        print(rates)
