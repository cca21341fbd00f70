"""How fast a replay runs: real time, N times faster, or as fast as the server takes it."""

import asyncio
import time
from datetime import datetime


class Pace:
    """Waits until a moment of the past comes round again."""

    def __init__(self, speed: float, begin: datetime) -> None:
        """Let `begin` be now and time run `speed` times as fast; 0 never waits."""
        self._speed = speed
        self._begin = begin
        self._started = time.monotonic()

    @property
    def waits(self) -> bool:
        """Whether there is any pace to keep."""
        return self._speed > 0

    async def until(self, moment: datetime) -> None:
        """Wait until `moment` is due."""
        if not self.waits:
            return
        due = self._started + (moment - self._begin).total_seconds() / self._speed
        delay = due - time.monotonic()
        if delay > 0:
            await asyncio.sleep(delay)
