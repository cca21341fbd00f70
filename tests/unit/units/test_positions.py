from datetime import UTC, datetime, timedelta

import pytest

from dispatch.units.judge_position import (
    Earlier,
    Point,
    distance_m,
    find_problem,
    is_stale,
    outweighs,
)
from dispatch.units.schemas import PositionIn

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


SHOWN = Point(-7.4700, 112.4300, NOW)
JAKARTA = (-6.2000, 106.8167)


def after(seconds: float, lat: float = -7.4701, lon: float = 112.43) -> Point:
    return Point(lat, lon, NOW + timedelta(seconds=seconds))


def test_the_first_good_position_is_shown() -> None:
    assert find_problem(None, SHOWN, 8) is None


@pytest.mark.parametrize(
    ("accuracy_m", "problem"), [(500, None), (501, "inaccurate"), (None, None)]
)
def test_a_position_worse_than_half_a_kilometre_is_kept_but_not_shown(
    accuracy_m: float | None, problem: str | None
) -> None:
    assert find_problem(None, SHOWN, accuracy_m) == problem


@pytest.mark.parametrize("seconds", [-1, 0])
def test_a_position_older_than_the_shown_one_is_not_shown(seconds: float) -> None:
    assert find_problem(SHOWN, after(seconds), None) == "out_of_order"


def test_nothing_on_wheels_goes_faster_than_sixty_metres_a_second() -> None:
    assert find_problem(SHOWN, after(1), None) is None
    assert find_problem(SHOWN, after(1, -7.48), None) == "too_fast"
    assert find_problem(SHOWN, after(60, -7.48), None) is None


def doubted(*points: Point) -> list[Earlier]:
    return [Earlier(point, "too_fast") for point in points]


WRONG_START = Earlier(Point(*JAKARTA, NOW), None)


def test_a_wrong_first_fix_gives_way_to_the_third_that_agrees() -> None:
    first, second, third = (after(s, -7.47 - s / 100_000) for s in (15, 30, 45))
    assert not outweighs(first, [WRONG_START])
    assert not outweighs(second, [WRONG_START, *doubted(first)])
    assert outweighs(third, [WRONG_START, *doubted(first, second)])


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_errors_between_those_that_agree_and_the_order_of_arrival_do_not_matter(
    order: tuple[int, ...],
) -> None:
    seen = [after(15), after(20, -8.2, 115.1), after(30), after(40, 3.5, 98.6)]
    earlier = [WRONG_START, *doubted(*(seen[place] for place in order))]
    assert outweighs(after(45), earlier)


def test_fixes_that_contradict_each_other_prove_nothing() -> None:
    scattered = [after(15, -8.2, 115.1), after(30, 3.5, 98.6), after(45, -0.9, 131.2)]
    assert not outweighs(after(60), [WRONG_START, *doubted(*scattered)])


def test_the_same_fix_repeated_is_one_fix() -> None:
    assert not outweighs(after(30), [WRONG_START, *doubted(after(15), after(15), after(30))])


def test_a_vehicle_that_was_followed_does_not_jump_after_three_equal_errors() -> None:
    followed = [Earlier(after(-s), None) for s in (0, 10, 20)]
    errors = [after(s, *JAKARTA) for s in (10, 20, 30, 40, 50, 60)]
    assert not outweighs(errors[2], [*followed, *doubted(*errors[:2])])
    assert outweighs(errors[5], [*followed, *doubted(*errors[:5])])


def test_what_is_inaccurate_or_late_is_no_witness() -> None:
    others = [
        Earlier(after(s), problem) for s, problem in ((10, "inaccurate"), (20, "out_of_order"))
    ]
    assert not outweighs(after(30), [WRONG_START, *others])


@pytest.mark.parametrize(
    ("said", "speed", "flags"),
    [
        (-1, None, ("speed_mps_dropped",)),
        ("-1", None, ("speed_mps_dropped",)),
        ("cepat", None, ("speed_mps_dropped",)),
        ([3], None, ("speed_mps_dropped",)),
        (float("nan"), None, ("speed_mps_dropped",)),
        (1e300, None, ("speed_mps_dropped",)),
        ("12.5", 12.5, ()),
        ("", None, ()),
        (None, None, ()),
        (0, 0.0, ()),
    ],
)
def test_a_position_stands_whatever_is_said_beside_it(
    said: object, speed: float | None, flags: tuple[str, ...]
) -> None:
    fix = PositionIn.model_validate({"lat": -7.47, "lon": 112.43, "speed_mps": said}).fix()
    assert (fix.lat, fix.lon, fix.speed_mps, fix.flags) == (-7.47, 112.43, speed, flags)


def test_a_hundredth_of_a_degree_is_a_kilometre_or_so() -> None:
    assert distance_m((-7.47, 112.43), (-7.48, 112.43)) == pytest.approx(1112, rel=0.01)
    assert distance_m((-7.47, 112.43), (-7.47, 112.44)) == pytest.approx(1103, rel=0.01)


def test_a_moving_unit_is_stale_after_two_minutes_and_a_parked_one_after_ten() -> None:
    three_minutes = NOW + timedelta(minutes=3)
    assert is_stale(NOW, 12.0, three_minutes)
    assert not is_stale(NOW, 0.0, three_minutes)
    assert is_stale(NOW, None, NOW + timedelta(minutes=11))
    assert is_stale(None, None, NOW)
