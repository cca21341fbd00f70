"""Care of processes: signals, the server, the worker beside it, and whoever started us."""

import asyncio
import gc
import logging
import multiprocessing
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Final

import uvicorn
from fastapi import FastAPI

from dispatch.kernel.bounded import within
from dispatch.kernel.clock import elapsed
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.host.settings import Settings

_LIFE_SIGN_S: Final = 1.0
_PATIENCE_S: Final = 3
_KEEP_ALIVE_S: Final = 30
_BEAT_S: Final = 1.0
_PAUSE_S: Final = 1.0
# A worker says so often that it lives; imports and connecting may take as long as the second.
_SILENT_S: Final = 10.0
_STARTING_S: Final = 60.0
# New objects before the youngest are looked at, and how many such looks before the older ones are.
_COLLECT_AFTER: Final = (10_000, 20, 20)
_FORKS: Final = multiprocessing.get_context("forkserver")
_log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """A server that leaves signals to us.

    Uvicorn would raise them again before the worker and the databases are down.
    """

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to serve; what was loaded by then lives as long as the process."""
        await super().startup(sockets)
        leave_to_itself()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def leave_to_itself() -> None:
    """Leave what is loaded now out of every later garbage collection, and collect less often.

    The tables, lexicons and weights are millions of objects that never become garbage: looking at
    them again and again took a twentieth of the time of a report.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


def server_of(app: FastAPI, settings: Settings) -> Server:
    """Return the HTTP and WebSocket server of an application."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http="httptools",
        ws="websockets-sansio",
        log_level=settings.log_level.lower(),
        access_log=False,
        # Longer than a client keeps a connection it does not use (5 s is usual): where both end it
        # at one moment a request is on its way to nobody.
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_PATIENCE_S,
        ws_max_size=65_536,
        ws_max_queue=16,
        # Squeezing a snapshot takes longer than reading it, and the room is one cable away.
        ws_per_message_deflate=False,
    )
    return Server(config)


def on_stop(act: Callable[[], None]) -> None:
    """Call `act` at Ctrl-C and when an administrator ends the process."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, act)


async def serve_until_stopped(make_app: Callable[[Guardian], FastAPI], settings: Settings) -> int:
    """Serve until a signal, or until a vital task cannot be kept; return the exit code."""

    def leave() -> None:
        server.should_exit = True

    def drain() -> None:
        if guardian.leaving:
            leave()  # whoever says it twice does not want to wait
        guardian.leaving = True
        asyncio.get_running_loop().call_later(settings.drain_s, leave)

    guardian = Guardian(end_process=leave)
    server = server_of(make_app(guardian), settings)
    on_stop(leave)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, drain)
    await server.serve()
    return 0 if server.started and guardian.lost is None else 1


async def wait_until_stopped(stop: asyncio.Event, life: int | None = None) -> None:
    """Wait for `stop`; end at once when the process is gone that started us to be beside it.

    It reads from the file `life`, where a life sign is written every second: a loop that is blocked
    writes none.
    """
    while not stop.is_set():
        if life is not None and not _is_heard(life):
            # The databases went with it: there is nothing left to hand back.
            os._exit(1)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LIFE_SIGN_S):
                await stop.wait()


def _is_heard(life: int) -> bool:
    """Say that this process lives; return whether anybody can hear it."""
    try:
        os.write(life, b".")
    except BrokenPipeError:
        return False
    except BlockingIOError:
        pass  # whoever listens is behind
    return True


@asynccontextmanager
async def worker_beside(
    work: Callable[[Connection], None], preload: Sequence[str] = (), *, silent_s: float = _SILENT_S
) -> AsyncIterator[None]:
    """Keep one worker process running while the block lasts; another follows one that ends.

    `work` is run in a process of its own and says through the connection that it lives. One that
    says nothing for `silent_s` hangs: it is killed. Workers are forked from a process that has
    imported `preload` and does nothing else, because reading the whole program anew takes seconds
    in which no clock runs.
    """
    _FORKS.set_forkserver_preload([*preload])
    guardian = Guardian()
    kept = guardian.keep("worker-process", lambda: _keep_worker(work, silent_s))
    try:
        yield
    finally:
        await guardian.stop(kept)


async def _keep_worker(work: Callable[[Connection], None], silent_s: float) -> None:
    while True:
        hear, say = _FORKS.Pipe(duplex=False)
        with hear:
            with say:
                worker = _FORKS.Process(target=work, args=(say,), name="worker", daemon=True)
                await within(_STARTING_S, asyncio.to_thread(worker.start))
            try:
                code = await _watch(worker, hear.fileno(), silent_s)
            finally:
                await _end(worker)
        _log.error("the worker ended with code %s; starting another", code)
        await asyncio.sleep(_PAUSE_S)


async def _watch(worker: ForkServerProcess, hear: int, silent_s: float) -> int:
    """Wait until a worker has ended, and kill it when nothing is heard from it for so long."""
    loop = asyncio.get_running_loop()
    heard_at, allowed_s = elapsed(), _STARTING_S

    def listen() -> None:
        nonlocal heard_at, allowed_s
        if not os.read(hear, 4096):
            loop.remove_reader(hear)  # its end is closed: it ends, or has
        heard_at, allowed_s = elapsed(), silent_s

    loop.add_reader(hear, listen)
    try:
        while worker.exitcode is None:
            await asyncio.to_thread(worker.join, _BEAT_S)
            # Were we frozen ourselves, what came meanwhile is read first.
            await asyncio.sleep(_BEAT_S / 10)
            if elapsed() - heard_at > allowed_s and worker.exitcode is None:
                _log.critical("no life sign of the worker for %.0f s: it is killed", allowed_s)
                worker.kill()
                await asyncio.to_thread(worker.join, _PATIENCE_S)
    finally:
        loop.remove_reader(hear)
    return worker.exitcode or 0


async def _end(worker: ForkServerProcess) -> None:
    """Ask a worker to stop, and make it after three seconds.

    What it had not committed is due again.
    """
    worker.terminate()
    await asyncio.to_thread(worker.join, _PATIENCE_S)
    if worker.exitcode is None:
        worker.kill()
        await asyncio.to_thread(worker.join, _PATIENCE_S)
