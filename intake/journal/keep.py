"""Who keeps: a request to intake that is not answered in time, or only with a fault.

Nothing authenticated is refused because our own storage is away, hangs, is full or read-only: its
sender gets 202 and a ticket, and what it said is stored when storage is back, with the time at
which it came.
"""

import asyncio
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from re import Pattern
from typing import Any, Final

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dispatch.kernel.errors import Unavailable
from dispatch.kernel.feature import ExtensionPoint
from dispatch.kernel.web.arrival import ARRIVAL, Arrival
from dispatch.kernel.web.http import problem_response
from dispatch.kernel.web.language import spoken
from intake.journal.entry import Entry
from intake.journal.file import JournalFullError
from intake.journal.journal import IntakeJournal

JOURNALLED: Final = ExtensionPoint["Journalled"]("journalled paths")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Journalled:
    """Requests that are kept when they cannot be answered: their methods and whole path."""

    methods: frozenset[str]
    path: Pattern[str]


@dataclass(slots=True)
class _Heard:
    """The request's body as far as it was read; `whole` is set when all of it was."""

    receive: Receive
    parts: list[bytes] = field(default_factory=list)
    whole: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self) -> Message:
        message = await self.receive()
        if message["type"] == "http.request":
            self.parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                self.whole.set()
        return message

    async def rest(self) -> bytes | None:
        """Return the whole body; None when its sender hung up before it was whole."""
        while not self.whole.is_set():
            if (await self.hear())["type"] != "http.request":
                return None
        return b"".join(self.parts)


@dataclass(slots=True)
class _Answer:
    """The answer on its way out; one that only says that we cannot is held back."""

    out: Send
    began: bool = False
    too_late: bool = False
    held: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> None:
        is_fault = (
            message["type"] == "http.response.start"
            and message["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR
        )
        if self.too_late:
            return
        if self.held or (is_fault and not self.began):
            self.held.append(message)
            return
        self.began = True
        await self.out(message)

    async def release(self) -> None:
        for message in self.held:
            await self.out(message)


class KeepInJournal:
    """Middleware over the paths by which people's calls come in."""

    def __init__(self, app: ASGIApp, journal: IntakeJournal, taken: Iterable[Journalled]) -> None:
        """Stand before `app`; keep in `journal` what is `taken`."""
        self._app = app
        self._journal = journal
        self._taken = tuple(taken)
        self._left: set[asyncio.Future[None]] = set()
        journal.serve(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; keep it when that fails."""
        if not self._takes(scope):
            await self._app(scope, receive, send)
            return
        arrival = Arrival(at=self._journal.now(), key=uuid.uuid4().hex)
        scope = {**scope, ARRIVAL: arrival}
        answer, heard = _Answer(send), _Heard(receive)
        # A task of its own: one that waits for a hung database cannot be waited for, not even
        # after it was cancelled.
        serving = asyncio.ensure_future(self._app(scope, heard.hear, answer.send))
        try:
            await self._wait(serving, heard)
            if answer.began:
                await asyncio.wait({serving})
        finally:
            serving.cancel()
        fault = serving.exception() if serving.done() and not serving.cancelled() else None
        if answer.began:
            if fault is not None:
                raise fault
            self._journal.went_well()
            return
        answer.too_late = True
        if not serving.done():
            self._leave(serving)
        await self._keep(scope, heard, answer, fault)

    async def _wait(self, serving: asyncio.Future[None], heard: _Heard) -> None:
        """Wait until a request is served; once its body is whole, not longer than the deadline."""
        whole = asyncio.ensure_future(heard.whole.wait())
        try:
            either: set[asyncio.Future[Any]] = {serving, whole}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            whole.cancel()
        if not serving.done():
            await asyncio.wait({serving}, timeout=self._journal.deadline_s)

    def _leave(self, serving: asyncio.Future[None]) -> None:
        """Let what is stuck end when it can."""
        self._left.add(serving)
        serving.add_done_callback(self._forget)

    def _forget(self, serving: asyncio.Future[None]) -> None:
        self._left.discard(serving)
        if not serving.cancelled() and serving.exception() is not None:
            _log.info("a request that had been kept ended with %r", serving.exception())

    def _takes(self, scope: Scope) -> bool:
        return (
            scope["type"] == "http"
            and self._journal.is_open
            and any(
                scope["method"] in one.methods and one.path.match(scope["path"])
                for one in self._taken
            )
        )

    async def _keep(
        self, scope: Scope, heard: _Heard, answer: _Answer, fault: BaseException | None
    ) -> None:
        body = await heard.rest()
        if body is None:
            return
        entry = _entry(scope, body)
        _log.warning("intake cannot answer (%s): kept under %s", fault or "503", entry.ticket)
        try:
            await self._journal.keep(entry)
        except (JournalFullError, OSError):
            _log.critical("a request to intake could not be kept", exc_info=True)
            await _refuse(scope, heard.receive, answer)
            return
        accepted = {
            "state": "journalled",
            "ticket": entry.ticket,
            "arrived_at": entry.arrived_at.isoformat(),
        }
        response = Response(
            orjson.dumps(accepted), HTTPStatus.ACCEPTED, media_type="application/json"
        )
        await response(scope, heard.receive, answer.out)


async def _refuse(scope: Scope, receive: Receive, answer: _Answer) -> None:
    if answer.held:
        await answer.release()
        return
    refusal = Unavailable("unavailable", why="database", retry_after_s=2)
    await problem_response(refusal, spoken())(scope, receive, answer.out)


def _entry(scope: Scope, body: bytes) -> Entry:
    headers = tuple([(n.decode("latin-1"), v.decode("latin-1")) for n, v in scope["headers"]])
    return Entry(
        ticket=scope[ARRIVAL].key,
        arrived_at=scope[ARRIVAL].at,
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=body,
    )
