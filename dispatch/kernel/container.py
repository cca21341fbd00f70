"""The container: what an application lends its endpoints, each thing under a typed name.

A room declares the name beside the thing (`HUB = Service[Hub]("hub")`), the composition root fills
it (`HUB.filled(hub)`), and an endpoint asks for it (`Annotated[Hub, Depends(HUB)]`, or
`HUB.of(request)` where nothing is injected). mypy checks both ends against the same type, also
where the name stands for a protocol that another room fulfils.
"""

from typing import Any, Generic, TypeVar

from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from routing.value_object import value_object

T = TypeVar("T")


class Service(Generic[T]):
    """The name of something that an application has exactly one of; two are never equal."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        """Be called `name` where the thing is missing."""
        self.name = name

    def filled(self, value: T) -> "Filled":
        """Pair this name with the thing itself."""
        return Filled(self, value)

    def of(self, connection: HTTPConnection) -> T:
        """Return the thing, for a request or a socket of the application."""
        return services_of(connection.app).of(self)

    async def __call__(self, connection: HTTPConnection) -> T:
        """Return the thing as a dependency: a coroutine, because plain functions go to a thread."""
        return self.of(connection)


@value_object
class Filled:
    """A name with the thing that bears it."""

    service: Service[Any]
    value: Any


class Services:
    """Everything that an application lends, by name; it never changes."""

    __slots__ = ("_values",)

    def __init__(self, *filled: Filled) -> None:
        """Lend `filled`; of two under one name the later counts."""
        self._values = {one.service: one.value for one in filled}

    def of(self, service: Service[T]) -> T:
        """Return the thing under a name; `LookupError` where the composition root forgot it."""
        try:
            value: T = self._values[service]
        except KeyError:
            raise LookupError(f"the application lends no {service.name}") from None
        return value

    def but(self, *filled: Filled) -> "Services":
        """Return the same with other things under some names."""
        kept = (Filled(service, value) for service, value in self._values.items())
        return Services(*kept, *filled)


def lend(app: Starlette, services: Services) -> None:
    """Give an application what its endpoints will ask for."""
    app.state.services = services


def services_of(app: Starlette) -> Services:
    """Return what an application lends."""
    services: Services = app.state.services
    return services
