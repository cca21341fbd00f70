"""Which area is this, and how far is the next one?

A grid of 50 m cells is laid over the layer and filled as questions arrive. A cell that lies wholly
inside one area answers "which area" by itself; a cell on a border asks the prepared polygons it
touches. Each cell also keeps the few border segments that can be the nearest for any point in it,
so the exact distance to the border costs a short loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor, inf, sqrt
from typing import Final

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from routing.border import Box, Picked, Segment, Segments, nearest
from routing.case import LATITUDE_LIMIT
from routing.errors import BadCase
from routing.projection import LocalMetres
from routing.table import Area
from routing.value_object import value_object

CELL_M: Final = 50.0
# Border segments are first narrowed for a block, then for each cell in it.
BLOCK_M: Final = 800.0
# No point of a cell is farther than this from its centre.
REACH_M: Final = CELL_M * 0.5**0.5
# Seams between two layers that were drawn apart are closed up to this width before the outer edge
# is taken.
SEAM_M: Final = 100.0
# Circles up to this size are answered from the cell; a larger one asks the whole layer.
AROUND_M: Final = 600.0
# A cell learns its own few segments when it is asked this often; before that learning costs more
# than the answers.
LEARNS_AT: Final = 4
EVERY_AREA: Final = 0
OFF_THE_LAYER: Final = -1

OUTSIDE: Final = "outside_all_areas"
FAR_OUTSIDE: Final = "far_outside"
SWAPPED: Final = "coordinates_swapped"
LAYER_EDGE: Final = "near_layer_edge"
LOCATION_UNKNOWN: Final = "location_unknown"
LOCATION_FROM_AREA: Final = "location_from_area_code"


# An area that a circle around some point of a cell may reach: number, least distance, how true the
# border is, its segments.
Near = tuple[int, float, float, tuple[Segment, ...]]


@dataclass(slots=True, eq=False)
class Cell:
    """What is known of one square of 50 m."""

    sole: int
    candidates: tuple[int, ...]
    prepared: np.ndarray
    box: Box
    asked: int = 0
    foreign: dict[tuple[int, int], tuple[Segment, ...]] = field(default_factory=dict)
    around: dict[int, tuple[Near, ...]] = field(default_factory=dict)


@value_object(kw_only=True)
class Location:
    """Where a point lies; `distance_m` is 0 inside the area, else metres to the nearest one.

    `touched` names every area the uncertainty circle reaches, nearest first, with metres.
    """

    area: int
    distance_m: float
    border_m: float
    radius_m: float
    touched: tuple[tuple[int, float], ...]
    flags: tuple[str, ...]
    x: float
    y: float
    cell: Cell = field(compare=False, repr=False)


class AreaIndex:
    """The areas of one table, ready to be asked a hundred thousand times a second."""

    def __init__(self, areas: Sequence[Area], far_outside_m: float) -> None:
        self.areas = tuple(areas)
        west, south, east, north = shapely.total_bounds(
            [area.geometry for area in self.areas]
        ).tolist()
        self.grid = LocalMetres.around((west + east) / 2, (south + north) / 2)
        self._bounds = (west, south, east, north)
        shapes = [self.grid.project(area.geometry) for area in self.areas]
        self._shapes = np.array(shapes, dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self._segments = Segments.of([*shapes, _outer_edge(shapes)])
        self._accuracies = tuple(area.accuracy_m for area in self.areas)
        self._labels: list[tuple[int, ...]] = [tuple(range(len(self.areas) + 1))]
        self._zonings: dict[tuple[int, ...], int] = {}
        self._blocks: dict[tuple[int, int, int, int], tuple[Picked, Segments]] = {}
        self._cells: dict[tuple[int, int], Cell] = {}
        x_min, y_min, x_max, y_max = shapely.total_bounds(self._shapes).tolist()
        # Cells are kept for the layer and a margin around it; questions from farther away must not
        # fill the memory.
        self._kept = (x_min - 5_000, y_min - 5_000, x_max + 5_000, y_max + 5_000)
        self._far_outside_m = far_outside_m
        self._by_code = {area.code: number for number, area in enumerate(self.areas)}

    def locate(self, lon: float, lat: float, accuracy_m: float | None = None) -> Location:
        """Return a point's area, its distance to the border, and every area its circle reaches."""
        swapped = not -LATITUDE_LIMIT <= lat <= LATITUDE_LIMIT
        if swapped:
            lon, lat = self._unswap(lon, lat)
        grid = self.grid
        x = (lon - grid.lon0) * grid.per_lon
        y = (lat - grid.lat0) * grid.per_lat
        key = (floor(x / CELL_M), floor(y / CELL_M))
        cell = self._cells.get(key)
        if cell is None:
            cell = self._open_cell(key)
        cell.asked += 1
        area = cell.sole
        hits: tuple[int, ...] = ()
        if area < 0:
            hits = self._hits(cell, x, y)
            if not hits:
                return self._outside(x, y, cell, accuracy_m, swapped=swapped)
            area = hits[0]
        radius = max(self._accuracies[area], accuracy_m or 0.0)
        flags: tuple[str, ...] = (SWAPPED,) if swapped else ()
        touched: tuple[tuple[int, float], ...] = ((area, 0.0),)
        border = 0.0 if len(hits) > 1 else self._to_foreign(cell, EVERY_AREA, area, x, y)
        if border <= radius:
            touched, edge = self._touched(cell, x, y, hits or (area,), accuracy_m or 0.0)
            if edge:
                flags = (*flags, LAYER_EDGE)
        return Location(
            area=area,
            distance_m=0.0,
            border_m=border,
            radius_m=radius,
            touched=touched,
            flags=flags,
            x=x,
            y=y,
            cell=cell,
        )

    def zoning(self, labels: Sequence[object]) -> int:
        """Register a division of the areas by a label (such as the owner); return its number."""
        numbers: dict[object, int] = {}
        canonical = tuple(numbers.setdefault(label, len(numbers)) for label in labels)
        if canonical not in self._zonings:
            self._labels.append((*canonical, OFF_THE_LAYER))
            self._zonings[canonical] = len(self._labels) - 1
        return self._zonings[canonical]

    def to_other_zone(self, location: Location, zoning: int) -> float | None:
        """Return the metres to the nearest area with another label, or None without one."""
        labels = self._labels[zoning]
        own = labels[location.area]
        if len(location.touched) > 1 and any(
            not metres and labels[number] != own for number, metres in location.touched
        ):
            return 0.0
        distance = self._to_foreign(location.cell, zoning, own, location.x, location.y)
        return None if distance == inf else distance

    def find_code(self, code: str) -> int | None:
        """Return the position of an area by its code."""
        return self._by_code.get(code)

    def centre(self, number: int) -> tuple[float, float]:
        """Return a point in metres that is surely inside an area."""
        point = shapely.point_on_surface(self._shapes[number])
        return float(point.x), float(point.y)

    def _unswap(self, lon: float, lat: float) -> tuple[float, float]:
        west, south, east, north = self._bounds
        if west - 1 <= lat <= east + 1 and south - 1 <= lon <= north + 1:
            return lat, lon
        raise BadCase(
            "case.coordinates_out_of_range", "The latitude is not on Earth.", lon=lon, lat=lat
        )

    def _open_cell(self, key: tuple[int, int]) -> Cell:
        x, y = key[0] * CELL_M, key[1] * CELL_M
        box = shapely.box(x - 0.01, y - 0.01, x + CELL_M + 0.01, y + CELL_M + 0.01)
        found = tuple(sorted(self._tree.query(box, predicate="intersects").tolist()))
        prepared = self._shapes[list(found)]
        sole = found[0] if len(found) == 1 and bool(shapely.covers(prepared[0], box)) else -1
        cell = Cell(sole, found, prepared, (x, y, x + CELL_M, y + CELL_M))
        x_min, y_min, x_max, y_max = self._kept
        if x_min <= x <= x_max and y_min <= y <= y_max:
            self._cells[key] = cell
        return cell

    def _hits(self, cell: Cell, x: float, y: float) -> tuple[int, ...]:
        if not cell.candidates:
            return ()
        inside = shapely.intersects_xy(cell.prepared, x, y).tolist()
        return tuple(number for number, yes in zip(cell.candidates, inside, strict=True) if yes)

    def _to_foreign(self, cell: Cell, zoning: int, label: int, x: float, y: float) -> float:
        segments = cell.foreign.get((zoning, label))
        if segments is None:
            chosen, block = self._block(cell, zoning, label)
            if cell.asked < LEARNS_AT:
                return float(block.distances(x, y).min()) if len(chosen) else inf
            segments = cell.foreign[zoning, label] = (
                self._segments.nearest_in(cell.box, chosen) if len(chosen) else ()
            )
        return nearest(segments, x, y)

    def _block(self, cell: Cell, zoning: int, label: int) -> tuple[Picked, Segments]:
        """Return the segments that may be the nearest for some point of the block around a cell."""
        west, south = cell.box[:2]
        block = (floor(west / BLOCK_M), floor(south / BLOCK_M))
        key = (zoning, label, *block)
        found = self._blocks.get(key)
        if found is None:
            x, y = block[0] * BLOCK_M, block[1] * BLOCK_M
            chosen = self._others(zoning, label)
            if len(chosen):
                # One cell of slack: rounding may put a cell's corner into the next block.
                box = (x - CELL_M, y - CELL_M, x + BLOCK_M + CELL_M, y + BLOCK_M + CELL_M)
                chosen = self._segments.within_reach(box, chosen)
            found = self._blocks[key] = (chosen, self._segments.take(chosen))
        return found

    def _others(self, zoning: int, label: int) -> Picked:
        labels = np.array(self._labels[zoning])[self._segments.owner]
        other = labels != label
        if zoning != EVERY_AREA:
            # Beyond the layer nobody is known: its edge is no border between owners.
            other &= labels != OFF_THE_LAYER
        return np.flatnonzero(other)

    def _touched(
        self, cell: Cell, x: float, y: float, hits: tuple[int, ...], accuracy_m: float
    ) -> tuple[tuple[tuple[int, float], ...], bool]:
        whole = accuracy_m > AROUND_M or cell.asked < LEARNS_AT
        reached = (
            self._far_and_near(x, y, hits[0], accuracy_m)
            if whole
            else self._near(cell, x, y, hits[0], accuracy_m)
        )
        edge = len(self.areas)
        touched = [item for item in reached if item[0] != edge and item[0] not in hits]
        touched.sort(key=_nearest_first)
        return (*[(number, 0.0) for number in hits], *touched), any(
            number == edge for number, _ in reached
        )

    def _near(
        self, cell: Cell, x: float, y: float, own: int, accuracy_m: float
    ) -> list[tuple[int, float]]:
        reached: list[tuple[int, float]] = []
        for number, at_least, known, segments in cell.around.get(own) or self._around(cell, own):
            reach = max(known, accuracy_m)
            if at_least <= reach:
                away = nearest(segments, x, y)
                if away <= reach:
                    reached.append((number, away))
        return reached

    def _far_and_near(
        self, x: float, y: float, own: int, accuracy_m: float
    ) -> list[tuple[int, float]]:
        metres = self._segments.by_owner(x, y, len(self.areas) + 1).tolist()
        return [
            (number, away)
            for number, away in enumerate(metres)
            if away <= max(accuracy_m, self._known(own, number))
        ]

    def _around(self, cell: Cell, own: int) -> tuple[Near, ...]:
        west, south, east, north = cell.box
        reach = max(AROUND_M, self._accuracies[own])
        distances = self._segments.distances((west + east) / 2, (south + north) / 2)
        chosen = np.flatnonzero(distances <= reach + REACH_M)
        owner = self._segments.owner[chosen]
        found: list[Near] = []
        for number in np.unique(owner).tolist():
            segments = self._segments.nearest_in(cell.box, chosen[owner == number])
            found.append((number, sqrt(segments[0][0]), self._known(own, number), segments))
        cell.around[own] = tuple(found)
        return cell.around[own]

    def _known(self, own: int, other: int) -> float:
        """Return how true the border between two areas is: as true as the better known of them."""
        return (
            min(self._accuracies[own], self._accuracies[other])
            if other < len(self.areas)
            else self._accuracies[own]
        )

    def _outside(
        self, x: float, y: float, cell: Cell, accuracy_m: float | None, *, swapped: bool
    ) -> Location:
        metres = self._segments.by_owner(x, y, len(self.areas) + 1)[:-1]
        area = int(metres.argmin())
        distance = float(metres[area])
        own = self._accuracies[area]
        radius = max(own, accuracy_m or 0.0)
        reached = np.flatnonzero(
            metres <= np.maximum(accuracy_m or 0.0, np.minimum(own, self._accuracies))
        ).tolist()
        touched = tuple(
            sorted(((n, float(metres[n])) for n in {area, *reached}), key=_nearest_first)
        )
        flags = ((SWAPPED,) if swapped else ()) + (OUTSIDE,)
        if distance > self._far_outside_m:
            flags = (*flags, FAR_OUTSIDE)
        return Location(
            area=area,
            distance_m=distance,
            border_m=distance,
            radius_m=radius,
            touched=touched,
            flags=flags,
            x=x,
            y=y,
            cell=cell,
        )


def _nearest_first(item: tuple[int, float]) -> tuple[float, int]:
    return item[1], item[0]


def _outer_edge(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return the ground the layer covers, without its holes and hair cracks."""
    wide = shapely.union_all(
        shapely.buffer(np.array(shapes, dtype=object), SEAM_M, join_style="mitre")
    )
    parts = shapely.get_parts(shapely.buffer(wide, -SEAM_M, join_style="mitre"))
    return MultiPolygon([Polygon(shapely.get_exterior_ring(part)) for part in parts])
