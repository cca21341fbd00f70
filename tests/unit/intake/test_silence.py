"""When a channel is too quiet: by its own weeks, never by chance alone, and a flood is no rule."""

from datetime import UTC, datetime, timedelta
from math import exp, isfinite
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reports.silence_band import chance_of_so_few, expected
from intake.reports.silence_rule import SilenceRule, in_force, of_channel
from intake.reports.silence_watch import too_quiet

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
HOUR = 3600.0


def rule(channel: str | None = None, window_s: float = HOUR, **given: Any) -> SilenceRule:
    usual: dict[str, Any] = {
        "weeks": 4,
        "chance": 0.0001,
        "valid_from": NOW - timedelta(days=1),
        "source": "uji",
    }
    return SilenceRule(id=UUID(int=1), channel=channel, window_s=window_s, **usual | given)


def weeks(channel: str, *counts: int, seconds: float = HOUR) -> list[dict[str, Any]]:
    """Return rows as the database gives them: this week first, nothing where nothing came."""
    return [
        {
            "channel": channel,
            "seconds": seconds,
            "week": week,
            "reports": count,
            "last": NOW - timedelta(weeks=week, minutes=5),
        }
        for week, count in enumerate(counts)
        if count
    ]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60))
def test_what_is_usual_lies_among_the_weeks_without_the_busiest(counts: list[int]) -> None:
    assert min(0, *counts) <= expected(counts) <= max(counts)
    assert expected([*counts, max(counts) + 1]) == expected([*counts, max(counts) + 10_000])


def test_without_weeks_nothing_is_usual() -> None:
    assert (expected([]), expected([7])) == (0.0, 0.0)


@given(st.integers(0, 5_000), st.floats(0, 5_000))
def test_a_chance_is_a_chance_and_grows_with_the_count(count: int, mean: float) -> None:
    chance = chance_of_so_few(count, mean)
    assert isfinite(chance)
    assert 0.0 <= chance <= 1.0 + 1e-9
    assert chance <= chance_of_so_few(count + 1, mean) + 1e-9


def test_the_chance_of_nothing_is_that_of_poisson() -> None:
    assert chance_of_so_few(0, 9.0) == pytest.approx(exp(-9.0))
    assert chance_of_so_few(1, 9.0) == pytest.approx(10 * exp(-9.0))
    assert chance_of_so_few(9, 9.0) == pytest.approx(0.5874, abs=1e-4)


@pytest.mark.parametrize(
    ("counts", "is_silent"),
    [
        ((0, 12, 11, 13, 12), True),
        ((1, 20, 20, 20, 20), True),
        ((8, 12, 11, 13, 12), False),
        ((0, 3, 2, 3, 3), False),  # chance alone does that
        ((0, 2, 1, 900, 2), False),  # one night of a flood is no rule
        ((0, 40, 0, 0, 0), False),  # a channel that is a week old
        ((500, 12, 11, 13, 12), False),
    ],
)
def test_a_channel_is_too_quiet_when_chance_does_not_explain_it(
    counts: tuple[int, ...],
    is_silent: bool,  # noqa: FBT001 - a case
) -> None:
    found = too_quiet(weeks("112", *counts), [rule()], NOW)
    assert [(one.subject, one.figure) for one in found] == [("112", counts[0])] * is_silent


def test_it_says_how_many_usually_come_and_when_the_last_did() -> None:
    [found] = too_quiet(weeks("112", 1, 20, 20, 20, 20), [rule()], NOW)
    assert (found.expected, found.since) == (20.0, NOW - timedelta(minutes=5))
    [silent] = too_quiet(weeks("112", 0, 20, 20, 20, 20), [rule()], NOW)
    assert silent.since == NOW


def test_each_stretch_is_judged_and_the_clearest_is_told() -> None:
    rows = [*weeks("sms", 0, 10, 10, 10, 10), *weeks("sms", 0, 90, 90, 90, 90, seconds=86400.0)]
    [found] = too_quiet(rows, [rule(), rule(window_s=86400.0)], NOW)
    assert found.expected == 90.0


def test_a_channel_of_its_own_rule_is_not_judged_by_the_others() -> None:
    rows = [*weeks("sms", 0, 30, 30, 30, 30), *weeks("112", 0, 30, 30, 30, 30)]
    patient = rule("sms", chance=1e-30)
    assert [one.subject for one in too_quiet(rows, [rule(), patient], NOW)] == ["112"]
    assert of_channel([rule(), patient], "sms") == [patient]


def test_the_newest_rule_in_force_counts_and_without_any_the_shipped_ones() -> None:
    old, new = rule(weeks=5), rule(weeks=6, valid_from=NOW)
    assert in_force([new, old], NOW) == [new]
    assert in_force([new, old], NOW - timedelta(hours=1)) == [old]
    ended = rule(valid_to=NOW)
    assert len(in_force([ended], NOW)) == 4
