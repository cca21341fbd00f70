"""What every browser test starts from."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.city import City
from tests.support.processes import ServerProcess


@pytest.fixture
async def city(running_server: ServerProcess, browser: Browser) -> AsyncIterator[City]:
    """A demo city of this test's own; at the end no page may have complained."""
    opened = City.of(running_server, browser)
    yield opened
    await opened.close()
    assert opened.complaints == []
