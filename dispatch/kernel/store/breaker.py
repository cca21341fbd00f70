"""The breaker: one for all that ask the database, so that nobody waits to find out for himself.

The pulse (`pulse.py`) sets it. While storage takes no writes, whoever would write is refused at
once and whoever reads is served; while it does not answer, everybody is refused at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Final

from prometheus_client import Gauge

from dispatch.kernel.errors import Unavailable

STANDING = Gauge(
    "tanggap_storage_standing", "1 for how storage stands now, 0 for the others", ["standing"]
)


class Standing(StrEnum):
    """What storage can be asked for."""

    WELL = "well"
    FULL = "full"  # its disk: what is there can be read
    READ_ONLY = "read_only"  # a standby, or told to take no writes
    AWAY = "away"


# Who makes the process whole may ask while everybody else must still wait.
_BEGINS: Final = ContextVar("begins", default=False)


class Held(StrEnum):
    """Why a process is not whole yet."""

    STARTING = "starting"
    SCHEMA = "schema"  # the database's is older than the program


class Breaker:
    """How storage stands, for one process.

    While it is `held` the process has not yet read what it decides by: whoever asks is refused as
    if storage were away, because an empty table of agencies would answer as well as a full one.
    """

    def __init__(self) -> None:
        """Believe that all is well until the pulse knows better."""
        self._standing = Standing.WELL
        self.held: Held | None = None
        self.set(Standing.WELL)

    @property
    def standing(self) -> Standing:
        """How storage stood when it was last asked."""
        return self._standing

    def set(self, standing: Standing) -> None:
        """Note how storage stands."""
        self._standing = standing
        for each in Standing:
            STANDING.labels(each).set(each is standing)

    @contextmanager
    def beginning(self) -> Iterator[None]:
        """Let the block ask while the breaker is held."""
        token = _BEGINS.set(True)
        try:
            yield
        finally:
            _BEGINS.reset(token)

    def check_held(self) -> None:
        """Raise `unavailable` while the process is not whole, unless it is being made so."""
        if self.held is None or _BEGINS.get():
            return
        if self.held is Held.SCHEMA:
            raise Unavailable("unavailable", why="schema", retry_after_s=5)
        raise Unavailable("unavailable", why="starting", retry_after_s=1)

    def check_reads(self) -> None:
        """Raise `unavailable` while the database does not answer."""
        self.check_held()
        if self._standing is Standing.AWAY:
            raise refusal(self._standing)

    def check_writes(self) -> None:
        """Raise `unavailable` while nothing can be stored."""
        self.check_held()
        if self._standing is not Standing.WELL:
            raise refusal(self._standing)


def refusal(standing: Standing) -> Unavailable:
    """Return what somebody is told who cannot be served because storage stands so."""
    if standing is Standing.FULL:
        return Unavailable("unavailable", why="disk_full", retry_after_s=2)
    if standing is Standing.READ_ONLY:
        return Unavailable("unavailable", why="read_only", retry_after_s=2)
    return Unavailable("unavailable", why="database", retry_after_s=1)
