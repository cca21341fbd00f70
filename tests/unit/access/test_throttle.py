"""Guesses are counted by name and by address; nobody is locked out for ever, or without a cause."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, cast

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisAway

from dispatch.access.sign_in import TooManyAttempts
from dispatch.access.throttle import RedisThrottle

DESK, HOME = "10.0.0.7", "198.51.100.9"
FOR_A_NAME: Final = 10
FROM_AN_ADDRESS: Final = 100


class Counters:
    """Redis as the throttle uses it: counters that end by themselves, several steps at a time."""

    def __init__(self) -> None:
        self.values: dict[str, int] = {}
        self.ends: dict[str, int] = {}
        self.is_away = False
        self._steps: list[Any] = []

    @asynccontextmanager
    async def pipeline(self) -> AsyncIterator["Counters"]:
        self._steps = []
        yield self

    def set(self, key: str, value: int, *, ex: int, nx: bool) -> None:
        self._steps.append(("set", key, value, ex) if nx else ("overwrite", key, value, ex))

    def incr(self, key: str) -> None:
        self.incrby(key, 1)

    def incrby(self, key: str, by: int) -> None:
        self._steps.append(("add", key, by))

    def delete(self, key: str) -> None:
        self._steps.append(("delete", key))

    def expire(self, key: str, seconds: int) -> None:
        self._steps.append(("expire", key, seconds))

    async def execute(self) -> list[int | None]:
        if self.is_away:
            raise RedisAway("gone")
        return [self._do(*step) for step in self._steps]

    def _do(self, what: str, key: str, *rest: int) -> int | None:
        if what == "set" and key not in self.values:
            self.values[key], self.ends[key] = rest
        elif what == "add":
            self.values[key] = self.values.get(key, 0) + rest[0]
            return self.values[key]
        elif what == "delete":
            self.values.pop(key, None)
        elif what == "expire":
            self.ends[key] = rest[0]
        return None

    def minute_passes(self) -> None:
        """End every counter that has an end."""
        for key in self.ends:
            self.values.pop(key, None)
        self.ends.clear()


@pytest.fixture
def counters() -> Counters:
    return Counters()


@pytest.fixture
def throttle(counters: Counters) -> RedisThrottle:
    return RedisThrottle(cast("Redis", counters))


async def guesses(throttle: RedisThrottle, name: str, address: str, most: int = 200) -> int:
    """Return how many guesses are heard before one is refused."""
    for number in range(most):
        try:
            await throttle.check(name, address)
        except TooManyAttempts:
            return number
    return most


async def test_ten_guesses_a_minute_for_a_name(throttle: RedisThrottle, counters: Counters) -> None:
    assert await guesses(throttle, "dispatcher", DESK) == FOR_A_NAME
    assert await guesses(throttle, "dispatcher", DESK) == 0
    # The room's other names and the same name elsewhere go on.
    assert await guesses(throttle, "supervisor", DESK, most=5) == 5
    assert await guesses(throttle, "dispatcher", HOME, most=5) == 5
    counters.minute_passes()
    assert await guesses(throttle, "dispatcher", DESK) == FOR_A_NAME


@pytest.mark.parametrize("spelling", ["Dispatcher", " dispatcher", "dispatcher  ", "DISPATCHER\t"])
async def test_another_spelling_of_a_name_is_no_other_name(
    throttle: RedisThrottle, spelling: str
) -> None:
    """`check_password` finds the same person by all of these."""
    assert await guesses(throttle, "dispatcher", DESK) == FOR_A_NAME
    assert await guesses(throttle, spelling, DESK) == 0


async def test_one_address_cannot_try_a_password_on_every_name(
    throttle: RedisThrottle, counters: Counters
) -> None:
    for number in range(FROM_AN_ADDRESS):
        await throttle.check(f"nama-{number}", HOME)
    with pytest.raises(TooManyAttempts) as refused:
        await throttle.check("nama-lain", HOME)
    assert (refused.value.status, refused.value.params["retry_after_s"]) == (429, 60)
    await throttle.check("nama-lain", DESK)
    # Every counter has its end from its beginning on.
    assert set(counters.ends) == set(counters.values)
    assert set(counters.ends.values()) == {60}


async def test_a_shift_that_signs_in_rightly_does_not_use_up_its_address(
    throttle: RedisThrottle,
) -> None:
    for number in range(3 * FROM_AN_ADDRESS):
        await throttle.check(f"petugas-{number}", DESK)
        await throttle.forgive(f"petugas-{number}", DESK)
    await throttle.check("petugas-baru", DESK)


async def test_a_right_password_forgives_the_wrong_ones_of_that_name(
    throttle: RedisThrottle, counters: Counters
) -> None:
    assert await guesses(throttle, "dispatcher", DESK, most=9) == 9
    await throttle.forgive("Dispatcher ", DESK)
    assert await guesses(throttle, "dispatcher", DESK) == FOR_A_NAME
    counters.minute_passes()
    # Forgiving after the minute has ended leaves no counter without an end.
    await throttle.forgive("dispatcher", DESK)
    assert set(counters.values) <= set(counters.ends)


async def test_without_redis_people_sign_in(throttle: RedisThrottle, counters: Counters) -> None:
    counters.is_away = True
    assert await guesses(throttle, "dispatcher", DESK, most=50) == 50
    await throttle.forgive("dispatcher", DESK)
    assert counters.values == {}


async def test_what_is_done_too_often_is_told_and_not_refused(
    throttle: RedisThrottle, counters: Counters
) -> None:
    async def asked(what: str) -> bool:
        return await throttle.is_beyond(what, limit=2, window_s=600)

    assert [await asked("website:a") for _ in range(4)] == [False, False, True, True]
    assert not await asked("website:b")
    counters.minute_passes()
    assert not await asked("website:a")
    counters.is_away = True
    assert [await asked("website:c") for _ in range(4)] == [False] * 4
