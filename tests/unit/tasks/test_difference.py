"""The steps from the orders that were given to a new plan."""

from typing import Any
from uuid import UUID

import pytest

from dispatch.tasks.difference import Change, Given, Step, difference

DAMKAR, PSC = UUID(int=1), UUID(int=2)


def line(service: str, agency_id: str, count: int = 1, **more: Any) -> dict[str, Any]:
    usual = {"stand_by": False, "tier": "owner", "reason_codes": [], "candidates": [agency_id]}
    return {"service": service, "agency_id": agency_id, "count": count, **usual, **more}


def given(service: str, agency_id: str, task_id: UUID = DAMKAR, **more: Any) -> Given:
    usual: dict[str, Any] = {"state": "acknowledged", "stand_by": False, "count": 1}
    return Given(task_id=task_id, agency_id=agency_id, service=service, **{**usual, **more})


def said(changes: tuple[Change, ...]) -> list[tuple[Step, str, int]]:
    return [(one.step, one.agency_id, one.count) for one in changes]


def test_what_was_ordered_as_planned_leaves_nothing_to_do() -> None:
    assert difference([line("fire", "damkar")], [given("fire", "damkar")]) == ()


def test_a_new_need_is_ordered() -> None:
    lines = [line("fire", "damkar"), line("ems", "psc", stand_by=True)]
    [change] = difference(lines, [given("fire", "damkar")])
    assert (change.step, change.agency_id, change.stand_by) == (Step.ORDER, "psc", True)


def test_whoever_stands_by_for_what_must_go_is_released() -> None:
    order = given("ems", "psc", PSC, stand_by=True)
    [change] = difference([line("ems", "psc")], [order])
    assert (change.step, change.task_id) == (Step.RELEASE, PSC)


def test_a_release_alone_is_not_enough_when_more_crews_are_needed() -> None:
    order = given("ems", "psc", PSC, stand_by=True)
    assert said(difference([line("ems", "psc", 3)], [order])) == [
        (Step.RELEASE, "psc", 1),
        (Step.MORE, "psc", 3),
    ]


def test_more_crews_are_asked_of_who_has_the_order_and_of_the_next() -> None:
    lines = [line("fire", "kota", 2), line("fire", "kab", 1)]
    assert said(difference(lines, [given("fire", "kota")])) == [
        (Step.MORE, "kota", 2),
        (Step.ORDER, "kab", 1),
    ]
    assert said(difference(lines, [given("fire", "kota", count=2)])) == [(Step.ORDER, "kab", 1)]


def test_somebody_else_may_have_taken_it_over() -> None:
    assert difference([line("fire", "kota")], [given("fire", "kab")]) == ()


@pytest.mark.parametrize("state", ["declined", "expired", "cancelled", "aborted", "returned"])
def test_an_order_that_failed_does_not_count(state: str) -> None:
    changes = difference([line("fire", "damkar")], [given("fire", "damkar", state=state)])
    assert said(changes) == [(Step.ORDER, "damkar", 1)]


@pytest.mark.parametrize("state", ["completed", "verified"])
def test_what_was_done_is_not_ordered_again(state: str) -> None:
    assert difference([line("fire", "damkar")], [given("fire", "damkar", state=state)]) == ()


def test_what_nobody_needs_any_more_is_said_and_never_more_than_that() -> None:
    orders = [given("fire", "damkar"), given("ems", "psc", PSC, state="completed")]
    changes = difference([line("police", "polres")], orders)
    assert said(changes) == [(Step.ORDER, "polres", 1), (Step.WITHDRAW, "damkar", 1)]


def test_going_is_enough_where_standing_by_is_asked() -> None:
    assert difference([line("ems", "psc", stand_by=True)], [given("ems", "psc")]) == ()


def test_nobody_is_ordered_for_what_nobody_has() -> None:
    assert difference([line("boat", "polres", tier="last_resort")], []) == ()
