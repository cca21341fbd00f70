"""A client of the public API: bounded, retries an overloaded server, never repeats a refusal."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, Self

import httpx
import orjson

from intake.replay.errors import Refused, Unreachable

_TRIES: Final = 8
_FIRST_PAUSE_S: Final = 0.2
_LONGEST_PAUSE_S: Final = 5.0
_BUSY: Final = frozenset({429, 502, 503, 504})
_CONFLICT: Final = 409
# Two requests met at one row; the same one succeeds a moment later.
_COLLISIONS: Final = (b"conflict.retry", b"conflict.stale_version")
_DONE: Final = frozenset(
    {
        "conflict.exists",
        "incident.illegal_transition",
        "incident.not_open",
        "report.already_linked",
        "task.exists",
        "task.illegal_transition",
        "unit.already_assigned",
        "unit.exists",
        "unit.milestone_set",
    }
)
_REFUSED: Final = 400


class Client:
    """A signed-in connection with at most `concurrency` requests at a time; counts what it did."""

    def __init__(
        self,
        base_url: str,
        *,
        concurrency: int,
        token: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Talk to `base_url`; `token` is a bearer token, or sign in later."""
        limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
        self._http = httpx.AsyncClient(
            base_url=f"{base_url.rstrip('/')}/api/v1/",
            limits=limits,
            timeout=60.0,
            transport=transport,
        )
        self._gate = asyncio.Semaphore(concurrency)
        self.requests = 0
        self.retries = 0
        self.refusals: Counter[str] = Counter()
        if token is not None:
            self._http.headers["authorization"] = f"Bearer {token}"

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def sign_in(self, username: str, password: str) -> None:
        """Take a token for a person."""
        session = await self.post("sessions", {"username": username, "password": password})
        self._http.headers["authorization"] = f"Bearer {session['token']}"

    async def post(
        self, path: str, body: Mapping[str, Any], *, key: str | None = None
    ) -> dict[str, Any]:
        """Send a change and return the answer.

        `key` makes it idempotent; `Refused` carries the problem document.
        """
        headers = {"content-type": "application/json"} | (
            {} if key is None else {"idempotency-key": key}
        )
        return await self._send("POST", path, headers=headers, content=orjson.dumps(body))

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        """Return what a GET answers."""
        return await self._send("GET", path, params=query)

    async def _send(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        pause = _FIRST_PAUSE_S
        for _ in range(_TRIES):
            async with self._gate:
                self.requests += 1
                answer = await self._try(method, path, **options)
            if answer is not None and not _is_busy(answer):
                return self._read(answer)
            self.retries += 1
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_S)
        raise Unreachable("replay.unreachable", method=method, path=path, tries=_TRIES)

    async def _try(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        try:
            return await self._http.request(method, path, **options)
        except httpx.TransportError:
            return None

    def _read(self, answer: httpx.Response) -> dict[str, Any]:
        try:
            document: dict[str, Any] = orjson.loads(answer.content) if answer.content else {}
        except orjson.JSONDecodeError:
            document = {}
        if answer.status_code >= _REFUSED:
            code = str(document.get("code", answer.status_code))
            self.refusals[code] += 1
            raise Refused(code, problem=document)
        return document


def _is_busy(answer: httpx.Response) -> bool:
    return answer.status_code in _BUSY or (
        answer.status_code == _CONFLICT and any(code in answer.content for code in _COLLISIONS)
    )


def is_done(refusal: Refused) -> bool:
    """Whether the server refused because it had been done before an answer was lost."""
    return refusal.code in _DONE


def member_of(refusal: Refused, name: str) -> str | None:
    """Return a member of the problem document."""
    found = refusal.params["problem"].get(name)
    return None if found is None else str(found)
