"""The embedded servers: nothing lost by a crash, nothing left behind by a stop."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis

from dispatch.kernel.host.embedded import EmbeddedError, start
from tests.support.paths import ROOT
from tests.support.processes import end

KEEPER = """
import signal
# A shell that runs the tests in the background hands down an ignored Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
import sys, time
from pathlib import Path
from dispatch.kernel.host.embedded import start
with start(Path(sys.argv[1])):
    print("ready", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="tanggap-embedded-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def keeper(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the data directory, as `make run` does."""
    process = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(data_dir)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"ready\n"
        yield process
        end(process, by=signal.SIGINT)


def processes_of(data_dir: Path) -> list[str]:
    """Return the command lines of live processes that work in `data_dir`."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd().startswith(str(data_dir)) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


async def test_both_servers_answer_with_durable_settings(data_dir: Path) -> None:
    with start(data_dir) as embedded:
        connection = await asyncpg.connect(embedded.database_url)
        names = (
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "TimeZone",
            "server_encoding",
            "listen_addresses",
        )
        shown = {
            name: await connection.fetchval("SELECT current_setting($1)", name) for name in names
        }
        version = connection.get_server_version().major
        await connection.close()
        with redis.Redis.from_url(embedded.redis_url) as client:
            assert client.ping()
    assert version == 18
    assert shown == {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "TimeZone": "UTC",
        "server_encoding": "UTF8",
        "listen_addresses": "",
    }


def test_a_stop_leaves_no_process(data_dir: Path) -> None:
    embedded = start(data_dir)
    running = processes_of(data_dir)
    embedded.stop()
    embedded.stop()
    assert running
    assert processes_of(data_dir) == []


async def test_data_outlives_a_restart(data_dir: Path) -> None:
    with start(data_dir) as embedded:
        connection = await asyncpg.connect(embedded.database_url)
        await connection.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (112)")
        await connection.close()
    started = time.monotonic()
    with start(data_dir) as embedded:
        took_s = time.monotonic() - started
        connection = await asyncpg.connect(embedded.database_url)
        assert await connection.fetchval("SELECT n FROM kept") == 112
        await connection.close()
    assert took_s < 5


async def test_a_killed_postmaster_is_recovered_with_what_was_committed(data_dir: Path) -> None:
    with start(data_dir) as embedded:
        embedded.guard()
        connection = await asyncpg.connect(embedded.database_url)
        await connection.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (112)")
        os.kill(
            int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL
        )
        connection.terminate()
    with start(data_dir) as embedded:
        connection = await asyncpg.connect(embedded.database_url)
        assert await connection.fetchval("SELECT n FROM kept") == 112
        await connection.close()


async def test_servers_that_die_under_us_are_started_again(data_dir: Path) -> None:
    with start(data_dir) as embedded:
        embedded.guard()
        connection = await asyncpg.connect(embedded.database_url)
        await connection.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (112)")
        os.kill(
            int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL
        )
        os.kill(int((data_dir / "redis" / "redis.pid").read_text()), signal.SIGKILL)
        connection.terminate()
        assert await until(lambda: kept(embedded.database_url)) == 112
        with redis.Redis.from_url(embedded.redis_url) as client:
            assert await until(lambda: ping(client))
    assert processes_of(data_dir) == []


async def kept(url: str) -> object:
    connection = await asyncpg.connect(url)
    found = await connection.fetchval("SELECT n FROM kept")
    await connection.close()
    return found


async def ping(client: redis.Redis) -> object:
    return client.ping()


async def until(attempt: Callable[[], Awaitable[object]], limit_s: float = 30) -> object:
    """Try until it no longer raises."""
    deadline = time.monotonic() + limit_s
    while True:
        try:
            return await attempt()
        except (OSError, asyncpg.PostgresError, redis.RedisError):
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)


def test_orphans_of_a_killed_parent_are_replaced(
    data_dir: Path, keeper: subprocess.Popen[bytes]
) -> None:
    keeper.kill()
    keeper.wait()
    orphans = processes_of(data_dir)
    with start(data_dir):
        running = processes_of(data_dir)
    assert orphans
    assert len(running) == len(orphans)
    assert processes_of(data_dir) == []


@pytest.mark.parametrize(
    "ending",
    [signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
    ids=["ctrl-c", "service manager", "closed terminal"],
)
def test_every_orderly_ending_stops_both_servers(
    data_dir: Path, keeper: subprocess.Popen[bytes], ending: signal.Signals
) -> None:
    end(keeper, by=ending)
    assert processes_of(data_dir) == []


def test_a_second_start_on_the_same_folder_names_the_first(
    data_dir: Path, keeper: subprocess.Popen[bytes]
) -> None:
    with pytest.raises(EmbeddedError, match=f"sedang dipakai proses {keeper.pid}"):
        start(data_dir)
    assert keeper.poll() is None


def test_a_lock_file_with_the_number_of_another_program_is_no_obstacle(data_dir: Path) -> None:
    with start(data_dir):
        lines = (data_dir / "postgres" / "postmaster.pid").read_text().splitlines()
    (data_dir / "postgres" / "postmaster.pid").write_text(
        "\n".join([str(os.getpid()), *lines[1:]]) + "\n"
    )
    (data_dir / "redis" / "redis.pid").write_text(str(os.getpid()))
    with start(data_dir):
        assert processes_of(data_dir)


async def test_a_long_path_moves_the_sockets_out(data_dir: Path) -> None:
    deep = data_dir / ("d" * 60) / ("e" * 60)
    with start(deep) as embedded:
        connection = await asyncpg.connect(embedded.database_url)
        assert await connection.fetchval("SELECT 112") == 112
        await connection.close()
        sockets = Path(embedded.database_url.partition("?host=")[2])
    assert len(str(sockets)) < 85
    shutil.rmtree(sockets)


def test_a_folder_with_something_else_in_it_is_left_alone(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir()
    (data_dir / "postgres" / "letters.txt").write_text("not a database")
    with pytest.raises(EmbeddedError, match=r"letters\.txt"):
        start(data_dir)
    assert (data_dir / "postgres" / "letters.txt").read_text() == "not a database"
