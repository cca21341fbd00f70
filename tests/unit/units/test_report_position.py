"""Positions as they come from vehicles: all kept, the believable shown, the log free of them."""

from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.kernel.errors import Invalid
from dispatch.kernel.said_time import exactly, read_time
from dispatch.units.judge_position import TOO_FAST, distance_m
from dispatch.units.models import Unit, UnitPosition
from dispatch.units.report_position import Fix, report_position
from dispatch.units.schemas import PositionIn
from tests.support.ledger import Answers, Ledger, after

HOME: Final = (-7.4700, 112.4300)
JAKARTA: Final = (-6.2000, 106.8167)
# Fifteen metres a second northwards, in degrees.
STEP: Final = 15 / 111_195


class Car(Ledger):
    """A vehicle that sends positions."""

    def __init__(self) -> None:
        answers: Answers = {"FROM unit_position": self._last}
        super().__init__(answers=answers)
        self.unit = Unit(
            id=self.new_id(), agency_id="damkar", callsign="D1", kind="engine", recorded_at=self.now
        )
        self.add(self.unit)

    def _last(self, unit_id: UUID, most: int) -> list[dict[str, Any]]:
        newest = [row.model_dump() for row in self.rows(UnitPosition)][::-1]
        assert unit_id == self.unit.id
        return newest[:most]

    async def send(
        self, place: tuple[float, float], *, at: float, clock: float = 0, **more: Any
    ) -> UnitPosition:
        """Send a position at `at`, from a device whose clock is `clock` seconds ahead."""
        self.be_at(at)
        fix = Fix(lat=place[0], lon=place[1], at=exactly(after(at + clock)), **more)
        return await report_position(self, self.unit, fix)

    @property
    def shown(self) -> tuple[float | None, float | None]:
        return self.unit.lat, self.unit.lon


def road(seconds: float) -> tuple[float, float]:
    """Return where a vehicle is that drives north from home."""
    return HOME[0] + STEP * seconds, HOME[1]


@given(st.lists(st.booleans(), min_size=1, max_size=20), st.integers(5, 60))
async def test_a_vehicle_that_is_followed_is_where_it_drives_whatever_errs_between(
    errs: list[bool], every_s: int
) -> None:
    car = Car()
    # Two good ones, so that it is followed; then errors come and go, never six in the same way.
    sent = [False, False, *errs]
    for number, is_wrong in enumerate(sent):
        seconds = float(number * every_s)
        wrong = (JAKARTA[0] + number, JAKARTA[1])
        await car.send(wrong if is_wrong else road(seconds), at=seconds, accuracy_m=8)
    last_good = max(number for number, is_wrong in enumerate(sent) if not is_wrong)
    assert car.shown == road(float(last_good * every_s))
    assert len(car.rows(UnitPosition)) == len(sent)
    problems = [row.problem for row in car.rows(UnitPosition)]
    assert problems == [TOO_FAST if is_wrong else None for is_wrong in sent]
    assert car.facts() == []


@pytest.mark.parametrize("wrong_starts", [1, 2])
async def test_a_vehicle_that_began_in_another_city_is_found_again(wrong_starts: int) -> None:
    car = Car()
    for number in range(wrong_starts):
        await car.send((JAKARTA[0], JAKARTA[1] + number * 1e-4), at=5.0 * number)
    found_after = 0
    while car.shown[1] != HOME[1]:
        found_after += 1
        await car.send(road(found_after * 15.0), at=60 + found_after * 15.0)
    # One wrong fix gives way to three that agree, a vehicle that seemed followed to six.
    assert found_after == (3 if wrong_starts == 1 else 6)


@pytest.mark.parametrize(
    ("clock", "counts", "flags"),
    [
        (0, 100, []),
        (-30, 70, []),
        (2, 102, []),
        (30, 100, ["time_ahead"]),
        (3600, 100, ["time_hopeless"]),
        (-1e9, 100, ["time_hopeless"]),
    ],
)
async def test_a_clock_that_is_off_does_not_cost_the_position(
    clock: float, counts: float, flags: list[str]
) -> None:
    car = Car()
    kept = await car.send(HOME, at=100, clock=clock)
    assert (kept.at, kept.received_at, kept.flags) == (after(counts), after(100), flags)
    assert (car.shown, car.unit.position_at) == (HOME, after(counts))


async def test_what_arrives_late_is_kept_and_does_not_move_the_vehicle_back() -> None:
    car = Car()
    await car.send(road(100), at=100)
    late = await car.send(road(40), at=130, clock=-90)
    assert (late.problem, late.at) == ("out_of_order", after(40))
    assert car.shown == road(100)
    again = await car.send(road(100), at=140, clock=-40)
    assert again.problem == "out_of_order"


async def test_a_rough_position_is_kept_and_not_shown() -> None:
    car = Car()
    rough = await car.send(HOME, at=10, accuracy_m=501)
    assert (rough.problem, car.shown) == ("inaccurate", (None, None))
    await car.send(HOME, at=20, accuracy_m=500, speed_mps=0.5)
    assert (car.shown, car.unit.speed_mps) == (HOME, 0.5)


@pytest.mark.parametrize("place", [(91.0, 112.0), (-7.0, 181.0), (float("nan"), 112.0)])
async def test_a_place_that_is_not_on_earth_is_refused(place: tuple[float, float]) -> None:
    car = Car()
    with pytest.raises(Invalid):
        await car.send(place, at=10)
    assert car.rows(UnitPosition) == []


@given(
    st.dictionaries(
        st.sampled_from(["accuracy_m", "speed_mps", "course"]),
        st.one_of(
            st.none(),
            st.floats(),
            st.integers(-(10**400), 10**400),
            st.text(max_size=8),
            st.booleans(),
        ),
    ),
    st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats()),
)
async def test_whatever_a_device_says_beside_the_place_the_place_stands(
    beside: dict[str, Any], at: object
) -> None:
    fix = PositionIn.model_validate({"lat": HOME[0], "lon": HOME[1], "at": at, **beside}).fix()
    assert (fix.lat, fix.lon, fix.at) == (*HOME, read_time(at))
    for name in ("accuracy_m", "speed_mps", "course"):
        value = getattr(fix, name)
        assert value is None or 0 <= value <= 20_000_000
        assert value is None or f"{name}_dropped" not in fix.flags
    car = Car()
    car.be_at(60)
    kept = await report_position(car, car.unit, fix)
    assert kept.at <= after(62)
    assert distance_m((kept.lat, kept.lon), HOME) == 0
