"""Counting in Redis what one address does too often: sign-in attempts, public reports.

Without Redis nobody is locked out: argon2 alone keeps guessing slow.
"""

import contextlib
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from dispatch.access.sign_in import TooManyAttempts

_FOR_A_NAME: Final = 10
# A whole room may share one address, but trying one password on every name, or keeping argon2 busy,
# takes more than that.
_FROM_AN_ADDRESS: Final = 100
_WINDOW_S: Final = 60


class RedisThrottle:
    """Bounds attempts: ten a minute for a name from one address, a hundred wrong ones from it."""

    def __init__(self, redis: Redis | None) -> None:
        """Count in `redis`; None counts nothing."""
        self._redis = redis

    async def check(self, username: str, address: str) -> None:
        """Count one attempt; raise `session.too_many_attempts` above the limit."""
        await self._count(_name(username, address), _FOR_A_NAME)
        await self._count(_all_of(address), _FROM_AN_ADDRESS)

    async def forgive(self, username: str, address: str) -> None:
        """Forget the attempts of this name, and count this one no more for the address."""
        if self._redis is None:
            return
        with contextlib.suppress(RedisError, OSError):
            async with self._redis.pipeline() as together:
                together.delete(_name(username, address))
                together.incrby(_all_of(address), -1)
                together.expire(_all_of(address), _WINDOW_S)
                await together.execute()

    async def is_beyond(self, what: str, *, limit: int, window_s: int) -> bool:
        """Count one of `what`; say whether there were more than `limit` within `window_s`."""
        return await self._counted(f"tanggap:many:{what}", window_s) > limit

    async def _count(self, key: str, limit: int) -> None:
        if await self._counted(key, _WINDOW_S) > limit:
            raise TooManyAttempts("session.too_many_attempts", limit=limit, retry_after_s=_WINDOW_S)

    async def _counted(self, key: str, window_s: int) -> int:
        """Return how often `key` was counted in its window; never once when nobody can count."""
        if self._redis is None:
            return 0
        try:
            # The end of the window comes with its beginning: a counter without one would lock
            # somebody out for ever.
            async with self._redis.pipeline() as together:
                together.set(key, 0, ex=window_s, nx=True)
                together.incr(key)
                _, count = await together.execute()
        except (RedisError, OSError):
            return 0
        return int(count)


def _name(username: str, address: str) -> str:
    # As `check_password` finds the person, so that a blank more is not ten more guesses.
    return f"tanggap:sign-in:{username.strip().lower()}@{address}"


def _all_of(address: str) -> str:
    return f"tanggap:sign-in-from:{address}"
