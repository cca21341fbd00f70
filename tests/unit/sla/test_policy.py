from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from dispatch.sla.models import SlaTarget
from dispatch.sla.policy import Case, Policy
from dispatch.sla.targets import parse_target

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def target(value_s: float, **values: Any) -> SlaTarget:
    given: dict[str, Any] = {
        "metric": "response",
        "valid_from": BEGIN,
        "recorded_at": BEGIN,
    } | values
    return SlaTarget(id=UUID(int=int(value_s)), value_s=value_s, **given)


def chosen(rows: list[SlaTarget], case: Case, at: datetime = NOW) -> float | None:
    found = Policy(rows).target(case, at)
    return None if found is None else found.value_s


def test_no_row_no_target() -> None:
    assert chosen([], Case("response")) is None
    assert chosen([target(60, metric="triage")], Case("response")) is None


def test_a_row_that_names_nothing_is_for_everything() -> None:
    assert chosen([target(60)], Case("response", "damkar", "fire", 1, "112")) == 60


def test_a_row_that_names_something_is_not_for_anything_else() -> None:
    assert chosen([target(60, type="fire")], Case("response", type="medical")) is None
    assert chosen([target(60, agency_id="damkar")], Case("response")) is None


@pytest.mark.parametrize("turned", [False, True])
def test_the_row_that_names_more_wins(turned: bool) -> None:  # noqa: FBT001 - two orders of the same rows
    rows = [target(60), target(50, type="fire"), target(40, priority=1, channel="112")]
    case = Case("response", "damkar", "fire", 1, "112")
    assert chosen(rows[::-1] if turned else rows, case) == 40


def test_of_equally_exact_rows_agency_goes_before_type_before_priority_before_channel() -> None:
    rows = [
        target(40, channel="112"),
        target(30, priority=1),
        target(20, type="fire"),
        target(10, agency_id="damkar"),
    ]
    case = Case("response", "damkar", "fire", 1, "112")
    while rows:
        assert chosen(rows, case) == rows[-1].value_s
        rows.pop()


def test_the_law_for_fires_goes_before_the_stretch_goal_for_priority_one() -> None:
    rows = [target(900, type="fire"), target(420, priority=1)]
    assert chosen(rows, Case("response", type="fire", priority=1)) == 900
    assert chosen(rows, Case("response", type="drowning", priority=1)) == 420


def test_a_target_counts_from_its_first_moment_until_before_its_last() -> None:
    end = BEGIN + timedelta(days=10)
    rows = [target(60, valid_to=end), target(90, valid_from=end)]
    assert chosen(rows, Case("response"), BEGIN - timedelta(microseconds=1)) is None
    assert chosen(rows, Case("response"), BEGIN) == 60
    assert chosen(rows, Case("response"), end - timedelta(microseconds=1)) == 60
    assert chosen(rows, Case("response"), end) == 90


def test_the_newest_of_two_open_rows_is_in_force() -> None:
    rows = [target(60), target(90, valid_from=BEGIN + timedelta(days=10))]
    assert chosen(rows, Case("response")) == 90
    assert chosen(rows, Case("response"), BEGIN + timedelta(days=1)) == 60


def test_a_remembered_case_is_still_judged_by_its_own_moment() -> None:
    policy, case = Policy([target(60, valid_to=NOW), target(90, valid_from=NOW)]), Case("response")
    before, after = policy.target(case, BEGIN), policy.target(case, NOW)
    assert before is not None
    assert after is not None
    assert (before.value_s, after.value_s) == (60, 90)


def test_a_row_of_a_targets_file_is_read_with_its_defaults() -> None:
    found = parse_target(
        {
            "metric": "answer",
            "value_s": 10,
            "valid_from": "2026-01-01T00:00:00+07:00",
            "legal_basis": "NFPA 1225",
        }
    )
    assert (found.metric, found.share, found.warn_share, found.channel) == (
        "answer",
        0.9,
        0.8,
        None,
    )
    assert found.valid_from == datetime(2025, 12, 31, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    "row",
    [
        {"metric": "speed", "value_s": 1, "valid_from": BEGIN},
        {"metric": "answer", "value_s": 1, "valid_from": BEGIN, "x": 1},
    ],
)
def test_a_row_that_nobody_understands_is_a_fault_of_the_file(row: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        parse_target(row)
