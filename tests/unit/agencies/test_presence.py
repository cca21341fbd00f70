"""Who is online, as far as Redis knows."""

from typing import cast

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisAway

from agencies.portal.presence import ONLINE_S, AgencyPresence


class FakeRedis:
    def __init__(self, *, away: bool = False) -> None:
        self.values: dict[str, tuple[str, int]] = {}
        self.away = away

    def check(self) -> None:
        if self.away:
            raise RedisAway("gone")

    async def set(self, name: str, value: str, *, ex: int) -> None:
        self.check()
        self.values[name] = (value, ex)

    async def mget(self, names: list[str]) -> list[str | None]:
        self.check()
        return [self.values[name][0] if name in self.values else None for name in names]


def presence(redis: FakeRedis) -> AgencyPresence:
    return AgencyPresence(cast("Redis", redis))


async def test_an_agency_that_was_there_is_online_for_a_while() -> None:
    redis = FakeRedis()
    await presence(redis).touch("damkar")
    assert await presence(redis).online(["damkar", "pln"]) == {"damkar"}
    assert [ex for _, ex in redis.values.values()] == [ONLINE_S]


async def test_without_redis_nobody_is_online_and_nothing_fails() -> None:
    away = presence(FakeRedis(away=True))
    await away.touch("damkar")
    assert await away.online(["damkar"]) == set()
    await AgencyPresence(None).touch("damkar")
    assert await AgencyPresence(None).online(["damkar"]) == set()


async def test_asking_for_nobody_asks_nobody() -> None:
    assert await presence(FakeRedis(away=True)).online([]) == set()
