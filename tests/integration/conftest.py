"""One city for a whole file: for tests that each bring something new and look at that alone."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.centre import Centre, open_centre
from tests.support.databases import Servers, database


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_centre(run_servers: Servers, city_name: str) -> AsyncIterator[Centre]:
    """The whole centre on a city that the tests of one file share."""
    with database(run_servers.database_url, city_name) as url:
        async with open_centre(url) as opened:
            yield opened
