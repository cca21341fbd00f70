"""The shipped city, as tests read it."""

from typing import Final

from dispatch.kernel.city import CITIES, read_city
from dispatch.kernel.host.prepare import DEMO_LOADERS, LOADERS
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.location.gazetteer import read_gazetteer
from main import ROOMS

SHIPPED: Final = read_city(CITIES / "mojokerto")
GAZETTEER: Final = read_gazetteer(SHIPPED)


async def load_shipped(uow: UnitOfWork) -> None:
    """Load everything that the shipped city's files hold, the demonstration too."""
    for load in (*LOADERS.of(ROOMS), *DEMO_LOADERS.of(ROOMS)):
        await load(uow, SHIPPED)
