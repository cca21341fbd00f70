"""The server as a real process: started, asked, killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx
import psutil

from tests.support.paths import ROOT

READY_TIMEOUT_S = 180.0
STOP_TIMEOUT_S = 20.0


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, *, timeout_s: float = 15.0) -> None:
    """Return when something listens on `port`."""
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def worker_of(pid: int) -> psutil.Process:
    """Return the worker beside a server: it is forked from a child of the server."""
    family = psutil.Process(pid).children(recursive=True)
    return next(one for one in family if one.ppid() != pid)


def end(process: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM) -> int:
    """Signal a process, wait for its end, and kill it when it does not listen."""
    if process.poll() is None:
        process.send_signal(by)
    try:
        return process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


@dataclass(slots=True)
class ServerProcess:
    """`cli.py demo` (or another serving command) on a port of its own.

    `environment` holds what differs from this process's.
    """

    environment: dict[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    command: tuple[str, ...] = ("demo",)
    _process: subprocess.Popen[bytes] | None = None
    _output: IO[bytes] | None = None

    @property
    def url(self) -> str:
        """Address of the server, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def board_url(self) -> str:
        """Address of the board's socket."""
        return f"ws://127.0.0.1:{self.port}/api/v1/board?protocol=2"

    @property
    def pid(self) -> int:
        """Number of the server's process."""
        assert self._process is not None, "the server does not run"
        return self._process.pid

    def start(self) -> "ServerProcess":
        """Start it and return when `/readyz` says so; a restart keeps the port."""
        environment = (
            os.environ
            | {"TANGGAP_HOST": "127.0.0.1", "TANGGAP_PORT": str(self.port)}
            # A loaded machine is no hung database.
            | {"TANGGAP_INTAKE_DEADLINE_S": "60", "TANGGAP_DRAIN_S": "0"}
            | self.environment
        )
        self._output = self.log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "cli.py", *self.command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._output,
        )
        self._wait_until_ready()
        return self

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        answer = "no answer"
        # One client for all its questions: a new one reads the machine's certificates, and that
        # takes from the server the processor with which it wants to start.
        with httpx.Client(base_url=self.url, timeout=2) as client:
            while time.monotonic() < deadline and self._lives():
                try:
                    response = client.get("/readyz")
                except httpx.TransportError as failure:
                    answer = repr(failure)
                else:
                    if response.is_success:
                        return
                    answer = response.text
                time.sleep(0.1)
        self.stop()
        message = f"the server is not ready ({answer}); its log ends with:\n{self.tail()}"
        raise AssertionError(message)

    def _lives(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would: kill -9."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an administrator would."""
        self._end(signal.SIGTERM)

    def interrupt(self) -> int:
        """End it as Ctrl-C would and return its exit code."""
        return self._end(signal.SIGINT)

    def _end(self, by: signal.Signals) -> int:
        process, self._process = self._process, None
        output, self._output = self._output, None
        code = end(process, by=by) if process else 0
        if output is not None:
            output.close()
        return code

    def tail(self, lines: int = 40) -> str:
        """Return the end of the server's log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
