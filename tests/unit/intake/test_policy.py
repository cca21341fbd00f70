"""What a report may do without a person: every combination that a policy knows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.catalogue.channels import decided_policies
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.policy import Judgement, Policies, Verdict, as_finding, judge
from intake.reports.models import ChannelPolicy

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SURE: dict[str, Any] = {
    "type": "fire",
    "priority": 1,
    "confidence": 0.9,
    "noise": 0.0,
    "located": True,
    "best_candidate": 0.0,
}
USUAL: dict[str, Any] = {
    "opens": "typed",
    "assigns": "priority_1",
    "min_confidence": 0.6,
    "max_priority": 2,
    "heeds_duplicates": True,
    "joins": True,
}


def policy(**changed: Any) -> ChannelPolicy:
    members = {"channel": "whatsapp", "valid_from": NOW, **USUAL, **changed}
    return ChannelPolicy.model_construct(**members)


def report(opens: bool | None = None) -> NeutralReport:  # noqa: FBT001 - the value under test
    return NeutralReport(channel="whatsapp", external_id="1", received_at=NOW, opens=opens)


def found(**changed: Any) -> Judgement:
    return Judgement(**(SURE | changed))


@pytest.mark.parametrize(
    ("seen", "rule", "verdict"),
    [
        ({}, {}, Verdict.OPEN_AND_ASSIGN),
        ({"priority": 2}, {}, Verdict.OPEN),
        ({"priority": 3}, {}, Verdict.WAIT),
        ({"priority": 3}, {"max_priority": 3}, Verdict.OPEN),
        ({"type": "unknown"}, {}, Verdict.WAIT),
        ({"confidence": 0.59}, {}, Verdict.WAIT),
        ({"confidence": 0.6}, {}, Verdict.OPEN_AND_ASSIGN),
        ({"noise": 0.5}, {}, Verdict.WAIT),
        ({"noise": 0.49}, {}, Verdict.OPEN_AND_ASSIGN),
        ({"located": False}, {}, Verdict.WAIT),
        ({"best_candidate": 0.85}, {}, Verdict.JOIN),
        ({"best_candidate": 0.84}, {}, Verdict.OPEN_AND_ASSIGN),
        ({"best_candidate": 0.99}, {"joins": False}, Verdict.WAIT),
        ({"best_candidate": 0.99}, {"heeds_duplicates": False}, Verdict.OPEN_AND_ASSIGN),
        ({}, {"assigns": "never"}, Verdict.OPEN),
        ({"priority": 2}, {"assigns": "always"}, Verdict.OPEN_AND_ASSIGN),
        ({}, {"opens": "never"}, Verdict.WAIT),
        ({"type": "unknown", "located": False}, {"opens": "always"}, Verdict.OPEN_AND_ASSIGN),
        ({"type": "unknown", "priority": 2}, {"opens": "always"}, Verdict.OPEN),
        ({"noise": 1.0}, {"opens": "always"}, Verdict.OPEN_AND_ASSIGN),
    ],
)
def test_a_policy_does_what_it_says(
    seen: dict[str, Any], rule: dict[str, Any], verdict: Verdict
) -> None:
    assert judge(report(), found(**seen), policy(**rule)) is verdict


@pytest.mark.parametrize(
    ("opens", "verdict"), [(None, Verdict.WAIT), (False, Verdict.WAIT), (True, Verdict.OPEN)]
)
def test_without_a_policy_a_person_decides_unless_the_sender_did(
    opens: bool | None,  # noqa: FBT001 - the value under test
    verdict: Verdict,
) -> None:
    assert judge(report(opens), found(), None) is verdict


@pytest.mark.parametrize(
    ("rule", "seen", "verdict"),
    [
        ({"opens": "never"}, {}, Verdict.OPEN_AND_ASSIGN),
        ({"opens": "never"}, {"priority": 4, "type": "unknown"}, Verdict.OPEN),
        ({"opens": "never"}, {"best_candidate": 0.9}, Verdict.JOIN),
        (
            {"opens": "never", "heeds_duplicates": False},
            {"best_candidate": 0.9, "priority": 3},
            "open",
        ),
    ],
)
def test_who_says_open_opens_unless_there_surely_is_one(
    rule: dict[str, Any], seen: dict[str, Any], verdict: str
) -> None:
    assert judge(report(opens=True), found(**seen), policy(**rule)) == verdict


@pytest.mark.parametrize("opens", [None, True, False])
@pytest.mark.parametrize("rule", [{}, {"opens": "always"}, {"heeds_duplicates": False}])
@pytest.mark.parametrize("likeness", [0.0, 0.99])
def test_what_a_second_person_verifies_waits_whoever_says_open(
    opens: bool | None,  # noqa: FBT001 - the value under test
    rule: dict[str, Any],
    likeness: float,
) -> None:
    seen = found(best_candidate=likeness)
    assert judge(report(opens), seen, policy(verified_by_person=True, **rule)) is Verdict.WAIT


def test_whoever_sends_a_finding_is_its_finder() -> None:
    said = replace(report(), flags=("text.missing",), extra={"found_by": "person:9", "a": 1})
    marked = as_finding(said, policy(verified_by_person=True))
    assert marked.flags == ("text.missing", "finding.unverified")
    assert marked.extra == {"found_by": "system:intake", "a": 1}
    assert [as_finding(said, rule) for rule in (None, policy())] == [said, said]


@pytest.mark.parametrize(
    ("said", "verified"),
    [
        ({"channel": "cyber_patrol"}, True),
        ({"channel": "cyber_patrol", "verified_by_person": False}, False),
        ({"channel": "112"}, False),
        ({"channel": "112", "verified_by_person": True}, True),
    ],
)
def test_a_city_gives_up_verifying_only_by_saying_so(
    said: dict[str, Any],
    verified: bool,  # noqa: FBT001 - the value under test
) -> None:
    [decided] = decided_policies([said | {"valid_from": "2026-01-01T00:00:00+00:00"}])
    assert (decided.verified_by_person, decided.valid_from.year) == (verified, 2026)


@given(
    confidence=st.floats(0, 1),
    likeness=st.floats(0, 1),
    priority=st.integers(1, 5),
    located=st.booleans(),
    opens=st.sampled_from(["never", "typed", "always"]),
    assigns=st.sampled_from(["never", "priority_1", "always"]),
)
def test_a_report_that_must_wait_waits_whatever_the_policy(
    *, confidence: float, likeness: float, priority: int, located: bool, opens: str, assigns: str
) -> None:
    seen = found(confidence=confidence, best_candidate=likeness, priority=priority, located=located)
    assert judge(report(opens=False), seen, policy(opens=opens, assigns=assigns)) is Verdict.WAIT


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 5))
def test_a_surer_or_more_urgent_report_is_never_treated_worse(
    low: float, high: float, priority: int
) -> None:
    rank = [Verdict.WAIT, Verdict.OPEN, Verdict.OPEN_AND_ASSIGN]
    less, more = sorted([low, high])
    verdicts = [
        judge(report(), found(confidence=each, priority=priority), policy())
        for each in (less, more)
    ]
    urgent = judge(report(), found(confidence=less, priority=1), policy())
    assert rank.index(verdicts[0]) <= rank.index(verdicts[1])
    assert rank.index(verdicts[0]) <= rank.index(urgent)


def test_the_newest_policy_in_force_counts() -> None:
    old, new, next_year = (
        policy(valid_from=NOW - timedelta(days=9), max_priority=1),
        policy(valid_from=NOW, max_priority=2),
        policy(valid_from=NOW + timedelta(days=365), max_priority=3),
    )
    policies = Policies([old, next_year, new])
    moments = [NOW - timedelta(days=10), NOW - timedelta(seconds=1), NOW, NOW + timedelta(days=400)]
    assert [policies.of("whatsapp", at) for at in moments] == [None, old, new, next_year]
    assert policies.of("x", NOW) is None
