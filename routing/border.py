"""Borders as line segments in metres, and the nearest of them."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, inf, sqrt
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Numbers = npt.NDArray[np.float64]
# The first number is the square of a distance no point of the box is nearer than; the rest is
# start, step, 1/length^2.
Segment = tuple[float, float, float, float, float, float]
Picked = npt.NDArray[np.int64]
Box = tuple[float, float, float, float]


# Farther borders are kept as the few segments nearest to nine points of the box. What can be missed
# is a segment that wins between two of them: less than the box is wide, and no uncertainty circle
# turns on it.
EXACT_UP_TO_M: Final = 1_000.0
CORNERS: Final = [0, 2, 6, 8]


class Segments(NamedTuple):
    """Every border segment of a layer; those of one owner stand together."""

    ax: Numbers
    ay: Numbers
    dx: Numbers
    dy: Numbers
    inverse: Numbers
    owner: Picked

    @classmethod
    def of(cls, geometries: Sequence[BaseGeometry]) -> Segments:
        """Collect the rings of polygons; the owner is the position in the sequence."""
        starts: list[Numbers] = []
        ends: list[Numbers] = []
        owners: list[int] = []
        for number, geometry in enumerate(geometries):
            for ring in shapely.get_rings(shapely.get_parts(geometry)):
                points = shapely.get_coordinates(ring)
                starts.append(points[:-1])
                ends.append(points[1:])
                owners.extend([number] * (len(points) - 1))
        start = np.concatenate(starts)
        delta = np.concatenate(ends) - start
        length2 = (delta**2).sum(axis=1)
        # A repeated vertex is a segment of length zero: its only point is its start.
        inverse = np.divide(1.0, length2, out=np.zeros_like(length2), where=length2 > 0)
        return cls(
            ax=start[:, 0],
            ay=start[:, 1],
            dx=delta[:, 0],
            dy=delta[:, 1],
            inverse=inverse,
            owner=np.array(owners, dtype=np.int64),
        )

    def distances(self, x: float, y: float) -> Numbers:
        """Return the distance in metres of a point to every segment."""
        px, py = x - self.ax, y - self.ay
        along = np.clip((px * self.dx + py * self.dy) * self.inverse, 0.0, 1.0)
        return np.hypot(px - along * self.dx, py - along * self.dy)

    def by_owner(self, x: float, y: float, owners: int) -> Numbers:
        """Return the distance in metres of a point to the border of each owner."""
        nearest = np.full(owners, inf)
        # The segments of one owner stand together.
        starts = np.flatnonzero(np.diff(self.owner, prepend=-1))
        nearest[self.owner[starts]] = np.minimum.reduceat(self.distances(x, y), starts)
        return nearest

    def within_reach(self, box: Box, chosen: Picked) -> Picked:
        """Return the segments that may be the nearest for some point of a box."""
        west, south, east, north = box
        reach = hypot(east - west, north - south) / 2
        near = self.take(chosen).distances((west + east) / 2, (south + north) / 2)
        wanted: Picked = chosen[near <= near.min() + 2 * reach]
        return wanted

    def take(self, chosen: Picked) -> Segments:
        """Return the segments at these positions."""
        ax, ay, dx, dy, inverse = (
            column[chosen] for column in (self.ax, self.ay, self.dx, self.dy, self.inverse)
        )
        return Segments(ax=ax, ay=ay, dx=dx, dy=dy, inverse=inverse, owner=self.owner[chosen])

    def plain(self, at_least_squared: Numbers) -> tuple[Segment, ...]:
        """Return all segments as plain numbers, each with the least distance it can have."""
        columns = (at_least_squared, self.ax, self.ay, self.dx, self.dy, self.inverse)
        return tuple(zip(*(column.tolist() for column in columns), strict=True))

    def nearest_in(self, box: Box, chosen: Picked) -> tuple[Segment, ...]:
        """Return the segments that are nearest for some point of a box, the likeliest first.

        As plain numbers.
        """
        west, south, east, north = box
        few = self.take(self.within_reach(box, chosen))
        sampled = np.stack(
            [few.distances(x, y) for x in _thirds(west, east) for y in _thirds(south, north)]
        )
        ends = np.stack([few.ax, few.ay, few.ax + few.dx, few.ay + few.dy], axis=1).reshape(
            -1, 2, 2
        )
        at_least: Numbers = np.asarray(
            shapely.distance(shapely.linestrings(ends), shapely.box(*box))
        )
        keep = np.argsort(at_least, kind="stable")
        # The distance to one segment is convex, so over the box it is largest at a corner.
        surely = sampled[CORNERS].max(axis=0).min()
        wanted = (
            at_least[keep] <= surely
            if surely <= EXACT_UP_TO_M
            else np.isin(keep, sampled.argmin(axis=1))
        )
        keep = keep[wanted]
        return few.take(keep).plain(at_least[keep] ** 2)


def _thirds(low: float, high: float) -> tuple[float, float, float]:
    return low, (low + high) / 2, high


def nearest(segments: tuple[Segment, ...], x: float, y: float) -> float:
    """Return the distance in metres to the nearest of a few segments; infinite without any.

    A plain loop: for the handful a grid cell holds it is four times faster than building a point
    for the geometry library.
    """
    best = inf
    for at_least, ax, ay, dx, dy, inverse in segments:
        if at_least >= best:
            break
        px = x - ax
        py = y - ay
        along = (px * dx + py * dy) * inverse
        if along > 0.0:
            if along > 1.0:  # noqa: PLR1730 - min() costs three times the comparison, and this is the hottest loop
                along = 1.0
            px -= along * dx
            py -= along * dy
        square = px * px + py * py
        if square < best:  # noqa: PLR1730 - as above
            best = square
    return sqrt(best)
