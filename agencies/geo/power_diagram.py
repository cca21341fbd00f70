"""Split a region among sites so that each part has a given area and, nearly, a given centroid.

A part is where its own plane a.x + b is the highest of all (a power diagram). The integral of that
upper envelope minus the wanted areas and moments is convex in all a and b, and its gradient is
simply "area and moment too much": descending it finds the diagram. A pull towards the plain diagram
of the centroids keeps shapes sane where the facts ask the impossible.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from routing.value_object import value_object

Numbers = npt.NDArray[np.float64]
# The solver works in kilometres, where the numbers are near one.
SCALE_M: Final = 1_000.0
MEMORY: Final = 12
SETTLED: Final = 1e-10


@value_object
class TargetParts:
    """What is published of the parts: centroids in metres and areas in square metres."""

    centroids: Numbers
    areas: Numbers


def split(
    region: BaseGeometry, wanted: TargetParts, *, pull: float, move: bool = True, steps: int = 500
) -> list[BaseGeometry]:
    """Return one part of the region for each site.

    With `move` off only areas are met and sites stay where they are.
    """
    problem = _Problem(region, wanted, pull=pull, move=move)
    return problem.parts(_descend(problem, steps))


class _Problem:
    def __init__(
        self, region: BaseGeometry, wanted: TargetParts, *, pull: float, move: bool
    ) -> None:
        self._region = region
        self._pull = pull
        self._move = move
        frame = shapely.buffer(shapely.envelope(region), 100.0, join_style="mitre")
        self._frame = shapely.get_coordinates(shapely.orient_polygons(frame))[:-1] / SCALE_M
        self._sites = wanted.centroids / SCALE_M
        # Published areas add up to a little more or less than the region: everybody gets the same
        # share of the rest.
        self._areas = wanted.areas / wanted.areas.sum() * region.area / SCALE_M**2
        # Slopes are measured in the part's own size, which makes all unknowns equally steep.
        self._size = np.sqrt(self._areas)
        heights = (self._sites**2).sum(axis=1) / 2 + self._areas / np.pi / 2
        self.start = np.concatenate([(self._sites * self._size[:, None]).ravel(), heights])

    def parts(self, unknowns: Numbers) -> list[BaseGeometry]:
        """Return the parts that the unknowns stand for, in metres."""
        slopes, _, offsets = self._planes(unknowns)
        return [self._part(number, slopes, offsets) for number in range(len(slopes))]

    def value(self, unknowns: Numbers) -> tuple[float, Numbers]:
        """Return the convex function and its gradient."""
        slopes, heights, offsets = self._planes(unknowns)
        areas, moments = np.zeros(len(slopes)), np.zeros_like(slopes)
        for number in range(len(slopes)):
            part = self._part(number, slopes, offsets)
            areas[number] = part.area / SCALE_M**2
            if not part.is_empty:
                centre = part.centroid
                moments[number] = np.array([centre.x, centre.y]) / SCALE_M * areas[number]
        away = (unknowns - self.start)[: slopes.size]
        value = (
            (slopes * moments).sum()
            + (offsets * areas).sum()
            - (self._areas * heights).sum()
            + self._pull / 2 * away @ away
        )
        too_far = (moments - areas[:, None] * self._sites) / self._size[:, None]
        steepness = too_far.ravel() + self._pull * away if self._move else np.zeros(slopes.size)
        return float(value), np.concatenate([steepness, areas - self._areas])

    def _planes(self, unknowns: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        slopes = unknowns[: self._sites.size].reshape(-1, 2) / self._size[:, None]
        heights = unknowns[self._sites.size :]
        return slopes, heights, heights - (slopes * self._sites).sum(axis=1)

    def _part(self, number: int, slopes: Numbers, offsets: Numbers) -> BaseGeometry:
        ring = self._frame
        for other in range(len(slopes)):
            if other != number:
                ring = _above(
                    ring, slopes[number] - slopes[other], float(offsets[number] - offsets[other])
                )
            if len(ring) < 3:  # noqa: PLR2004 - a polygon has three corners
                return Polygon()
        return shapely.intersection(Polygon(ring * SCALE_M), self._region)


def _above(ring: Numbers, slope: Numbers, offset: float) -> Numbers:
    """Return the part of a convex ring where slope.x + offset is not negative."""
    heights = ring @ slope + offset
    if (heights >= 0).all():
        return ring
    corners: list[Numbers] = []
    for place, height in enumerate(heights):
        following = (place + 1) % len(ring)
        if height >= 0:
            corners.append(ring[place])
        if (height >= 0) != (heights[following] >= 0):
            corners.append(
                ring[place]
                + height / (height - heights[following]) * (ring[following] - ring[place])
            )
    return np.array(corners).reshape(-1, 2)


def _descend(problem: _Problem, steps: int) -> Numbers:
    """Minimise by limited-memory BFGS with halving steps."""
    point = problem.start
    value, gradient = problem.value(point)
    history: list[tuple[Numbers, Numbers]] = []
    for _ in range(steps):
        direction = _direction(gradient, history)
        length = 1.0
        while True:
            following = point - length * direction
            new_value, new_gradient = problem.value(following)
            if new_value <= value - 1e-4 * length * float(gradient @ direction) or length < SETTLED:
                break
            length /= 2
        step, change = following - point, new_gradient - gradient
        if change @ step > SETTLED**2:
            history = [*history, (step, change)][-MEMORY:]
        done = abs(value - new_value) < SETTLED
        point, value, gradient = following, new_value, new_gradient
        if done:
            break
    return point


def _direction(gradient: Numbers, history: list[tuple[Numbers, Numbers]]) -> Numbers:
    direction = gradient.copy()
    used: list[tuple[float, float, Numbers, Numbers]] = []
    for step, change in reversed(history):
        rho = 1.0 / float(change @ step)
        share = rho * float(step @ direction)
        direction = direction - share * change
        used.append((share, rho, step, change))
    if history:
        step, change = history[-1]
        direction = direction * float(step @ change) / float(change @ change)
    else:
        direction = direction * 0.05
    for share, rho, step, change in reversed(used):
        direction = direction + step * (share - rho * float(change @ direction))
    return direction
