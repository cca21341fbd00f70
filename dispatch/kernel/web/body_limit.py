"""The largest body that anybody may send: what is bigger is refused before it fills the memory."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dispatch.kernel.errors import TooLarge
from dispatch.kernel.feature import ExtensionPoint
from dispatch.kernel.web.http import language_of, problem_response
from routing.value_object import value_object


@value_object
class Wider:
    """The limit of one path that takes more than the rest of the API; None: that of webhooks."""

    path: str
    limit: int | None = None


LIMITS: Final = ExtensionPoint[Wider]("body limits")


class BodyLimit:
    """Middleware that refuses bodies of more than `limit` bytes.

    Endpoints that read raw bytes may set a smaller limit.
    """

    def __init__(self, app: ASGIApp, limit: int, wider: Mapping[str, int]) -> None:
        """Stand before `app`; `wider` are the limits of single paths that take more."""
        self._app = app
        self._limit = limit
        self._wider = wider

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with `too_large`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._wider.get(scope["path"], self._limit)
        refusal = TooLarge("too_large", limit=limit)
        request = Request(scope)
        declared = request.headers.get("content-length", "0")
        if declared.isdigit() and int(declared) > limit:
            await problem_response(refusal, language_of(request))(scope, receive, send)
            return
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > limit:
                raise refusal
            return message

        await self._app(scope, counted, send)
