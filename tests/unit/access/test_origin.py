"""A cookie is only taken from our own pages."""

import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from dispatch.access.guards import check_same_origin
from dispatch.kernel.container import Services, lend
from dispatch.kernel.errors import Forbidden
from dispatch.kernel.host.settings import SETTINGS, Settings


def request_from(
    origin: str | None,
    *,
    host: str = "10.0.0.5:8112",
    public_url: str | None = "https://112.example/",
) -> HTTPConnection:
    headers = {"host": host} | ({} if origin is None else {"origin": origin})
    app = Starlette()
    lend(app, Services(SETTINGS.filled(Settings(public_url=public_url))))
    return HTTPConnection(
        {
            "type": "http",
            "app": app,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
    )


@pytest.mark.parametrize("origin", [None, "http://10.0.0.5:8112", "https://112.example"])
def test_our_own_pages_may_send_it_also_behind_a_proxy(origin: str | None) -> None:
    check_same_origin(request_from(origin))


@pytest.mark.parametrize(
    "origin", ["https://jahat.example", "https://112.example.jahat.example", "null", ""]
)
@pytest.mark.parametrize("public_url", [None, "https://112.example/"])
def test_others_may_not(origin: str, public_url: str | None) -> None:
    with pytest.raises(Forbidden):
        check_same_origin(request_from(origin, public_url=public_url))
