"""The one source of time.

Every time inside Tanggap 112 is an aware UTC datetime that came from a `Clock`.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

# Measurements are off by half a round trip: each moves the clock by a part of the difference.
_FOLLOW: Final = 8


class Clock(Protocol):
    """Tells the time; passed in, never imported, so that tests and replays can move it."""

    def now(self) -> datetime:
        """Return the present moment as an aware UTC datetime with microseconds."""
        ...


class SystemClock:
    """The machine's own clock: anybody may set it, so nothing that is kept is stamped by it."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)


def elapsed() -> float:
    """Return seconds since the machine was started, sleep included: nobody can set this clock."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class SteadyClock:
    """A time taken from elsewhere, carried on by a clock that nobody can set.

    The machine's own clock may be set by an hour, forwards or back: nothing happens here.
    """

    def __init__(self, at: datetime, elapsed: Callable[[], float] = elapsed) -> None:
        """Go on from `at`; `elapsed` counts seconds and is never set."""
        self._elapsed = elapsed
        self._zero = at - timedelta(seconds=elapsed())
        self._last = at

    def at(self, elapsed: float) -> datetime:
        """Return what time it was when the other clock stood at `elapsed`."""
        return self._zero + timedelta(seconds=elapsed)

    def now(self) -> datetime:
        """Return the time, which is never earlier than one that was told before."""
        self._last = max(self._last, self.at(self._elapsed()))
        return self._last

    def follow(self, measured: datetime, elapsed: float) -> None:
        """Come nearer to `measured`, which was right when the other clock stood at `elapsed`."""
        self._zero += (measured - self.at(elapsed)) / _FOLLOW

    def leap(self, measured: datetime, elapsed: float) -> None:
        """Go on from `measured`, however far it is from what was told before."""
        self._zero = measured - timedelta(seconds=elapsed)
        self._last = self.at(self._elapsed())


class ManualClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start: datetime) -> None:
        """Stand at `start`, an aware datetime."""
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the time the clock was last set to."""
        return self._now

    def advance(self, *, seconds: float) -> datetime:
        """Move forward by `seconds` and return the new time."""
        self._now += timedelta(seconds=seconds)
        return self._now
