"""Fixtures of every ring. Servers start once a run; everything a test can change is its own."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import redis
from hypothesis import settings
from playwright.async_api import Browser

from tests.support.broker import broker, mosquitto
from tests.support.centre import Centre, founded_city, open_centre
from tests.support.chromium import chromium
from tests.support.databases import Servers, database, migrated_template, servers
from tests.support.demo import DemoCity, demo_city
from tests.support.processes import ServerProcess
from tests.support.real_data import MISSING, real_data_dir

RINGS = frozenset(
    {"unit", "integration", "scenarios", "contract", "architecture", "browser", "load"}
)
LONGEST = "test_replay_real_data.py"
TESTS = Path(__file__).parent
# How long an example takes says more about the machine's load than about the code. The suite tries
# the same examples every time, for what it says of a change is not left to the dice; `make search`
# looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its ring, the folder below tests/ that it lies in.

    And begin with the file that takes longest.
    """
    for item in items:
        if (
            item.path.is_relative_to(TESTS)
            and (ring := item.path.relative_to(TESTS).parts[0]) in RINGS
        ):
            item.add_marker(ring)
        if "real_data" in getattr(item, "fixturenames", ()):
            item.add_marker("real_data")
    # With two workers it would otherwise begin when the others end.
    items.sort(key=lambda item: item.path.name != LONGEST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly how much stayed unproven for want of the real data."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if MISSING in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} tests did NOT run: {MISSING}", red=True, bold=True
        )


@pytest.fixture(scope="session")
def run_servers() -> Iterator[Servers]:
    """One PostgreSQL and one Redis for the whole run (for each worker.

    When pytest-xdist divides it).
    """
    with servers() as running:
        yield running


@pytest.fixture(scope="session")
def template_name(run_servers: Servers) -> Iterator[str]:
    """The database with the newest schema that tests get copies of."""
    with migrated_template(run_servers.database_url) as name:
        yield name


@pytest.fixture
def database_url(run_servers: Servers, template_name: str) -> Iterator[str]:
    """A fresh, migrated database for this test alone."""
    with database(run_servers.database_url, template_name) as url:
        yield url


@pytest.fixture
def empty_database_url(run_servers: Servers) -> Iterator[str]:
    """A fresh database without any table."""
    with database(run_servers.database_url) as url:
        yield url


@pytest.fixture(scope="session")
def city_name(run_servers: Servers, template_name: str) -> Iterator[str]:
    """The database of the demo city, with signed-in people, that tests get copies of."""
    with founded_city(run_servers.database_url, template_name) as name:
        yield name


@pytest.fixture
def city_url(run_servers: Servers, city_name: str) -> Iterator[str]:
    """A city for this test alone."""
    with database(run_servers.database_url, city_name) as url:
        yield url


@pytest.fixture
async def centre(city_url: str) -> AsyncIterator[Centre]:
    """The whole centre in this process.

    On a city of its own and with a clock that the test moves.
    """
    async with open_centre(city_url) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_centre(run_servers: Servers, city_name: str) -> AsyncIterator[Centre]:
    """The whole centre on a city that the tests of one file share.

    Each of them brings something new and looks at that alone, so it costs nothing to begin one.
    """
    with database(run_servers.database_url, city_name) as url:
        async with open_centre(url) as opened:
            yield opened


@pytest.fixture
def redis_url(run_servers: Servers) -> str:
    """The run's Redis, emptied."""
    with redis.Redis.from_url(run_servers.redis_url) as client:
        client.flushall()
    return run_servers.redis_url


@pytest.fixture
def mqtt_url(tmp_path: Path) -> Iterator[str]:
    """A real broker for this test alone."""
    with broker(tmp_path, mosquitto()) as url:
        yield url


@pytest.fixture(scope="session")
def prepared(
    run_servers: Servers, template_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DemoCity]:
    """The demo city that every started server gets a copy of."""
    folder = tmp_path_factory.mktemp("demo")
    with demo_city(run_servers.database_url, template_name, folder) as made:
        yield made


@pytest.fixture
def demo_url(run_servers: Servers, prepared: DemoCity) -> Iterator[str]:
    """The database of this test's server."""
    with database(run_servers.database_url, prepared.database) as url:
        yield url


@pytest.fixture
def start_server(
    demo_url: str, prepared: DemoCity, redis_url: str, tmp_path: Path
) -> Iterator[Callable[..., ServerProcess]]:
    """Start the demo city as a process, on this test's database.

    `start_server(TANGGAP_LOG_LEVEL="DEBUG")`. All end with the test.
    """
    started: list[ServerProcess] = []
    prepared.settle(tmp_path / "data")
    ours = {
        "DATABASE_URL": demo_url,
        "REDIS_URL": redis_url,
        "MQTT_URL": "",
        "TANGGAP_DATA_DIR": str(tmp_path / "data"),
    }

    def start(command: str = "demo", **environment: str) -> ServerProcess:
        server = ServerProcess(
            command=(command,),
            environment=ours | environment,
            log=tmp_path / f"server-{len(started)}.log",
        )
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def running_server(start_server: Callable[..., ServerProcess]) -> ServerProcess:
    """A running demo city on a database of its own."""
    return start_server()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium; use one `new_context()` for each person."""
    async with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real data; without it the test is skipped and the summary says so."""
    folder = real_data_dir()
    if folder is None:
        pytest.skip(MISSING)
    return folder
