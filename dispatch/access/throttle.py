"""Counting sign-in attempts in Redis. Without Redis nobody is locked out: argon2 alone keeps guessing slow."""

import contextlib

from redis.asyncio import Redis
from redis.exceptions import RedisError

from dispatch.access.sign_in import TooManyAttempts

_ATTEMPTS = 10
_WINDOW_S = 60


class RedisThrottle:
    """At most ten attempts a minute for one user name from one address."""

    def __init__(self, redis: Redis | None) -> None:
        """Count in `redis`; None counts nothing."""
        self._redis = redis

    async def check(self, key: str) -> None:
        """Count one attempt; raise `session.too_many_attempts` above the limit."""
        if self._redis is None:
            return
        name = f"tanggap:sign-in:{key}"
        try:
            count = await self._redis.incr(name)
            if count == 1:
                await self._redis.expire(name, _WINDOW_S)
        except (RedisError, OSError):
            return
        if count > _ATTEMPTS:
            raise TooManyAttempts("session.too_many_attempts", f"at most {_ATTEMPTS} a minute", retry_after_s=_WINDOW_S)

    async def forgive(self, key: str) -> None:
        """Forget the attempts of `key`."""
        if self._redis is not None:
            with contextlib.suppress(RedisError, OSError):
                await self._redis.delete(f"tanggap:sign-in:{key}")
