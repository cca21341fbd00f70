"""Who has to go, as a pure function."""

from collections.abc import Mapping
from typing import Any

import pytest

from intake.triage.needs import propose_needs
from intake.triage.proposal import Flag


def proposed(
    kind: str = "unknown",
    confidence: float = 0.9,
    priority: int = 1,
    flags: tuple[Flag, ...] = (),
    learnt: Mapping[str, float] | None = None,
    also: tuple[str, ...] = (),
) -> tuple[str, ...]:
    return propose_needs((kind, *also), confidence, priority, flags, learnt or {})


def test_what_was_learnt_stands_the_surest_first() -> None:
    learnt = {"ambulance": 0.5, "police": 0.9}
    assert proposed(priority=2, learnt=learnt) == ("police", "ambulance")
    assert proposed(priority=2) == ()


@pytest.mark.parametrize(
    "code", ["unconscious", "not_breathing", "bleeding", "stroke", "childbirth"]
)
def test_a_patient_gets_an_ambulance_whatever_was_learnt(code: str) -> None:
    assert proposed(flags=(Flag(code),)) == ("ambulance",)


def test_a_doubtful_flag_sends_nobody() -> None:
    assert proposed(flags=(Flag("stroke", probability=0.3),)) == ()


@pytest.mark.parametrize(
    ("kind", "capabilities"),
    [
        ("fire", {"fire_engine"}),
        ("drowning", {"sar", "rescue_team"}),
        ("fallen_line", {"grid"}),
        ("crash", {"ambulance"}),
    ],
)
def test_a_life_in_danger_asks_for_what_its_type_needs(kind: str, capabilities: set[str]) -> None:
    assert set(proposed(kind)) == capabilities
    assert proposed(kind, priority=2) == ()


def test_every_type_that_is_spoken_of_asks_for_its_own() -> None:
    assert set(proposed("fallen_line", also=("crash",))) == {"grid", "ambulance"}


def test_a_doubtful_type_sends_nobody_by_rule() -> None:
    assert proposed("fire", confidence=0.2) == ()


def test_nobody_goes_where_nothing_is_to_be_done() -> None:
    sure: dict[str, Any] = {"flags": (Flag("unconscious"),), "learnt": {"ambulance": 0.9}}
    assert proposed("medical", priority=5, **sure) == ()


def test_none_is_no_capability() -> None:
    assert proposed(priority=4, learnt={"none": 0.9}) == ()
