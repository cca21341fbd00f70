"""The one source of time.

Every time inside Tanggap 112 is an aware UTC datetime that came from a `Clock`.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time; passed in, never imported, so that tests and replays can move it."""

    def now(self) -> datetime:
        """Return the present moment as an aware UTC datetime with microseconds."""
        ...


class SystemClock:
    """The machine's own clock, kept right by NTP (`docs/operations.md` says how it is watched)."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)


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
