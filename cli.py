"""The commands of Tanggap 112. Each calls one verb; `python cli.py -h` lists them."""

import argparse
import asyncio
import getpass
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from socket import gaierror
from typing import Any, TypeAlias

import asyncpg
import uvicorn
import uvloop
from prometheus_client import start_http_server

from agencies.registry.import_layer import import_layer
from agencies.registry.load import load_city
from dispatch.access.command import add_access_commands
from dispatch.access.demo_accounts import (
    DemoAccount,
    create_demo_accounts,
    read_accounts,
    write_accounts,
)
from dispatch.access.sign_in import NewPerson, create_person, hash_password
from dispatch.access.subject import Role
from dispatch.directory.read import list_agencies
from dispatch.kernel.city import find_city
from dispatch.kernel.clock import SystemClock
from dispatch.kernel.errors import Conflict, TanggapError
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.host.embedded import EmbeddedError, start
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.store.database import close_pool, open_pool
from dispatch.kernel.store.migrations import upgrade
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.store.verify_log import verify_log
from dispatch.kernel.store.wake import Wake
from dispatch.retention.rules import load_retention_rules
from intake.channels.registry import load_channel_policies
from intake.gauges.stations import load_stations
from intake.replay.command import add_replay_arguments, run_replay
from main import create_app, create_worker
from reactions import REFUSALS

Arguments: TypeAlias = argparse.Namespace
Command: TypeAlias = Callable[[Settings, Arguments], Coroutine[Any, Any, int]]
_PARENT_GONE_S = 1.0


@asynccontextmanager
async def plain_units(settings: Settings) -> AsyncIterator[Units]:
    """Connect for one command, without caches and with no other reactions than refusals."""
    pool = await open_pool(str(settings.database_url), name="tanggap-cli", size=4)
    try:
        yield Units(pool, SystemClock(), REFUSALS, Wake(None))
    finally:
        await close_pool(pool)


async def prepare(settings: Settings, *, demo: bool) -> list[DemoAccount]:
    """Bring the schema up to date, load the city, and create the demo accounts if asked and if there is nobody yet."""
    city = find_city(settings.city)
    await upgrade(str(settings.database_url))
    async with plain_units(settings) as units:
        async with units.begin("system:load") as uow:
            await load_city(uow, city.folder)
            await load_channel_policies(uow)
            await load_retention_rules(uow)
            if demo:
                await load_stations(uow)
        if not demo:
            return []
        async with units.reading() as reading:
            agencies = await list_agencies(reading, only_active=True)
        names = [(agency.id, agency.name) for agency in agencies]
        created = await create_demo_accounts(units, names)
    if created:
        write_accounts(settings.data_dir, created)
    return created or read_accounts(settings.data_dir)


class Server(uvicorn.Server):
    """A server that leaves signals to us.

    Uvicorn would raise them again before the worker and the databases are down.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def server_of(settings: Settings, guardian: Guardian) -> Server:
    """Return the HTTP and WebSocket server."""
    config = uvicorn.Config(
        create_app(settings, guardian=guardian),
        host=settings.host,
        port=settings.port,
        http="httptools",
        ws="websockets-sansio",
        log_level=settings.log_level.lower(),
        access_log=False,
        timeout_graceful_shutdown=3,
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


async def serve(settings: Settings, _: Arguments) -> int:
    """Serve the API, the board and the console."""

    # A database that cannot be reached is said here, once; the server would say it with a
    # traceback.
    def leave() -> None:
        server.should_exit = True

    guardian = Guardian(end_process=leave)
    async with plain_units(settings):
        server = server_of(settings, guardian)
    on_stop(leave)
    await server.serve()
    return 0 if server.started and guardian.lost is None else 1


async def work(settings: Settings, arguments: Arguments) -> int:
    """Run the engine until it is told to stop, or until the process that started it is gone."""
    stop = asyncio.Event()
    on_stop(stop.set)
    if arguments.metrics_port:
        start_http_server(arguments.metrics_port, addr="127.0.0.1")
    guardian = Guardian(end_process=stop.set)
    async with create_worker(settings, guardian=guardian):
        while not stop.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_PARENT_GONE_S):
                    await stop.wait()
            if arguments.parent and os.getppid() != arguments.parent:
                # Whoever started us is gone and the databases with it: there is nothing left to
                # hand back.
                os._exit(1)
    return 0 if guardian.lost is None else 1


async def demo(settings: Settings, _: Arguments) -> int:
    """Serve the demo city: accounts printed, engine in a worker process of its own."""
    accounts = await prepare(settings, demo=True)
    print_accounts(settings, accounts)
    environment = os.environ | {
        "DATABASE_URL": str(settings.database_url),
        "REDIS_URL": str(settings.redis_url),
        "TANGGAP_DATA_DIR": str(settings.data_dir),
    }
    watcher = asyncio.create_task(keep_worker(environment))
    try:
        return await serve(settings.model_copy(update={"engine": False}), argparse.Namespace())
    finally:
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)


async def keep_worker(environment: dict[str, str]) -> None:
    """Keep one worker process running, start another when it ends, and end it with us."""
    while True:
        command = (sys.executable, __file__, "worker", "--parent", str(os.getpid()))
        worker = await asyncio.create_subprocess_exec(*command, env=environment)
        try:
            code = await worker.wait()
        except asyncio.CancelledError:
            await end(worker)
            raise
        logging.getLogger(__name__).error("the worker ended with code %s; starting another", code)
        await asyncio.sleep(1)


async def end(worker: asyncio.subprocess.Process) -> None:
    """Ask a worker to stop and, after three seconds, do not ask.

    What it had not committed is due again.
    """
    with suppress(ProcessLookupError):
        worker.terminate()
        try:
            async with asyncio.timeout(3):
                await worker.wait()
        except TimeoutError:
            worker.kill()
            await worker.wait()


def print_accounts(settings: Settings, accounts: list[DemoAccount]) -> None:
    """Print the demo accounts, Indonesian first."""
    lines = [
        f"  {account.username:<24} {account.password or account.token:<46} {account.role}"
        for account in accounts
    ]
    print("Tanggap 112 - kota demo / demo city", "Akun demo / demo accounts:", *lines, sep="\n")
    if settings.mqtt_url is None:
        print("MQTT mati: MQTT_URL tidak diisi / MQTT is off: MQTT_URL is not set")
    print(f"Buka / open: http://localhost:{settings.port}", flush=True)


async def init(settings: Settings, arguments: Arguments) -> int:
    """Make an empty city with one administrator, whose name and password are asked for or given."""
    await prepare(settings, demo=False)
    async with plain_units(settings) as units, units.reading() as reading:
        if await reading.fetchval("SELECT EXISTS (SELECT FROM person)"):
            raise Conflict(
                "init.not_empty",
                "the city has people already: cli.py person add USERNAME --role administrator",
            )
    username = arguments.username or await asyncio.to_thread(
        input, "Nama pengguna administrator / administrator's user name: "
    )
    password = (
        arguments.password
        or os.environ.get("TANGGAP_ADMIN_PASSWORD")
        or getpass.getpass("Kata sandi / password: ")
    )
    hashed = await hash_password(password)
    async with plain_units(settings) as units, units.begin("system:init") as uow:
        create_person(
            uow, NewPerson(username.strip(), username.strip(), Role.ADMINISTRATOR, hashed)
        )
    print(f"Akun administrator dibuat / administrator created: {username}")
    return 0


async def migrate(settings: Settings, _: Arguments) -> int:
    """Bring the schema up to date and load new reference data."""
    await prepare(settings, demo=False)
    return 0


async def access(settings: Settings, arguments: Arguments) -> int:
    """Do what the arguments say to people or tokens."""
    async with plain_units(settings) as units:
        print(await arguments.act(units, arguments))
    return 0


async def geo_import(settings: Settings, arguments: Arguments) -> int:
    """Replace the layer of boundaries by an official GeoJSON file, after a lint."""
    async with plain_units(settings) as units, units.begin("system:cli") as uow:
        report = await import_layer(uow, arguments.file, force=arguments.force)
    print(report)
    return 0


async def check_log(settings: Settings, _: Arguments) -> int:
    """Verify the hash chain of the event log."""
    async with plain_units(settings) as units, units.reading() as reading:
        count, digest = await verify_log(reading)
    print(f"{count} kejadian tercatat utuh / events intact, {digest}")
    return 0


async def replay(settings: Settings, arguments: Arguments) -> int:
    """Feed a file through the public API."""
    return await run_replay(arguments, settings)


async def openapi(settings: Settings, _: Arguments) -> int:
    """Print the OpenAPI document."""
    print(json.dumps(create_app(settings).openapi(), indent=2, sort_keys=True))
    return 0


# Commands that talk to a running server or to nothing need no database of their own.
_WITHOUT_DATABASE: tuple[Command, ...] = (replay, openapi)


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    top = argparse.ArgumentParser(prog="cli.py", description="Tanggap 112")
    commands = top.add_subparsers(required=True, metavar="command")

    def add(name: str, command: Command, parent: Any = commands) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = parent.add_parser(
            name, help=(command.__doc__ or "").splitlines()[0]
        )
        sub.set_defaults(command=command)
        return sub

    for name, command in (
        ("serve", serve),
        ("demo", demo),
        ("migrate", migrate),
        ("verify-log", check_log),
        ("openapi", openapi),
    ):
        add(name, command)
    worker = add("worker", work)
    worker.add_argument(
        "--metrics-port",
        type=int,
        help="serve figures for Prometheus on this port of the loopback address",
    )
    worker.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    fresh = add("init", init)
    fresh.add_argument("--username")
    fresh.add_argument("--password", help="better: TANGGAP_ADMIN_PASSWORD, or be asked")
    add_access_commands(commands, access)
    geo = commands.add_parser("geo", help="boundaries").add_subparsers(required=True)
    layer = add("import", geo_import, geo)
    layer.add_argument("file", type=Path)
    layer.add_argument("--force", action="store_true")
    add_replay_arguments(add("replay", replay))
    return top


def main(words: list[str] | None = None) -> int:
    """Run a command with a database of its own when none is named."""
    arguments = parser().parse_args(words)
    settings = Settings()
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        with ExitStack() as stack:
            if settings.database_url is None and arguments.command not in _WITHOUT_DATABASE:
                embedded = stack.enter_context(start(settings.data_dir))
                embedded.guard()
                settings = settings.model_copy(
                    update={
                        "database_url": embedded.database_url,
                        "redis_url": settings.redis_url or embedded.redis_url,
                    }
                )
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                return int(runner.run(arguments.command(settings, arguments)))
    except KeyboardInterrupt:
        return 130
    except EOFError:
        print(
            "Tidak ada masukan; berikan sebagai pilihan / nothing to read; give it as an option",
            file=sys.stderr,
        )
        return 1
    except (TanggapError, EmbeddedError, subprocess.SubprocessError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except (
        ConnectionError,
        TimeoutError,
        gaierror,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
    ) as error:
        print(
            f"Basis data tidak dapat dipakai / the database cannot be used (DATABASE_URL): {error}",
            file=sys.stderr,
        )
        return 1


if __name__ == "__main__":
    sys.exit(main())
