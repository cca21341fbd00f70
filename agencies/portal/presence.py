"""Which agencies have a client connected now.

A hint for people at the desk: it lives in Redis and may be away.
"""

import logging
from collections.abc import Iterable
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from dispatch.kernel.container import Service

ONLINE_S: Final = 45  # a client speaks at least every third of this time
_log = logging.getLogger(__name__)


def _key(agency_id: str) -> str:
    return f"tanggap:online:{agency_id}"


class AgencyPresence:
    """Remembers for 45 s that a client of an agency was connected."""

    def __init__(self, redis: Redis | None) -> None:
        """Remember in `redis`; None remembers nothing and calls nobody online."""
        self._redis = redis

    async def touch(self, agency_id: str) -> None:
        """Note that a client of the agency is connected; this never fails."""
        if self._redis is None:
            return
        try:
            await self._redis.set(_key(agency_id), "1", ex=ONLINE_S)
        except (RedisError, OSError) as error:
            _log.debug("presence of %s not noted: %s", agency_id, error)

    async def online(self, agency_ids: Iterable[str]) -> set[str]:
        """Return which of the agencies are connected; no agency when Redis is away."""
        wanted = list(agency_ids)
        if self._redis is None or not wanted:
            return set()
        try:
            marks = await self._redis.mget([_key(agency_id) for agency_id in wanted])
        except (RedisError, OSError) as error:
            _log.debug("presence unknown: %s", error)
            return set()
        return {
            agency_id for agency_id, mark in zip(wanted, marks, strict=True) if mark is not None
        }


PRESENCE: Final = Service[AgencyPresence]("presence")
