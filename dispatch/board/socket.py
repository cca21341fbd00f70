"""The board over WebSocket: `/api/v1/board`."""

import asyncio
import contextlib
from typing import Final, Protocol

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState

from dispatch.access.guards import check_same_origin, subject_of, token_of
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.board import protocol
from dispatch.board.feed import head_of
from dispatch.board.frames import Command, Pong, Subscribe
from dispatch.board.hub import HUB, Connection, Hub
from dispatch.kernel.catalogue import DEFAULT_LANGUAGE
from dispatch.kernel.container import Service
from dispatch.kernel.errors import Forbidden, TanggapError, Unavailable
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.web.http import UNITS, refusal_of
from dispatch.kernel.web.language import choose_language

router = APIRouter(tags=["board"])
CLOSE_UNAUTHENTICATED = 4401
CLOSE_TOO_SLOW = 4408
CLOSE_EXPIRED = 4403
CLOSE_TRY_AGAIN = 1013  # RFC 6455's registry: "try again later"


@router.websocket("/board")
async def board(socket: WebSocket) -> None:
    """Serve the board to one console until it leaves, is too slow, or loses its right."""
    hub, units = HUB.of(socket), UNITS.of(socket)
    await socket.accept()
    try:
        subject = await _admit(socket)
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        await socket.send_text(protocol.error(refusal, None, _language(socket, None)))
        await socket.close(_close_code(refusal), refusal.code)
        return
    connection = Connection(
        subject,
        language=_language(socket, subject),
        protocol=protocol.choose_protocol(socket.query_params.get("protocol")),
    )
    watcher = Watcher(socket, hub, units, connection)
    await socket.send_text(
        protocol.hello(
            subject,
            hub.names_for(subject),
            units.clock.now(),
            watcher.heartbeat_s,
            connection.protocol,
        )
    )
    try:
        await watcher.run()
    finally:
        hub.leave(connection)


def _close_code(refusal: TanggapError) -> int:
    unavailable = refusal.status == Unavailable.status
    return CLOSE_TRY_AGAIN if unavailable else CLOSE_UNAUTHENTICATED


def _language(socket: WebSocket, subject: Subject | None) -> str:
    """Return the language of a connection.

    A page cannot set the header of a socket, so the console says its language as `?lang=`.
    """
    wished = socket.query_params.get("lang") or socket.headers.get("accept-language")
    if wished is None:
        return DEFAULT_LANGUAGE if subject is None else subject.language
    return choose_language(wished)


async def _admit(socket: WebSocket) -> Subject:
    _token, from_cookie = token_of(socket)
    if from_cookie:
        check_same_origin(socket)
    subject = await subject_of(socket)
    own = Resource(agency_ids=frozenset({subject.agency_id} if subject.agency_id else ()))
    if not allows(subject, "board.watch", own):
        raise Forbidden("forbidden", why="board")
    return subject


class AgencyClients(Protocol):
    """Notes which agencies have a client open; `main.py` fills it."""

    async def touch(self, agency_id: str) -> None:
        """Note that the agency's client is there now."""
        ...


AGENCY_CLIENTS: Final = Service[AgencyClients]("agency_clients")


class Watcher:
    """The three loops of a connection: what the client says, what the hub sends, and life signs."""

    def __init__(self, socket: WebSocket, hub: Hub, units: Units, connection: Connection) -> None:
        """Serve `connection` over `socket`."""
        self._socket = socket
        self._hub = hub
        self._units = units
        self._connection = connection
        self._clients = AGENCY_CLIENTS.of(socket)
        self.heartbeat_s = SETTINGS.of(socket).board_heartbeat_s

    async def run(self) -> None:
        """Run until one loop ends."""
        loops = [
            asyncio.create_task(loop)
            for loop in (self._listen(), self._send(), self._beat(), self._connection.cut.wait())
        ]
        _done, waiting = await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
        for loop in waiting:
            loop.cancel()
        for ended in await asyncio.gather(*loops, return_exceptions=True):
            if isinstance(ended, Exception) and not isinstance(
                ended, WebSocketDisconnect | RuntimeError
            ):
                refusal = refusal_of(ended)
                if refusal is None:
                    raise ended
                await self._close(CLOSE_TRY_AGAIN, refusal.code)
        if self._connection.cut.is_set():
            await self._close(CLOSE_TOO_SLOW, "too slow; come back with your last sequence")

    async def _close(self, code: int, reason: str) -> None:
        if self._socket.application_state is not WebSocketState.DISCONNECTED:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                async with asyncio.timeout(1):
                    await self._socket.close(code, reason)

    async def _listen(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1000))
            try:
                await self._obey(protocol.parse((message.get("text") or "")[: protocol.FRAME_MAX]))
            except Unavailable:
                raise  # the client must come back: here it would wait for a picture for ever
            except TanggapError as refusal:
                number = refusal.params.get("id")
                self._connection.put(protocol.error(refusal, number, self._connection.language))

    async def _obey(self, command: Command) -> None:
        if isinstance(command, Pong):
            return
        after = None
        if isinstance(command, Subscribe):
            wanted = None if command.sections is None else frozenset(command.sections)
            self._hub.check_sections(wanted or ())
            self._connection.sections = wanted
            after = command.after
        async with self._units.reading() as reading:
            head = await head_of(reading)
        await self._hub.give(self._connection, command.id, after, at_least=head)

    async def _send(self) -> None:
        while True:
            await self._socket.send_text(await self._connection.queue.get())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.heartbeat_s)
            now = self._units.clock.now()
            if self._connection.subject.agency_id is not None:
                await self._clients.touch(self._connection.subject.agency_id)
            self._connection.put(protocol.ping(self._hub.seq, now))
            try:
                await subject_of(self._socket)
            except TanggapError as refusal:
                await self._close(CLOSE_EXPIRED, refusal.code)
                return
