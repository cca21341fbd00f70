"""The fast lane: endpoints that a bad night comes through are answered before routing.

Routing and dependency solving cost more than three times what the endpoint itself does
(docs/adr/0013). The same function stays declared as a route, for the documentation and for whoever
comes by another spelling of the path.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dispatch.kernel.feature import ExtensionPoint
from dispatch.kernel.web.http import language_of, problem_response, refusal_of
from routing.value_object import value_object

Endpoint = Callable[[Request], Awaitable[Response]]


@value_object
class Fast:
    """An endpoint that is answered before routing, by method and whole path."""

    method: str
    path: str
    endpoint: Endpoint


FAST: Final = ExtensionPoint[Fast]("fast endpoints")


class FastLane:
    """Middleware that answers exactly the given methods and paths; everything else passes on."""

    def __init__(self, app: ASGIApp, endpoints: Iterable[Fast]) -> None:
        """Stand before `app` and answer `endpoints`."""
        self._app = app
        self._endpoints = {(one.method, one.path): one.endpoint for one in endpoints}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        endpoint = (
            self._endpoints.get((scope["method"], scope["path"]))
            if scope["type"] == "http"
            else None
        )
        if endpoint is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await endpoint(request)
        except Exception as error:
            refusal = refusal_of(error)
            if refusal is None:  # a fault of ours: the outermost handler logs it and answers 500
                raise
            response = problem_response(refusal, language_of(request))
        await response(scope, receive, send)
