"""Facts, lifecycles and labels are the same set of words, and states move through their doors."""

import ast
import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import pytest

from dispatch.incidents.lifecycle import LIFECYCLE as INCIDENT
from dispatch.kernel.lifecycle import Lifecycle
from dispatch.kernel.store.event_log import Event
from dispatch.tasks.lifecycle import LIFECYCLE as TASK
from intake.calls.lifecycle import LIFECYCLE as CALL_BACK
from intake.reports.lifecycle import LIFECYCLE as REPORT
from intake.reports.raw_lifecycle import RAW_LIFECYCLE
from tests.support.paths import ROOT, room_files
from tests.support.source import parse
from tests.support.wire import kinds_of_events

WORDS: Final = ROOT / "console_ui" / "toolkit"
LIFECYCLES: Final[tuple[Lifecycle[StrEnum, Event], ...]] = (
    INCIDENT,  # type: ignore[assignment]  # of their own states each
    TASK,
    REPORT,
    CALL_BACK,
    RAW_LIFECYCLE,
)
LABELS_OF_STATES: Final = (("state.", INCIDENT.states), ("task.", TASK.states))


def labels(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((WORDS / f"{language}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_fact_has_a_label_and_every_label_a_fact(language: str) -> None:
    labelled = {key.removeprefix("event.") for key in labels(language) if key.startswith("event.")}
    assert labelled == {kind.type for kind in kinds_of_events()}


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda each: each.noun)
def test_every_fact_of_a_lifecycle_is_declared_by_its_noun(
    lifecycle: Lifecycle[StrEnum, Event],
) -> None:
    declared = {kind.type for kind in kinds_of_events()}
    assert lifecycle.facts() - declared == set()
    assert {fact.split(".")[0] for fact in lifecycle.facts()} == {lifecycle.noun}


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_state_that_is_shown_has_a_word(language: str) -> None:
    words = labels(language)
    assert [
        f"{prefix}{state}"
        for prefix, states in LABELS_OF_STATES
        for state in states
        if f"{prefix}{state}" not in words
    ] == []


def _moves(sources: Iterable[ast.AST]) -> list[ast.Call]:
    """Find the calls that write a state with `change`, past the door of the noun."""
    calls = [node for tree in sources for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        call
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "change"
        and any(keyword.arg == "state" for keyword in call.keywords)
    ]


def test_a_state_changes_through_its_door_only() -> None:
    assert [
        source.at(call) for source in parse(room_files()) for call in _moves([source.tree])
    ] == []


def test_the_search_for_other_ways_finds_one() -> None:
    assert len(_moves([ast.parse("await uow.change(row, state=to, seen_at=when)")])) == 1
    assert _moves([ast.parse("await uow.change(row, seen_at=when)")]) == []
