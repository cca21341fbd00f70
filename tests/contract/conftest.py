"""The channels on a city of their own, copied from one that is founded once a run."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.contract.channel_room import Room, founded_room, open_room
from tests.support.databases import Servers, database


@pytest.fixture(scope="session")
def room_city(run_servers: Servers, template_name: str) -> Iterator[str]:
    """The database with the city and its gauges that tests get copies of."""
    with founded_room(run_servers.database_url, template_name) as name:
        yield name


@pytest.fixture
async def room(run_servers: Servers, room_city: str) -> AsyncIterator[Room]:
    """The channels on a database for this test alone."""
    with database(run_servers.database_url, room_city) as url:
        async with open_room(url) as opened:
            yield opened
