"""What is wrong with a set of boundaries: gaps, overlaps, slivers, broken rings, double codes.

Each fault has its size and place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from agencies.geo.geo_import import ImportedArea
from routing.projection import LocalMetres
from routing.value_object import value_object

# Above these a file is refused unless somebody forces it; below, digitising noise is only reported.
OVERLAP_M2: Final = 10_000.0
GAP_M2: Final = 10_000.0
NOISE_M2: Final = 1.0
# A hole this wide was left out on purpose (a city inside its district); a narrower one is a fault
# of the drawing.
CRACK_WIDTH_M: Final = 200.0
SLIVER_WIDTH_M: Final = 20.0
SHOWN: Final = 20


@value_object(kw_only=True)
class Finding:
    """One fault: where, how large, and whether it alone is reason enough to refuse the file."""

    kind: str
    refuses: bool
    codes: tuple[str, ...]
    area_m2: float
    width_m: float
    lon: float
    lat: float
    note: str = ""

    def __str__(self) -> str:
        """Return the line of the report."""
        mark = "REFUSED" if self.refuses else "note"
        size = f"{self.area_m2:.0f} m2, {self.width_m:.1f} m wide" if self.area_m2 else ""
        words = (
            mark,
            self.kind,
            " / ".join(self.codes),
            size,
            f"at {self.lat:.6f},{self.lon:.6f}",
            self.note,
        )
        return "  ".join(word for word in words if word)


@value_object
class LintReport:
    """All findings of a file, the gravest first."""

    areas: int
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether the file should not be used as it is."""
        return any(finding.refuses for finding in self.findings)

    def as_document(self) -> dict[str, Any]:
        """Return the report as JSON values, with the findings that fit."""
        counts = Counter(finding.kind for finding in self.findings)
        return {
            "areas": self.areas,
            "counts": dict(counts),
            "findings": [asdict(finding) for finding in self.findings[:SHOWN]],
        }

    def __str__(self) -> str:
        """Return the report for people."""
        counts = Counter(finding.kind for finding in self.findings)
        head = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())) or "clean"
        lines = [f"{self.areas} areas: {head}", *map(str, self.findings[:SHOWN])]
        if len(self.findings) > SHOWN:
            lines.append(f"... and {len(self.findings) - SHOWN} more")
        return "\n".join(lines)


def lint(areas: Sequence[ImportedArea]) -> LintReport:
    """Return what is wrong with the areas of one file.

    Parents may lie over their children, neighbours may not.
    """
    bounds = shapely.total_bounds([area.geometry for area in areas])
    grid = LocalMetres.around(float(bounds[0] + bounds[2]) / 2, float(bounds[1] + bounds[3]) / 2)
    findings = [*_duplicates(areas, grid), *_invalid(areas)]
    everything = shapely.union_all(
        [grid.project(shapely.make_valid(area.geometry)) for area in areas]
    )
    depths: dict[int, list[ImportedArea]] = defaultdict(list)
    for area in areas:
        depths[area.code.count(".")].append(area)
    for level in depths.values():
        # The operations below need valid rings; a broken one is reported above and repaired only to
        # be measured.
        shapes = [grid.project(shapely.make_valid(area.geometry)) for area in level]
        findings += [
            *_overlaps(level, shapes, grid),
            *_gaps(level, shapes, grid, everything),
            *_slivers(level, shapes, grid),
        ]
    return LintReport(len(areas), tuple(sorted(findings, key=_gravity)))


def _gravity(finding: Finding) -> tuple[bool, float, str, tuple[str, ...]]:
    return not finding.refuses, -finding.area_m2, finding.kind, finding.codes


def _duplicates(areas: Sequence[ImportedArea], grid: LocalMetres) -> Iterator[Finding]:
    counts = Counter(area.code for area in areas)
    for code, number in counts.items():
        if number > 1:
            first = next(area for area in areas if area.code == code)
            yield _finding(
                "duplicate_code",
                (code,),
                grid.project(first.geometry),
                grid,
                refuses=True,
                note=f"{number} times",
            )


def _invalid(areas: Sequence[ImportedArea]) -> Iterator[Finding]:
    for area in areas:
        if not area.geometry.is_valid:
            point = shapely.get_coordinates(area.geometry)[0]
            reason = shapely.is_valid_reason(area.geometry)
            yield Finding(
                kind="invalid_ring",
                refuses=True,
                codes=(area.code,),
                area_m2=0.0,
                width_m=0.0,
                lon=float(point[0]),
                lat=float(point[1]),
                note=reason,
            )


def _overlaps(
    level: Sequence[ImportedArea], shapes: Sequence[BaseGeometry], grid: LocalMetres
) -> Iterator[Finding]:
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = np.stack([left, right], axis=1)[left < right]
    for one, other in pairs.tolist():
        shared = shapely.intersection(shapes[one], shapes[other])
        if shared.area > NOISE_M2:
            codes = (level[one].code, level[other].code)
            yield _finding("overlap", codes, shared, grid, refuses=bool(shared.area > OVERLAP_M2))


def _gaps(
    level: Sequence[ImportedArea],
    shapes: Sequence[BaseGeometry],
    grid: LocalMetres,
    everything: BaseGeometry,
) -> Iterator[Finding]:
    whole = shapely.union_all(list(shapes))
    tree = shapely.STRtree(shapes)
    for part in shapely.get_parts(whole):
        for ring in shapely.get_rings(part)[1:]:
            # What another level of the file fills is no hole.
            hole = shapely.difference(shapely.polygons(ring), everything)
            beside = tree.query(hole, predicate="intersects")
            if hole.area <= NOISE_M2 or len(beside) < 2:  # noqa: PLR2004 - a hole within one area is that area's own
                continue
            crack = _width(hole) < CRACK_WIDTH_M
            codes = tuple(sorted(level[number].code for number in beside.tolist()))
            note = "" if crack else "left out on purpose?"
            yield _finding(
                "gap" if crack else "hole",
                codes,
                hole,
                grid,
                refuses=crack and bool(hole.area > GAP_M2),
                note=note,
            )


def _slivers(
    level: Sequence[ImportedArea], shapes: Sequence[BaseGeometry], grid: LocalMetres
) -> Iterator[Finding]:
    for area, whole in zip(level, shapes, strict=True):
        for part in shapely.get_parts(whole):
            if part.area > 0 and _width(part) < SLIVER_WIDTH_M:
                yield _finding("sliver", (area.code,), part, grid)


def _width(geometry: BaseGeometry) -> float:
    """Return the width of the long rectangle that has the same area and perimeter."""
    return 2 * float(geometry.area) / float(geometry.length) if geometry.length else 0.0


def _finding(
    kind: str,
    codes: tuple[str, ...],
    ground: BaseGeometry,
    grid: LocalMetres,
    *,
    refuses: bool = False,
    note: str = "",
) -> Finding:
    point = shapely.point_on_surface(ground)
    lon, lat = grid.back(float(point.x), float(point.y))
    return Finding(
        kind=kind,
        refuses=refuses,
        codes=codes,
        area_m2=round(float(ground.area), 1),
        width_m=round(_width(ground), 1),
        lon=round(lon, 6),
        lat=round(lat, 6),
        note=note,
    )
