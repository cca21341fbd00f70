from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.units.milestones import (
    ORDER,
    Duty,
    Milestone,
    Stamp,
    availability,
    column,
    find_flags,
    in_order,
    latest_of,
)

START = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
M = Milestone


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_stamps_in_their_order_raise_no_doubt() -> None:
    assert find_flags({name: after(place) for place, name in enumerate(ORDER)}) == []


def test_an_impossible_order_is_named() -> None:
    assert find_flags({M.ALERTED: after(0), M.EN_ROUTE: after(20), M.ON_SCENE: after(10)}) == [
        "impossible_order:en_route>on_scene"
    ]


def test_identical_stamps_are_named() -> None:
    assert find_flags({M.EN_ROUTE: after(5), M.ON_SCENE: after(5)}) == [
        "identical:en_route=on_scene"
    ]


def test_a_missing_step_is_unknown_and_not_wrong() -> None:
    assert find_flags({M.ALERTED: after(0), M.EN_ROUTE: None, M.ON_SCENE: after(10)}) == []


@given(st.lists(st.tuples(st.sampled_from(ORDER), st.integers(0, 5)), max_size=10))
def test_there_is_a_flag_exactly_when_neighbours_do_not_rise(
    pairs: list[tuple[Milestone, int]],
) -> None:
    known = {name: after(at) for name, at in pairs}
    times = [known[name] for name in ORDER if name in known]
    rises = all(later > earlier for earlier, later in pairwise(times))
    assert (find_flags(known) == []) is rises


def test_several_stamps_are_worked_off_in_the_order_of_the_steps() -> None:
    given_stamps = [
        Stamp(M.CLEAR, after(9)),
        Stamp(M.EN_ROUTE, after(1)),
        Stamp(M.ON_SCENE, after(5)),
    ]
    assert [stamp.name for stamp in in_order(given_stamps)] == [M.EN_ROUTE, M.ON_SCENE, M.CLEAR]


@pytest.mark.parametrize(
    ("duty", "latest", "expected"),
    [
        (Duty.ON_DUTY, None, "available"),
        (Duty.ON_DUTY, M.ALERTED, "alerted"),
        (Duty.ON_DUTY, M.ON_SCENE, "on_scene"),
        (Duty.ON_DUTY, M.CLEAR, "available"),
        (Duty.ON_DUTY, M.HOME, "available"),
        (Duty.OFF_DUTY, None, "off_duty"),
        (Duty.OFF_DUTY, M.EN_ROUTE, "en_route"),
        (Duty.DELAYED, M.CLEAR, "delayed"),
        (Duty.OUT_OF_SERVICE, M.EN_ROUTE, "out_of_service"),
        (Duty.EMERGENCY, M.ON_SCENE, "emergency"),
    ],
)
def test_availability_follows_from_duty_and_the_open_assignment(
    duty: Duty, latest: Milestone | None, expected: str
) -> None:
    assert availability(duty, latest) == expected


def test_the_furthest_step_counts_even_when_one_before_it_is_missing() -> None:
    assert latest_of({M.ALERTED: after(0), M.ON_SCENE: after(9), M.CLEAR: None}) is M.ON_SCENE
    assert latest_of({}) is None


def test_every_milestone_has_its_column() -> None:
    assert column(M.TO_DESTINATION) == "to_destination_at"
