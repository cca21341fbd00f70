"""The faults, each a thing that is done to a room and undone again."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.chaos.room import Room, signal_all

_CUT: Final = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
_BLOCK: Final = bytes(65536)
_SHORT_S: Final = 5.0
_LONG_S: Final = 15.0


async def app_killed(room: Room) -> None:
    """The server dies by kill -9 and is started again, as its host would."""
    await asyncio.to_thread(room.server.kill)
    await asyncio.to_thread(room.server.start)


async def app_frozen(room: Room) -> None:
    """The server hangs for five seconds (SIGSTOP)."""
    os.kill(room.server.pid, signal.SIGSTOP)
    await asyncio.sleep(_SHORT_S)
    os.kill(room.server.pid, signal.SIGCONT)


async def worker_killed(room: Room) -> None:
    """The worker dies by kill -9."""
    room.worker().kill()


async def worker_frozen(room: Room) -> None:
    """The worker hangs for good (SIGSTOP): somebody must end it."""
    frozen = room.worker()
    frozen.suspend()
    await asyncio.to_thread(frozen.wait, 30)


async def postgres_killed(room: Room) -> None:
    """All of PostgreSQL dies by kill -9, is gone for a moment and comes back."""
    signal_all(room.postgres(), signal.SIGKILL)


async def postgres_frozen(room: Room) -> None:
    """All of PostgreSQL hangs for 15 seconds."""
    frozen = room.postgres()
    signal_all(frozen, signal.SIGSTOP)
    await asyncio.sleep(_LONG_S)
    signal_all(frozen, signal.SIGCONT)


async def backend_killed(room: Room) -> None:
    """One process of PostgreSQL dies by kill -9: it restarts all of them."""
    signal_all(room.postgres()[-1:], signal.SIGKILL)


async def redis_killed(room: Room) -> None:
    """Redis dies by kill -9."""
    room.redis().kill()


async def redis_frozen(room: Room) -> None:
    """Redis hangs for 15 seconds."""
    frozen = room.redis()
    frozen.suspend()
    await asyncio.sleep(_LONG_S)
    frozen.resume()


async def connections_cut(room: Room) -> None:
    """Every connection to the database is cut, twelve times in three seconds."""
    for _ in range(12):
        await room.fetch(_CUT, urlsplit(room.database_url).path.removeprefix("/"))
        await asyncio.sleep(0.25)


async def disk_full(room: Room) -> None:
    """The database's disk is full for 15 seconds."""
    ballast = room.folder / "db" / "ballast"
    await asyncio.to_thread(_fill, ballast)
    await asyncio.sleep(_LONG_S)
    ballast.unlink()


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(_BLOCK):
            pass


async def read_only(room: Room) -> None:
    """The database takes no writes for 15 seconds, as a standby."""
    await room.fetch("ALTER SYSTEM SET default_transaction_read_only = on")
    await room.fetch("SELECT pg_reload_conf()")
    await asyncio.sleep(_LONG_S)
    await room.fetch("ALTER SYSTEM RESET default_transaction_read_only")
    await room.fetch("SELECT pg_reload_conf()")


async def rolling_restart(room: Room) -> None:
    """A second server comes, the first is told to end, comes back, and the second goes."""
    second = room.beside()
    room.servers.remove(second)
    await asyncio.to_thread(second.start)
    first = room.server
    room.servers[:] = [second, first]
    await asyncio.to_thread(first.stop)
    await asyncio.to_thread(first.start)
    room.servers[:] = [first]
    await asyncio.to_thread(second.stop)


async def journal_killed(room: Room) -> None:
    """PostgreSQL hangs, reports go into the journal, and the server dies by kill -9 meanwhile."""
    frozen = room.postgres()
    signal_all(frozen, signal.SIGSTOP)
    await asyncio.sleep(_SHORT_S)
    room.server.kill()
    signal_all(frozen, signal.SIGCONT)
    await asyncio.to_thread(room.server.start)


async def clock_ahead(room: Room) -> None:
    """The clock of server and worker is set an hour ahead for 15 seconds."""
    room.set_clocks(3600)
    await asyncio.sleep(_LONG_S)
    room.set_clocks(0)


async def clock_behind(room: Room) -> None:
    """The clock of server and worker is set an hour back for 15 seconds."""
    room.set_clocks(-3600)
    await asyncio.sleep(_LONG_S)
    room.set_clocks(0)


FAULTS: Final[dict[str, Callable[[Room], Awaitable[None]]]] = {
    fault.__name__: fault
    for fault in (
        app_killed,
        app_frozen,
        worker_killed,
        worker_frozen,
        postgres_killed,
        postgres_frozen,
        backend_killed,
        redis_killed,
        redis_frozen,
        connections_cut,
        disk_full,
        read_only,
        rolling_restart,
        journal_killed,
        clock_ahead,
        clock_behind,
    )
}
# While these last nobody can answer: silence is not the server's to break.
DEAF: Final = frozenset({"app_frozen"})
NEEDS_CLOCK: Final = frozenset({"clock_ahead", "clock_behind"})
NEEDS_DISK: Final = frozenset({"disk_full"})
