"""A number's history is advice that fades, that content breaks, and that never blocks."""

from datetime import UTC, datetime, timedelta

import pytest

from intake.reports.nuisance import Earlier, grade

NOW = datetime(2026, 11, 27, 5, tzinfo=UTC)


def prank(days: float) -> Earlier:
    return Earlier(at=NOW - timedelta(days=days), discard_reason="nuisance")


def test_a_number_without_a_history_is_not_graded() -> None:
    assert grade([], NOW) == 0.0


def test_each_prank_counts_and_never_makes_it_certain() -> None:
    assert grade([prank(0)], NOW) == 0.25
    assert grade([prank(0), prank(0)], NOW) == 0.5
    assert grade([prank(0)] * 40, NOW) == 0.9


def test_it_fades_by_half_in_a_week_and_is_forgotten() -> None:
    assert grade([prank(7)] * 2, NOW) == 0.25
    assert grade([prank(61)] * 40, NOW) == 0.0


@pytest.mark.parametrize(("priority", "graded"), [(1, 0.0), (2, 0.0), (3, 0.5), (None, 0.5)])
def test_words_of_an_emergency_break_it(priority: int | None, graded: float) -> None:
    assert grade([prank(0), prank(0)], NOW, priority=priority) == graded


@pytest.mark.parametrize(("disposition", "graded"), [("handled", 0.0), ("unfounded", 0.25)])
def test_an_incident_that_was_handled_ends_it(disposition: str, graded: float) -> None:
    real = Earlier(at=NOW - timedelta(hours=1), disposition=disposition)
    assert grade([prank(0.05), real], NOW) == graded


@pytest.mark.parametrize("reason", ["ghost", "test", "information"])
def test_only_pranks_count(reason: str) -> None:
    assert grade([Earlier(at=NOW, discard_reason=reason)] * 9, NOW) == 0.0
