"""One PostgreSQL and one Redis a run, one migrated template, a fresh copy of it a test."""

import asyncio
import os
import shutil
import tempfile
import uuid
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import psutil

from dispatch.kernel.host.embedded import start
from dispatch.kernel.store.migrations import upgrade
from routing.value_object import value_object

_MEMORY: Final = Path("/dev/shm")
_ROOM_BYTES: Final = 6 * 2**30


@value_object
class Servers:
    """Where the run's PostgreSQL and Redis are."""

    database_url: str
    redis_url: str


def run_apart(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in a thread and loop of its own: fixtures serve plain tests too."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, work).result()


def _quick_folder() -> Path | None:
    """Return a folder in memory if there is one with room: making a database there takes 0.03 s.

    On a disk it takes half a second, and nearly every test has a database of its own. What a run
    that was killed left there goes now.
    """
    if not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < _ROOM_BYTES:
        return None
    for left in _MEMORY.glob("tanggap-test-*-*"):
        if not psutil.pid_exists(int(left.name.split("-")[2])):
            shutil.rmtree(left, ignore_errors=True)
    return _MEMORY


@contextmanager
def servers() -> Iterator[Servers]:
    """Use the servers of DATABASE_URL and REDIS_URL, else embedded ones that forget everything."""
    database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if database_url and redis_url:
        yield Servers(database_url, redis_url)
        return
    # A short path of its own: pytest's temporary folders are too deep for a Unix socket.
    data_dir = Path(tempfile.mkdtemp(prefix=f"tanggap-test-{os.getpid()}-", dir=_quick_folder()))
    data_dir.chmod(0o711)
    try:
        with start(data_dir, durable=False) as embedded:
            yield Servers(embedded.database_url, embedded.redis_url)
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)


def with_database(url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def _execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@contextmanager
def database(server_url: str, template: str | None = None) -> Iterator[str]:
    """Make a database, empty or a copy of `template`; drop it whoever is still connected."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    origin = f'TEMPLATE "{template}" STRATEGY FILE_COPY' if template else "TEMPLATE template0"
    run_apart(_execute(server_url, f'CREATE DATABASE "{name}" {origin}'))
    try:
        yield with_database(server_url, name)
    finally:
        run_apart(_execute(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


@contextmanager
def migrated_template(server_url: str) -> Iterator[str]:
    """Make a database with the newest schema, to be copied."""
    with database(server_url) as url:
        run_apart(upgrade(url))
        yield urlsplit(url).path.removeprefix("/")
