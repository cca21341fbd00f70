"""What every browser test starts from."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.city import City, clear_the_desk
from tests.support.chromium import chromium
from tests.support.databases import Servers, database
from tests.support.processes import ServerProcess


@pytest.fixture(scope="session")
def night_server(
    run_servers: Servers, template_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerProcess]:
    """One demo city for the whole ring."""
    folder: Path = tmp_path_factory.mktemp("city")
    with database(run_servers.database_url, template_name) as url:
        ours = {
            "DATABASE_URL": url,
            "REDIS_URL": run_servers.redis_url,
            "MQTT_URL": "",
            "TANGGAP_DATA_DIR": str(folder),
        }
        server = ServerProcess(environment=ours, log=folder / "server.log").start()
        yield server
        server.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give all tests of this ring one event loop: a browser lives in the loop that opened it."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the ring: opening one takes longer than most of what is done in it."""
    async with chromium() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def city(night_server: ServerProcess, browser: Browser) -> AsyncIterator[City]:
    """The demo city with an empty desk; at the end no page may have complained."""
    opened = City.of(night_server, browser)
    await clear_the_desk(opened)
    yield opened
    await opened.close()
    assert opened.complaints == []
