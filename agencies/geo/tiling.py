"""Make one covering of the ground, without overlaps, out of areas of several levels and sources."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from agencies.geo.geo_import import ImportedFile
from routing.value_object import value_object

USUAL_ACCURACY_M: Final = 60.0
# What is left of an area after finer ones were cut out of it is dropped below a hectare (in square
# degrees here).
REST_DEGREES2: Final = 1e-6


@value_object(kw_only=True)
class Tile:
    """One area with how well its border is known."""

    code: str
    name: str
    level: str
    accuracy_m: float
    geometry: BaseGeometry


def tiles_of(file: ImportedFile, accuracy_m: float | None = None) -> list[Tile]:
    """Return the areas of a file with how well their borders are known.

    That is as given, else as the file says, else as usual.
    """
    said: Any = file.layer.get("accuracy_m") if accuracy_m is None else accuracy_m
    by_level = said if isinstance(said, dict) else {}
    flat = float(said) if isinstance(said, int | float) else USUAL_ACCURACY_M
    return [
        Tile(
            code=a.code,
            name=a.name,
            level=a.level,
            accuracy_m=float(by_level.get(a.level, flat)),
            geometry=a.geometry,
        )
        for a in file.areas
    ]


def tile(areas: Sequence[Tile], *, first: Sequence[Tile] = ()) -> list[Tile]:
    """Cut overlaps: the finer level keeps the ground, then the better known area.

    Where both are alike the lower code does. `first` keeps all it has.
    """
    done = list(first)
    for area in sorted(areas, key=lambda a: (-a.code.count("."), a.accuracy_m, a.code)):
        rest = area.geometry
        if done:
            tree = shapely.STRtree([other.geometry for other in done])
            near = [
                done[number].geometry
                for number in tree.query(rest, predicate="intersects").tolist()
            ]
            rest = _polygons(shapely.difference(rest, shapely.union_all(near))) if near else rest
        if rest.area > REST_DEGREES2:
            done.append(replace(area, geometry=rest))
    return sorted(done, key=lambda a: a.code)


def merge(new: Sequence[Tile], old: Sequence[Tile]) -> list[Tile]:
    """Return the layer in which `new` areas replace the same and finer ones of `old`.

    The areas that stay close up to them.
    """
    codes = {area.code for area in new}
    kept = [
        area
        for area in old
        if area.code not in codes and not any(area.code.startswith(f"{code}.") for code in codes)
    ]
    tiles = tile(kept, first=tile(new))
    if not kept:
        return tiles
    # Where the old border lay farther out than the new one nobody would own the ground: the old
    # neighbours take it.
    before = shapely.union_all([area.geometry for area in old])
    bare = shapely.difference(before, shapely.union_all([area.geometry for area in tiles]))
    by_code = {area.code: area for area in tiles}
    neighbours = [by_code[area.code] for area in kept if area.code in by_code]
    return (
        sorted(_fill(by_code, neighbours, bare).values(), key=lambda area: area.code)
        if neighbours
        else tiles
    )


def _fill(
    by_code: Mapping[str, Tile], neighbours: Sequence[Tile], bare: BaseGeometry
) -> dict[str, Tile]:
    filled = dict(by_code)
    tree = shapely.STRtree([area.geometry for area in neighbours])
    for gap in shapely.get_parts(bare):
        if isinstance(gap, Polygon) and not gap.is_empty:
            code = neighbours[int(tree.nearest(gap))].code
            filled[code] = replace(
                filled[code], geometry=_polygons(shapely.union(filled[code].geometry, gap))
            )
    return filled


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Drop the points and lines that cutting leaves behind."""
    parts = [
        part
        for part in shapely.get_parts(geometry)
        if isinstance(part, Polygon) and not part.is_empty
    ]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)
