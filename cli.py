"""The commands of Tanggap 112; `python cli.py -h` lists them. Most are declared by their rooms."""

import argparse
import asyncio
import getpass
import json
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from multiprocessing.connection import Connection
from socket import gaierror
from typing import Final

import asyncpg
import uvloop
from prometheus_client import start_http_server

from dispatch.access.demo_accounts import (
    DemoAccount,
    create_demo_accounts,
    read_accounts,
    write_accounts,
)
from dispatch.access.sign_in import NewPerson, create_person, hash_password
from dispatch.access.subject import Role
from dispatch.directory.read import list_agencies
from dispatch.kernel.bounded import within
from dispatch.kernel.city import find_city
from dispatch.kernel.errors import Conflict, TanggapError
from dispatch.kernel.guardian import Guardian
from dispatch.kernel.host.command import COMMANDS, Call, Command, Parser, parser_of
from dispatch.kernel.host.embedded import EmbeddedError, start
from dispatch.kernel.host.prepare import load_reference
from dispatch.kernel.host.process import (
    on_stop,
    serve_until_stopped,
    wait_until_stopped,
    worker_beside,
)
from dispatch.kernel.host.settings import Settings
from dispatch.kernel.host.ways import WAYS, ways_of
from dispatch.kernel.store.away import is_away
from dispatch.kernel.store.database import close_pool, open_pool
from dispatch.kernel.store.migrations import upgrade
from dispatch.kernel.store.pulse import steady_clock
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.store.verify_log import verify_log
from dispatch.kernel.store.wake import Wake
from main import ROOMS, create_app, create_worker
from reactions import REFUSALS

GROUPS: Final = {
    "person": "accounts of people",
    "token": "tokens of agencies and channels",
    "geo": "boundaries",
}
# A database that hangs must not keep the server from taking calls.
_LOOK_S: Final = 1.0


@asynccontextmanager
async def plain_units(settings: Settings) -> AsyncIterator[Units]:
    """Connect for one command, without caches and with no other reactions than refusals."""
    pool = await open_pool(str(settings.database_url), name="tanggap-cli", size=4)
    try:
        yield Units(pool, await steady_clock(pool), REFUSALS, Wake(None), find_city(settings.city))
    finally:
        await close_pool(pool)


async def prepare(settings: Settings, *, demo: bool) -> list[DemoAccount]:
    """Bring the schema up to date and load the city.

    Create the demo accounts if asked and if there is nobody yet.
    """
    await upgrade(str(settings.database_url))
    async with plain_units(settings) as units:
        await load_reference(units, ROOMS, demo=demo)
        if not demo:
            return []
        async with units.reading() as reading:
            agencies = await list_agencies(reading, only_active=True)
        names = [(agency.id, agency.name) for agency in agencies]
        created = await create_demo_accounts(units, names)
    if created:
        write_accounts(settings.data_dir, created)
    return created or read_accounts(settings.data_dir)


async def serve(call: Call) -> int:
    """Serve the API, the board and the console."""
    await refuse_what_cannot_mend(call)
    return await serve_until_stopped(
        lambda guardian: create_app(call.settings, guardian=guardian), call.settings
    )


async def refuse_what_cannot_mend(call: Call) -> None:
    """Raise what is wrong with the database and stays so: a wrong password, a wrong address.

    It is said here in one sentence; the server would say it with a traceback. A database that is
    away is waited for: calls are taken meanwhile.
    """
    try:
        await within(_LOOK_S, _look_once(call))
    except Exception as error:
        if not is_away(error) or isinstance(error, ValueError):
            raise


async def _look_once(call: Call) -> None:
    async with call.connect():
        pass


async def work(call: Call) -> int:
    """Run the engine until it is told to stop, or until the process that it is beside is gone."""
    stop = asyncio.Event()
    on_stop(stop.set)
    if call.arguments.metrics_port:
        start_http_server(call.arguments.metrics_port, addr="127.0.0.1")
    await refuse_what_cannot_mend(call)
    guardian = Guardian(end_process=stop.set)
    async with create_worker(call.settings, guardian=guardian):
        await wait_until_stopped(stop, call.arguments.life)
    return 0 if guardian.lost is None else 1


def _of_worker(parser: Parser) -> None:
    parser.add_argument(
        "--metrics-port",
        type=int,
        help="serve figures for Prometheus on this port of the loopback address",
    )
    parser.add_argument("--life", type=int, help=argparse.SUPPRESS)


async def demo(call: Call) -> int:
    """Serve the demo city: accounts printed, engine in a worker process of its own."""
    settings = call.settings
    print_accounts(settings, await prepare(settings, demo=True))
    environment = {
        "DATABASE_URL": str(settings.database_url),
        "REDIS_URL": str(settings.redis_url),
        "TANGGAP_DATA_DIR": str(settings.data_dir),
    }
    alone = settings.model_copy(update={"engine": False})
    async with worker_beside(partial(be_worker, environment), ["cli"]):
        return await serve(Call(settings=alone, arguments=call.arguments, connect=call.connect))


def be_worker(environment: Mapping[str, str], say: Connection) -> None:
    """Be the worker beside a demo city in a process that was made for it."""
    os.environ.update(environment)
    os.set_blocking(say.fileno(), False)
    sys.exit(main(["worker", "--life", str(say.fileno())]))


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


async def init(call: Call) -> str:
    """Make an empty city with one administrator, whose name and password are asked for or given."""
    await prepare(call.settings, demo=False)
    async with call.connect() as units, units.reading() as reading:
        if await reading.fetchval("SELECT EXISTS (SELECT FROM person)"):
            raise Conflict("init.not_empty")
    username = call.arguments.username or await asyncio.to_thread(
        input, "Nama pengguna administrator / administrator's user name: "
    )
    password = (
        call.arguments.password
        or os.environ.get("TANGGAP_ADMIN_PASSWORD")
        or getpass.getpass("Kata sandi / password: ")
    )
    hashed = await hash_password(password)
    async with call.connect() as units, units.begin("system:init") as uow:
        create_person(
            uow, NewPerson(username.strip(), username.strip(), Role.ADMINISTRATOR, hashed)
        )
    return f"Akun administrator dibuat / administrator created: {username}"


def _of_init(parser: Parser) -> None:
    parser.add_argument("--username")
    parser.add_argument("--password", help="better: TANGGAP_ADMIN_PASSWORD, or be asked")


async def migrate(call: Call) -> int:
    """Bring the schema up to date and load new reference data."""
    await prepare(call.settings, demo=False)
    return 0


async def check_log(call: Call) -> str:
    """Verify the hash chain of the event log."""
    async with call.connect() as units, units.reading() as reading:
        count, digest = await verify_log(reading)
    return f"{count} kejadian tercatat utuh / events intact, {digest}"


async def openapi(call: Call) -> str:
    """Print the OpenAPI document."""
    return json.dumps(create_app(call.settings).openapi(), indent=2, sort_keys=True)


async def channels(call: Call) -> str:
    """List every way in and out: on, off, silent or failing, its last message, what is missing."""
    async with call.connect() as units, units.reading() as reading:
        now = units.clock.now()
        found = await ways_of(WAYS.of(ROOMS), reading, now)
    return "\n".join(way.line(now) for way in found)


OWN_COMMANDS: Final = (
    Command(words=("serve",), run=serve),
    Command(words=("demo",), run=demo),
    Command(words=("worker",), run=work, declare=_of_worker),
    Command(words=("init",), run=init, declare=_of_init),
    Command(words=("migrate",), run=migrate),
    Command(words=("verify-log",), run=check_log),
    Command(words=("channels",), run=channels),
    Command(words=("openapi",), run=openapi, needs_database=False),
)


def parser() -> Parser:
    """Return the command line."""
    return parser_of((*OWN_COMMANDS, *COMMANDS.of(ROOMS)), GROUPS)


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Run the command that the arguments name, and print what it says."""
    command: Command = arguments.command
    said = await command.run(
        Call(settings=settings, arguments=arguments, connect=partial(plain_units, settings))
    )
    if isinstance(said, int):
        return said
    print(said)
    return 0


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
            if settings.database_url is None and arguments.command.needs_database:
                embedded = stack.enter_context(start(settings.data_dir))
                embedded.guard()
                settings = settings.model_copy(
                    update={
                        "database_url": embedded.database_url,
                        "redis_url": settings.redis_url or embedded.redis_url,
                    }
                )
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                return runner.run(run(settings, arguments))
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
