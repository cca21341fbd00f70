"""Both embedded servers under one lock: one data directory, one owner at a time."""

import atexit
import fcntl
import logging
import os
import signal
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn, Self

from dispatch.kernel.host.embedded.postgres import Postgres
from dispatch.kernel.host.embedded.redis_server import RedisServer
from dispatch.kernel.host.embedded.system import (
    EmbeddedError,
    let_enter,
    server_account,
    socket_dir,
)

log = logging.getLogger(__name__)
WATCH_S: Final = 1.0
STOP_WAIT_S: Final = 10.0
# A closed terminal and a service manager end us by these; by default the process would be gone
# before any `finally`.
ENDINGS: Final = (signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Embedded:
    """The running pair. Call `stop` in a `finally`, or use it as a context manager."""

    database_url: str
    redis_url: str
    _postgres: Postgres
    _redis: RedisServer
    _lock: int | None = field(repr=False)
    _ended: threading.Event = field(default_factory=threading.Event, repr=False)
    _guard: threading.Thread | None = field(default=None, repr=False)

    def guard(self) -> None:
        """Start again, from now on, whichever server dies under us (killed, or out of memory)."""
        self._guard = threading.Thread(target=self._watch, name="embedded-guard", daemon=True)
        self._guard.start()

    def _watch(self) -> None:
        missing: set[str] = set()
        while not self._ended.wait(WATCH_S):
            for server in (self._postgres, self._redis):
                name = type(server).__name__
                if server.is_running():
                    missing.discard(name)
                    continue
                # Seen missing twice: a look that went wrong must not start a second server on the
                # same data.
                if name not in missing:
                    missing.add(name)
                    continue
                log.error("embedded: %s is gone; starting it again", type(server).__name__)
                try:
                    server.start()
                except Exception:
                    log.exception("embedded: %s does not start", type(server).__name__)

    def stop(self) -> None:
        """Stop both servers and give the data directory free; a second call does nothing."""
        if self._lock is None:
            return
        lock, self._lock = self._lock, None
        atexit.unregister(self.stop)
        _release_endings()
        self._ended.set()
        if self._guard is not None and self._guard.is_alive():
            self._guard.join(timeout=STOP_WAIT_S)
        try:
            self._redis.stop()
        finally:
            try:
                self._postgres.stop()
            finally:
                os.close(lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.stop()


def start(data_dir: Path, *, durable: bool = True) -> Embedded:
    """Start PostgreSQL and Redis in `data_dir`, whatever a crash left there.

    `durable=False` trades every promise about the disk for speed; only tests may want that.
    """
    data_dir = data_dir.expanduser().resolve()
    data_dir.mkdir(mode=0o755, parents=True, exist_ok=True)
    lock = _take(data_dir)
    cluster = data_dir / "postgres"
    try:
        account = server_account(cluster)
        sockets = socket_dir(data_dir, account)
        if account is not None:
            let_enter(sockets)
        postgres = Postgres(data=cluster, sockets=sockets, account=account, durable=durable)
        redis = RedisServer(data=data_dir / "redis", sockets=sockets)
    except BaseException:
        os.close(lock)
        raise
    embedded = Embedded(postgres.url, redis.url, postgres, redis, lock)
    atexit.register(embedded.stop)
    _catch_endings()
    try:
        postgres.start()
        redis.start()
    except BaseException:
        # Also for Ctrl-C in the middle: half a start leaves no process.
        embedded.stop()
        raise
    return embedded


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _catch_endings() -> None:
    # Only the main thread may; a handler that somebody else installed knows better than we do.
    if threading.current_thread() is threading.main_thread():
        for number in ENDINGS:
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _leave)


def _release_endings() -> None:
    if threading.current_thread() is threading.main_thread():
        for number in ENDINGS:
            if signal.getsignal(number) is _leave:
                signal.signal(number, signal.SIG_DFL)


def _take(data_dir: Path) -> int:
    """Hold the data directory for as long as this process lives.

    The kernel lets go of it after any crash.
    """
    handle = os.open(data_dir / "embedded.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.pread(handle, 20, 0).decode() or "?"
        os.close(handle)
        message = (
            f"Folder data {data_dir} sedang dipakai proses {owner}. "
            "Hentikan proses itu atau pilih TANGGAP_DATA_DIR lain."
        )
        raise EmbeddedError(message) from None
    os.truncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle
