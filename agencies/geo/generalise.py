"""Make a city's own map layer from published facts alone: centroids, areas, and who borders whom.

    python -m agencies.geo.generalise cities/<name>

No boundary file is read. The outline of the city is the closed union of one disk for each
kelurahan, as large as the published areas add up to; inside it a power diagram gives each kelurahan
its published area and nearly its published centroid; the neighbouring kecamatan share the ground
around by their areas. What comes out is a sketch, and its measured accuracy (docs/geodata.md) is
written into it. It is made to be replaced: `cli.py geo import FILE`.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from agencies.geo.power_diagram import TargetParts, split
from routing.projection import LocalMetres
from routing.value_object import value_object

# Gaps between disks narrower than twice this belong to the city.
CLOSE_M: Final = 600.0
OUTLINE_ROUNDS: Final = 3
OUTLINE_TOLERANCE_M: Final = 15.0
PULL: Final = 0.5
# A vertex every five decimals of a degree (1.1 m) is far finer than the sketch is true.
GRID_DEGREES: Final = 1e-5

# Within this distance of the city, who borders whom decides before areas do.
RING_M: Final = 1_000.0
BORDER_STEP_M: Final = 50.0

Parts = dict[str, BaseGeometry]
Numbers = npt.NDArray[np.float64]


@value_object
class Fact:
    """What is published of one area."""

    code: str
    name: str
    level: str
    parent_code: str
    lon: float
    lat: float
    area_km2: float
    role: str
    adjacent: tuple[str, ...]


def read_facts(file: Path) -> list[Fact]:
    """Read the facts of a city and its neighbours."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Fact(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                parent_code=row["parent_code"],
                lon=float(row["lon"]),
                lat=float(row["lat"]),
                area_km2=float(row["area_km2"]),
                role=row["role"],
                adjacent=tuple(row["adjacent"].split()),
            )
            for row in csv.DictReader(lines)
        ]


def generalise(facts: Sequence[Fact]) -> dict[str, BaseGeometry]:
    """Return a polygon in degrees for every area of the city and its neighbours.

    Together they tile the ground.
    """
    city = [fact for fact in facts if fact.role == "city"]
    around = [fact for fact in facts if fact.role != "city"]
    grid = LocalMetres.around(
        float(np.mean([f.lon for f in city])), float(np.mean([f.lat for f in city]))
    )
    inner, outline = _city(_wanted(city, grid))
    neighbours = _wanted(around, grid)
    reach = shapely.convex_hull(
        shapely.union_all([_disk(c, a, 1.0) for c, a in _pairs(neighbours)])
    )
    outer = split(shapely.difference(reach, outline), neighbours, pull=1.0, move=False)
    beside = _obey_adjacency(dict(zip((f.code for f in around), outer, strict=True)), inner, city)
    parts = {
        fact.code: grid.unproject(part)
        for fact, part in zip([*city, *around], [*inner, *beside.values()], strict=True)
    }
    return _tile(
        {fact.code: parts[fact.code] for fact in facts if fact.role != "rim"}, list(parts.values())
    )


def missing_borders(
    parts: dict[str, BaseGeometry], facts: Sequence[Fact]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the published borders that the sketch lacks, and those it has too many.

    Only borders among the given parts count.
    """
    want = {
        _pair(fact.code, other)
        for fact in facts
        for other in fact.adjacent
        if other in parts and fact.code in parts
    }
    codes = sorted(parts)
    have = {
        (one, other)
        for place, one in enumerate(codes)
        for other in codes[place + 1 :]
        if shapely.intersection(parts[one], parts[other]).length > 0
    }
    return want - have, have - want


def as_geojson(
    parts: dict[str, BaseGeometry], facts: Sequence[Fact], layer: dict[str, object]
) -> str:
    """Return the layer as RFC 7946 text, with what is known about it as a foreign member."""
    by_code = {fact.code: fact for fact in facts}
    features = []
    for code, part in sorted(parts.items()):
        fact = by_code[code]
        properties = {
            "code": code,
            "name": fact.name,
            "level": fact.level,
            "parent_code": fact.parent_code,
        }
        geometry = shapely.geometry.mapping(shapely.orient_polygons(part))
        features.append(
            {"type": "Feature", "id": code, "properties": properties, "geometry": geometry}
        )
    rows = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    head = json.dumps(layer, ensure_ascii=False, indent=2)
    return f'{{"type": "FeatureCollection",\n"layer": {head},\n"features": [\n{rows}\n]}}\n'


def _city(wanted: TargetParts) -> tuple[list[BaseGeometry], BaseGeometry]:
    """Return the parts of the city and its outline.

    The disks wander so that the parts meet their centroids better.
    """
    centres = wanted.centroids
    outline = _outline(centres, wanted.areas)
    parts = split(outline, wanted, pull=PULL)
    for _ in range(OUTLINE_ROUNDS - 1):
        got = np.array([shapely.get_coordinates(shapely.centroid(part))[0] for part in parts])
        centres = centres + (wanted.centroids - got) / 2
        outline = _outline(centres, wanted.areas)
        parts = split(outline, wanted, pull=PULL)
    return parts, outline


def _obey_adjacency(outer: Parts, inner: Sequence[BaseGeometry], city: Sequence[Fact]) -> Parts:
    """Give the ground right outside a kelurahan to a neighbour it is said to border.

    Not to one it does not.
    """
    outline = shapely.union_all(list(inner))
    ring = shapely.difference(shapely.buffer(outline, RING_M), outline)
    moved = dict(outer)
    for fact, zone in zip(city, _zones(outline, inner), strict=True):
        allowed = [code for code in fact.adjacent if code in outer]
        ground = shapely.intersection(zone, ring)
        for code in outer if allowed else ():
            piece = shapely.intersection(ground, outer[code])
            if code not in allowed and not piece.is_empty:
                near = min(
                    allowed,
                    key=lambda other: (
                        shapely.distance(outer[other], shapely.centroid(piece)),
                        other,
                    ),
                )
                moved[code] = shapely.difference(moved[code], piece)
                moved[near] = shapely.union_all([moved[near], piece])
    return moved


def _zones(outline: BaseGeometry, inner: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Divide the ground around the city by the kelurahan whose stretch of the border is nearest."""
    posts = shapely.get_coordinates(shapely.segmentize(shapely.boundary(outline), BORDER_STEP_M))
    reach = shapely.buffer(shapely.envelope(outline), 2 * RING_M)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.MultiPoint(np.unique(posts.round(), axis=0)), extend_to=reach
        )
    )
    tree = shapely.STRtree(list(inner))
    nearest = tree.nearest(
        shapely.centroid(
            shapely.intersection(cells, shapely.buffer(shapely.boundary(outline), 1.0))
        )
    )
    return [shapely.union_all(cells[nearest == number]) for number in range(len(inner))]


def _outline(centres: Numbers, areas: Numbers) -> BaseGeometry:
    low, high = 0.5, 2.0
    closed = _closed(centres, areas, high)
    for _ in range(30):
        factor = (low + high) / 2
        closed = _closed(centres, areas, factor)
        low, high = (factor, high) if closed.area < areas.sum() else (low, factor)
    return shapely.simplify(closed, OUTLINE_TOLERANCE_M)


def _closed(centres: Numbers, areas: Numbers, factor: float) -> BaseGeometry:
    disks = shapely.union_all([_disk(c, a, factor) for c, a in zip(centres, areas, strict=True)])
    return shapely.buffer(shapely.buffer(disks, CLOSE_M, quad_segs=32), -CLOSE_M, quad_segs=32)


def _tile(
    wanted: dict[str, BaseGeometry], lines: Sequence[BaseGeometry]
) -> dict[str, BaseGeometry]:
    """Cut all borders at each other on one fixed grid, so that neighbours share every vertex."""
    noded = shapely.union_all(
        [shapely.boundary(_ground(part)) for part in lines], grid_size=GRID_DEGREES
    )
    faces = shapely.get_parts(shapely.polygonize([noded]))
    codes = list(wanted)
    shapes = list(wanted.values())
    of: dict[str, list[BaseGeometry]] = {code: [] for code in codes}
    for face in faces:
        shared = shapely.area(shapely.intersection(shapes, face))
        if shared.max() > face.area / 2:
            of[codes[int(shared.argmax())]].append(face)
    return {code: shapely.union_all(own, grid_size=GRID_DEGREES) for code, own in of.items()}


def _ground(part: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a part.

    Cutting may leave a stray line with them, and such a collection has no boundary.
    """
    pieces = shapely.get_parts(part)
    return shapely.union_all(pieces[shapely.get_dimensions(pieces) == 2])  # noqa: PLR2004 - what has an area


def _wanted(facts: Sequence[Fact], grid: LocalMetres) -> TargetParts:
    points = np.array([grid.forward(fact.lon, fact.lat) for fact in facts])
    return TargetParts(points, np.array([fact.area_km2 for fact in facts]) * 1e6)


def _pairs(wanted: TargetParts) -> list[tuple[Numbers, float]]:
    return list(zip(wanted.centroids, wanted.areas.tolist(), strict=True))


def _disk(centre: Numbers, area: float, factor: float) -> BaseGeometry:
    disk: BaseGeometry = shapely.buffer(
        shapely.Point(centre), factor * np.sqrt(area / np.pi), quad_segs=32
    )
    return disk


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def main(folder: Path) -> None:
    """Write the layer of a city folder from its facts and the notes beside them."""
    facts = read_facts(folder / "area_facts.csv")
    layer = json.loads((folder / "layer.json").read_text(encoding="utf-8"))
    parts = generalise(facts)
    (folder / "areas.geojson").write_text(as_geojson(parts, facts, layer), encoding="utf-8")
    lacking, extra = missing_borders(parts, [fact for fact in facts if fact.role == "city"])
    lines = chain(
        (f"lacks {a} - {b}" for a, b in sorted(lacking)),
        (f"invents {a} - {b}" for a, b in sorted(extra)),
    )
    sys.stdout.write(f"{len(parts)} areas\n" + "".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
