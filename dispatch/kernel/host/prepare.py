"""What a city's files hold becomes rows, without undoing what people changed."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeAlias

from dispatch.kernel.city import City
from dispatch.kernel.feature import ExtensionPoint, Feature
from dispatch.kernel.store.unit_of_work import UnitOfWork, Units

Loader: TypeAlias = Callable[[UnitOfWork, City], Awaitable[object]]
# Each adds what is missing. Those of the demonstration make things that no real room has.
LOADERS: Final = ExtensionPoint[Loader]("loaders")
DEMO_LOADERS: Final = ExtensionPoint[Loader]("demo loaders")


async def load_reference(units: Units, features: Iterable[Feature], *, demo: bool) -> None:
    """Load what the city's files hold, all of it or nothing."""
    features = tuple(features)
    async with units.begin("system:load") as uow:
        for load in (*LOADERS.of(features), *(DEMO_LOADERS.of(features) if demo else ())):
            await load(uow, uow.city)
