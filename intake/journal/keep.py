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
from typing import Final, Protocol

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dispatch.kernel.bounded import leave
from dispatch.kernel.errors import TanggapError, Unavailable
from dispatch.kernel.feature import ExtensionPoint
from dispatch.kernel.web.arrival import ARRIVAL, Arrival
from dispatch.kernel.web.http import problem_response
from dispatch.kernel.web.language import spoken
from intake.journal.entry import Entry
from intake.journal.file import JournalFullError
from intake.journal.journal import IntakeJournal
from routing.value_object import value_object

JOURNALLED: Final = ExtensionPoint["Journalled"]("journalled paths")
_log = logging.getLogger(__name__)


class Tell(Protocol):
    """What a sender is told whose request was kept, or could not even be kept."""

    def __call__(self, entry: Entry, *, is_kept: bool) -> Response:
        """Return the answer to `entry`."""
        ...


@value_object
class Journalled:
    """Requests that are kept when they cannot be answered: their methods and whole path.

    `apart`: each says all by itself, so that many may be sent again at once.
    With `tell` anybody may send them: their sender is told in its own way, and a cookie of
    whatever else lives under the city's name does not make it one of our own people.
    """

    methods: frozenset[str]
    path: Pattern[str]
    tell: Tell | None = None
    apart: bool = False


@dataclass(slots=True)
class _Heard:
    """The request's body, read before anybody is asked: whoever hangs may never come to read it."""

    receive: Receive
    body: bytes = b""
    is_whole: bool = False
    refusal: TanggapError | None = None  # it is too long: the endpoint says so in its own way
    _told: bool = False

    async def listen(self) -> None:
        """Read on until the body is whole, is refused, or its sender hangs up."""
        parts: list[bytes] = []
        try:
            while not self.is_whole:
                message = await self.receive()
                if message["type"] != "http.request":
                    return
                parts.append(message.get("body", b""))
                self.is_whole = not message.get("more_body", False)
            self.body = b"".join(parts)
        except TanggapError as refusal:
            self.refusal = refusal

    async def hear(self) -> Message:
        """Give what was read to the application, then whatever comes."""
        if self.refusal is not None:
            raise self.refusal
        if not self.is_whole:
            return {"type": "http.disconnect"}
        if self._told:
            return await self.receive()
        self._told = True
        return {"type": "http.request", "body": self.body, "more_body": False}


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

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer with what was held back after all."""
        for message in self.held:
            await send(message)


class KeepInJournal:
    """Middleware over the paths by which people's calls come in."""

    def __init__(self, app: ASGIApp, journal: IntakeJournal, taken: Iterable[Journalled]) -> None:
        """Stand before `app`; keep in `journal` what is `taken`."""
        self._app = app
        self._journal = journal
        self._taken = tuple(taken)
        journal.serve(app, self._is_apart)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; keep it when that fails."""
        taken = self._taken_as(scope)
        if taken is None:
            await self._app(scope, receive, send)
            return
        arrival = Arrival(at=self._journal.now(), key=uuid.uuid4().hex)
        scope = {**scope, ARRIVAL: arrival}
        answer, heard = _Answer(send), _Heard(receive)
        await heard.listen()
        # A task of its own: one that waits for a hung database cannot be waited for, not even
        # after it was cancelled.
        serving = asyncio.ensure_future(self._app(scope, heard.hear, answer.send))
        try:
            await asyncio.wait({serving}, timeout=self._journal.deadline_s)
            if answer.began:
                await asyncio.wait({serving})
        finally:
            if not serving.done():
                leave(serving)
        fault = serving.exception() if serving.done() and not serving.cancelled() else None
        if fault is not None and (answer.began or not heard.is_whole):
            raise fault
        if answer.began:
            self._journal.went_well()
        elif heard.is_whole:
            answer.too_late = True
            _log.warning("intake cannot answer (%s): kept under %s", fault, arrival.key)
            response = await self._told(_entry(scope, heard.body), answer, taken)
            await response(scope, heard.receive, answer.out)

    def _taken_as(self, scope: Scope) -> Journalled | None:
        if scope["type"] != "http" or not self._journal.is_open:
            return None
        for one in self._taken:
            if scope["method"] in one.methods and one.path.match(scope["path"]):
                return one if one.tell or not _is_of_a_person(scope) else None
        return None

    def _is_apart(self, entry: Entry) -> bool:
        return any(
            one.apart
            for one in self._taken
            if entry.method in one.methods and one.path.match(entry.path)
        )

    async def _told(self, entry: Entry, answer: _Answer, taken: Journalled) -> ASGIApp:
        """Keep the request; return what its sender is told."""
        is_kept = await self._keep(entry)
        if answer.held and not is_kept:
            return answer
        return (taken.tell or tell_plainly)(entry, is_kept=is_kept)

    async def _keep(self, entry: Entry) -> bool:
        try:
            await self._journal.keep(entry)
        except (JournalFullError, OSError):
            _log.critical("a request to intake could not be kept", exc_info=True)
            return False
        return True


def _is_of_a_person(scope: Scope) -> bool:
    """Whether a browser asks, with its cookie: the console keeps what is typed, and sends again.

    It would take 202 for a report that is stored, and show one that is not there.
    """
    names = {name for name, _ in scope["headers"]}
    return b"cookie" in names and b"authorization" not in names


def tell_plainly(entry: Entry, *, is_kept: bool) -> Response:
    """Tell a program: 202 and its ticket, or the problem that it must send again."""
    if not is_kept:
        refusal = Unavailable("unavailable", why="database", retry_after_s=2)
        return problem_response(refusal, spoken())
    accepted = {
        "state": "journalled",
        "ticket": entry.ticket,
        "arrived_at": entry.arrived_at.isoformat(),
    }
    return Response(orjson.dumps(accepted), HTTPStatus.ACCEPTED, media_type="application/json")


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
