"""A small HTTP/1.1 client that costs little, so that the bench measures the server.

One keep-alive connection a worker.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Timed:
    """What a run of requests gave.

    Accepted moments (monotonic) by external id, latencies in seconds, other statuses.
    """

    accepted: dict[str, float] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)


class Poster:
    """One keep-alive connection that posts JSON."""

    def __init__(self, port: int, token: str) -> None:
        """Post to the loopback address."""
        self._port = port
        lines = (
            "POST /api/v1/reports HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            f"Authorization: Bearer {token}",
            "Content-Type: application/json",
        )
        self._head = "".join(f"{line}\r\n" for line in lines)
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def post(self, body: bytes) -> tuple[int, bytes]:
        """Post a report; return status and body."""
        assert self._reader is not None
        assert self._writer is not None
        self._writer.write(f"{self._head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        return status, await self._reader.readexactly(length)

    def close(self) -> None:
        """Disconnect."""
        if self._writer is not None:
            self._writer.close()


async def post_all(
    port: int,
    token: str,
    reports: list[dict[str, Any]],
    *,
    connections: int,
    rate: float | None = None,
) -> Timed:
    """Post `reports` over `connections`, as fast as possible or at `rate` a second."""
    timed, place, began = Timed(), iter(range(len(reports))), time.monotonic()
    bodies = [(report["external_id"], json.dumps(report).encode()) for report in reports]

    async def worker() -> None:
        poster = Poster(port, token)
        await poster.open()
        for number in place:
            if rate is not None:
                await asyncio.sleep(max(began + number / rate - time.monotonic(), 0))
            name, body = bodies[number]
            sent = time.monotonic()
            status, answer = await poster.post(body)
            now = time.monotonic()
            if status in {200, 201}:
                timed.accepted[name] = now
                timed.latencies.append(now - sent)
                timed.reports.append(json.loads(answer)["id"] if number < connections else "")
            else:
                timed.refused.append(status)
        poster.close()

    await asyncio.gather(*(worker() for _ in range(connections)))
    return timed
