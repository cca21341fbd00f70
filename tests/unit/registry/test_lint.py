"""The lint finds what is wrong, where, and how large; and leaves clean sets alone."""

import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from agencies.geo.geo_import import ImportedArea
from agencies.geo.lint import Finding, LintReport, lint

STEP = 0.01
# A ten-thousandth of a degree is about 11 metres here.
HAIR = 0.0001


def square(column: float, row: float, width: float = 1, height: float = 1) -> Polygon:
    west, south = 112.40 + column * STEP, -7.50 + row * STEP
    return box(west, south, west + width * STEP, south + height * STEP)


def areas(*shapes: BaseGeometry, first: int = 1001) -> list[ImportedArea]:
    return [
        ImportedArea(f"35.76.01.{first + number}", f"Area {number}", "kelurahan", shape)
        for number, shape in enumerate(shapes)
    ]


def only(report: LintReport) -> Finding:
    [finding] = report.findings
    return finding


def test_neighbours_that_share_their_border_are_clean() -> None:
    report = lint(areas(square(0, 0), square(1, 0), square(0, 1, 2)))
    assert not report.findings
    assert str(report) == "3 areas: clean"


def test_an_overlap_is_found_with_its_codes_size_and_place() -> None:
    finding = only(lint(areas(square(0, 0), square(0.9, 0))))
    assert (finding.kind, finding.refuses, finding.codes) == (
        "overlap",
        True,
        ("35.76.01.1001", "35.76.01.1002"),
    )
    assert finding.area_m2 == pytest.approx(0.1 * 1105 * 1106, rel=0.02)
    assert square(0.9, 0, 0.1).buffer(1e-6).covers(shapely.Point(finding.lon, finding.lat))


def test_a_hair_of_overlap_is_only_noted() -> None:
    finding = only(lint(areas(square(0, 0), square(1 - HAIR, 0))))
    assert (finding.kind, finding.refuses) == ("overlap", False)


def test_a_crack_between_neighbours_is_refused_and_a_hair_noted() -> None:
    ring = (square(0, 0, 3), square(0, 2, 3), square(0, 1, 1), square(2, 1, 1))
    wide = only(lint(areas(*ring, square(1.1, 1, 0.9))))
    assert (wide.kind, wide.refuses) == ("gap", True)
    assert wide.width_m == pytest.approx(100, rel=0.1)
    thin = only(lint(areas(*ring, square(1 + HAIR, 1, 1 - HAIR))))
    assert (thin.kind, thin.refuses) == ("gap", False)


def test_a_town_left_out_of_its_district_is_a_hole_and_no_fault() -> None:
    finding = only(lint(areas(square(0, 0, 3), square(0, 2, 3), square(0, 1, 1), square(2, 1, 1))))
    assert (finding.kind, finding.refuses) == ("hole", False)


def test_a_hole_within_one_area_is_its_own_affair() -> None:
    assert not lint(areas(shapely.difference(square(0, 0, 3, 3), square(1, 1)))).findings


def test_a_parent_may_lie_over_its_children() -> None:
    parent = ImportedArea("35.76.01", "Parent", "kecamatan", square(0, 0, 2))
    assert not lint([parent, *areas(square(0, 0), square(1, 0))]).findings


def test_what_another_level_fills_is_no_hole() -> None:
    around = [
        ImportedArea(f"35.16.{number}", "x", "kecamatan", shape)
        for number, shape in enumerate(
            (square(0, 0, 3), square(0, 2, 3), square(0, 1, 1), square(2, 1, 1))
        )
    ]
    assert not lint([*around, *areas(square(1, 1))]).findings


def test_a_broken_ring_is_refused_with_its_reason_and_the_rest_still_measured() -> None:
    bow_tie = Polygon([(112.42, -7.50), (112.43, -7.49), (112.43, -7.50), (112.42, -7.49)])
    report = lint(areas(square(0, 0), square(0.5, 0), bow_tie))
    kinds = {finding.kind for finding in report.findings}
    assert kinds == {"invalid_ring", "overlap"}
    assert "Self-intersection" in str(report)


def test_a_code_used_twice_is_refused() -> None:
    report = lint([*areas(square(0, 0)), *areas(square(1, 0))])
    assert (only(report).kind, only(report).refuses) == ("duplicate_code", True)


def test_a_splinter_is_noted() -> None:
    splinter = MultiPolygon([square(0, 0), square(5, 0, 0.01, 0.5)])
    assert only(lint(areas(splinter))).kind == "sliver"


def test_the_gravest_finding_stands_first_and_the_document_is_json() -> None:
    report = lint(areas(square(0, 0), square(1 - HAIR, 0), square(0, 0.5)))
    assert report.refused
    assert [finding.refuses for finding in report.findings] == sorted(
        (f.refuses for f in report.findings), reverse=True
    )
    assert report.as_document()["counts"]["overlap"] == len(report.findings)


def test_a_long_list_is_cut_and_says_so() -> None:
    report = lint(areas(*(square(0.001 * number, 0) for number in range(10))))
    assert len(report.findings) == 45
    assert str(report).endswith("... and 25 more")
