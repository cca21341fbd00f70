"""Serves the built console; every path of its pages is the same page."""

from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_NOT_FOUND = 404
_OURS = ("api/", "healthz", "readyz", "metrics")
_HEADERS = {
    # MapLibre starts its worker from a blob; nothing is ever loaded from another host.
    "content-security-policy": "default-src 'self'; frame-src tel:; worker-src 'self' blob:; "
    "img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


class Console(StaticFiles):
    """Static files with one page for all the console's own paths."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, or the page for a path of the console's own.

        Hashed assets may be kept for a year.
        """
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if (
                error.status_code != _NOT_FOUND
                or path.startswith(_OURS)
                or "." in path.rsplit("/", 1)[-1]
            ):
                raise
            response = await super().get_response("index.html", scope)
        keep = "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
        response.headers.update({"cache-control": keep, **_HEADERS})
        return response


class Pages(Mount):
    """Everything that is not ours to answer otherwise.

    A wrong method on the API stays a wrong method there.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the path is one of the console's."""
        if scope["path"].lstrip("/").startswith(_OURS):
            return Match.NONE, {}
        return super().matches(scope)


def install_console(app: FastAPI, folder: Path) -> bool:
    """Serve the console built into `folder` at `/`.

    False when it was not built and the API runs alone.
    """
    if not (folder / "index.html").is_file():
        return False
    app.router.routes.append(Pages("/", Console(directory=folder, html=True), name="console"))
    return True
