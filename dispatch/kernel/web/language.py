"""The language in which an answer is given: words are chosen when they are read, not when kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from dispatch.kernel.catalogue import DEFAULT_LANGUAGE, LANGUAGES

_SPOKEN: Final = ContextVar("language", default=DEFAULT_LANGUAGE)


def spoken() -> str:
    """Return the language of the answer being made now."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Answer in `language` inside the block; in Indonesian when we do not speak it."""
    token = _SPOKEN.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def choose_language(accept_language: str) -> str:
    """Return the language of an Accept-Language header that its sender likes best of ours.

    Indonesian when it names none of ours, or refuses all of them.
    """
    best, liking = DEFAULT_LANGUAGE, 0.0
    for part in accept_language.split(","):
        name, _, weight = part.partition(";")
        code = name.strip()[:2].lower()
        share = _share(weight)
        if code in LANGUAGES and share > liking:
            best, liking = code, share
    return best


def _share(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 1.0


class SpeakLanguage:
    """Answers each request in the language that its Accept-Language asks for."""

    def __init__(self, app: ASGIApp) -> None:
        """Serve `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with speaking(choose_language(Headers(scope=scope).get("accept-language", ""))):
            await self._app(scope, receive, send)
