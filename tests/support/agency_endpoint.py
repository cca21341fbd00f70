"""An agency's own system as the outside sees it.

A real HTTP server on the loopback address that does as it is told.
"""

import asyncio
import contextlib
from collections import deque
from dataclasses import field
from types import TracebackType
from typing import Self

import orjson

from routing.value_object import value_object


@value_object
class Received:
    """One request as it came over the wire; names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def delivery(self) -> str:
        """The id by which the same notice is known again."""
        return self.headers["x-tanggap-delivery"]

    @property
    def json(self) -> dict[str, object]:
        """The body as JSON."""
        parsed: dict[str, object] = orjson.loads(self.body)
        return parsed


@value_object
class Answer:
    """What the agency's system says, after `delay_s` or when `hold` is set."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    hold: asyncio.Event | None = None
    hang_up: bool = False


class AgencyEndpoint:
    """Answers with `script`, one after the other, and then always with `default`."""

    def __init__(self, *script: Answer, default: Answer | None = None) -> None:
        """Listen on a free port once entered."""
        self.script = deque(script)
        self.default = default or Answer()
        self.received: list[Received] = []
        self.arrived = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._port = 0
        self._connections: set[asyncio.Future[None]] = set()

    @property
    def url(self) -> str:
        """Where it listens, or listened."""
        return f"http://127.0.0.1:{self._port}/tanggap"

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
        for connection in tuple(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # asyncio makes a task of each connection; it must end with the endpoint.
        task = asyncio.ensure_future(self._answer(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            self.received.append(await _read(reader))
            self.arrived.set()
            answer = self.script.popleft() if self.script else self.default
            if answer.hold is not None:
                await answer.hold.wait()
            await asyncio.sleep(answer.delay_s)
            if not answer.hang_up:
                writer.write(_written(answer))
                await writer.drain()


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    start, *lines = head.rstrip().split("\r\n")
    method, path, _ = start.split(" ")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    return Received(
        method, path, headers, await reader.readexactly(int(headers.get("content-length", "0")))
    )


def _written(answer: Answer) -> bytes:
    headers = {"content-length": str(len(answer.body)), "connection": "close", **answer.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {answer.status} X\r\n{lines}\r\n".encode() + answer.body
