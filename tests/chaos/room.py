"""A room of real processes on storage of its own, that faults are done to."""

import json
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg
import httpx
import psutil

from dispatch.kernel.host.embedded import start
from tests.support.databases import with_database
from tests.support.processes import ServerProcess, worker_of

_STORAGE: Final = "size=700m"
_FAKETIME: Final = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


@dataclass(slots=True)
class Room:
    """A running city; `servers` are its processes, the first with a worker beside it."""

    folder: Path
    database_url: str
    servers: list[ServerProcess]
    tokens: dict[str, str]
    on_memory: bool

    @property
    def server(self) -> ServerProcess:
        """The process that everybody talks to."""
        return self.servers[0]

    def worker(self) -> psutil.Process:
        """Return the worker beside the server: the child of the process that it is forked from."""
        return worker_of(self.server.pid)

    def postgres(self) -> list[psutil.Process]:
        """Return the postmaster and all its processes."""
        lock = (self.folder / "db" / "postgres" / "postmaster.pid").read_text()
        postmaster = psutil.Process(int(lock.split()[0]))
        return [postmaster, *postmaster.children(recursive=True)]

    def redis(self) -> psutil.Process:
        """Return Redis."""
        return psutil.Process(int((self.folder / "db" / "redis" / "redis.pid").read_text()))

    def beside(self) -> ServerProcess:
        """Return another server of the same city, not started; without an engine."""
        own = self.server.environment | {"TANGGAP_ENGINE": "false"}
        made = ServerProcess(own, self.folder / "beside.log", command=("serve",))
        self.servers.append(made)
        return made

    def set_clocks(self, seconds: int) -> None:
        """Set the clock that server and worker believe to be their machine's."""
        (self.folder / "clock").write_text(f"{seconds:+d}s\n")

    async def fetch(self, query: str, *values: object) -> None:
        """Run a statement in the server's own database, beside the city's."""
        connection = await asyncpg.connect(with_database(self.database_url, "postgres"))
        try:
            await connection.fetch(query, *values)
        finally:
            await connection.close()


def signal_all(processes: list[psutil.Process], number: signal.Signals) -> None:
    """Send a signal to each; who is gone is gone."""
    for process in processes:
        if process.is_running():
            process.send_signal(number)


def _on_memory(folder: Path) -> bool:
    """Put a small file system under `folder`, whose end can be reached; whether that is allowed."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", _STORAGE, "tmpfs", str(folder)]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


def _settable_clock(folder: Path) -> dict[str, str]:
    """Return what lets a process believe the clock in the file `clock`; nothing without the tool.

    The steady clock is left alone: nobody can set that one.
    """
    (folder / "clock").write_text("+0s\n")
    if not _FAKETIME.exists():
        return {}
    return {
        "LD_PRELOAD": str(_FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


@contextmanager
def room(*, settable_clock: bool) -> Iterator[Room]:
    """Run the demo city; what dies of its storage is started again, as a real host would."""
    folder = Path(tempfile.mkdtemp(prefix="tanggap-chaos-"))
    folder.chmod(0o711)
    on_memory = _on_memory(folder / "db")
    try:
        with start(folder / "db") as embedded:
            embedded.guard()
            environment = {
                "DATABASE_URL": embedded.database_url,
                "REDIS_URL": embedded.redis_url,
                "TANGGAP_DATA_DIR": str(folder),
                "TANGGAP_INTAKE_DEADLINE_S": "3",
                "TANGGAP_DRAIN_S": "2",
                "MQTT_URL": "",
                **(_settable_clock(folder) if settable_clock else {}),
            }
            first = ServerProcess(environment, folder / "server.log").start()
            accounts = json.loads((folder / "demo-accounts.json").read_text())
            tokens = {each["username"]: each["token"] or each["password"] for each in accounts}
            made = Room(folder, embedded.database_url, [first], tokens, on_memory)
            try:
                yield made
            finally:
                for server in made.servers:
                    server.stop()
    finally:
        if on_memory:
            subprocess.run(["umount", "-l", str(folder / "db")], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def sign_in(room: Room, name: str) -> str:
    """Sign in and return the session's token."""
    said = {"username": name, "password": room.tokens[name]}
    answer = httpx.post(f"{room.server.url}/api/v1/sessions", json=said, timeout=30)
    return str(answer.json()["token"])
