from typing import Annotated, Protocol

import httpx
import pytest
from fastapi import Depends, FastAPI, Request

from dispatch.kernel.container import Service, Services, lend, services_of


class Siren(Protocol):
    def sound(self) -> str: ...


class Horn:
    def sound(self) -> str:
        return "tut"


class Bell:
    def sound(self) -> str:
        return "ting"


SIREN = Service[Siren]("siren")
OTHER_SIREN = Service[Siren]("siren")


async def test_an_endpoint_gets_a_service_injected_or_asks_for_it_itself() -> None:
    app = FastAPI()

    @app.get("/injected")
    async def injected(siren: Annotated[Siren, Depends(SIREN)]) -> str:
        return siren.sound()

    @app.get("/asked")
    async def asked(request: Request) -> str:
        return SIREN.of(request).sound()

    lend(app, Services(SIREN.filled(Horn())))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://112.test"
    ) as client:
        assert (await client.get("/injected")).json() == "tut"
        assert (await client.get("/asked")).json() == "tut"


def test_a_name_is_itself_and_not_its_spelling() -> None:
    services = Services(SIREN.filled(Horn()))
    with pytest.raises(LookupError, match="siren"):
        services.of(OTHER_SIREN)


def test_other_things_under_some_names_leave_the_rest() -> None:
    services = Services(SIREN.filled(Horn()), OTHER_SIREN.filled(Horn()))
    changed = services.but(SIREN.filled(Bell()))
    assert changed.of(SIREN).sound() == "ting"
    assert changed.of(OTHER_SIREN).sound() == services.of(SIREN).sound() == "tut"


def test_an_application_lends_what_it_was_given() -> None:
    app, services = FastAPI(), Services()
    lend(app, services)
    assert services_of(app) is services
