"""Callers who do not give up: machines that send again until they are answered, and a board."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import websockets

from tests.chaos.room import Room
from tests.support.console import Picture
from tests.support.processes import ServerProcess

CALLERS: Final = 8
_PAUSE_S: Final = 0.3
_AGAIN_S: Final = 0.2
_PATIENCE_S: Final = 30.0
_TAKEN: Final = frozenset({200, 201, 202})
# What a caller may be told when it cannot be taken now; anything else is a fault of ours.
_LATER: Final = frozenset({0, 429, 503})


@dataclass(slots=True)
class Heard:
    """What all callers were told."""

    taken: dict[str, int] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    longest_s: float = 0.0
    last_strange_s: float = 0.0

    def note(self, name: str, status: int, seconds: float) -> bool:
        """Note an answer; return whether it was taken."""
        self.longest_s = max(self.longest_s, seconds)
        if status in _TAKEN:
            self.taken[name] = status
            return True
        if status not in _LATER:
            self.strange.append(f"{name}: {status}")
        return False


def _report(number: int, fault: str) -> tuple[str, dict[str, Any]]:
    """Return who sends it, and a report: most are emergencies, some only ring and start a clock."""
    name = f"{fault}-{number}"
    place = {"lat": -7.46 - number % 25 * 0.001, "lon": 112.42 + number // 25 % 30 * 0.001}
    if number % 10 == 0:
        return "taker", {"channel": "112", "external_id": name, "text": "halo, halo"}
    return "machine", {
        "channel": "drill",
        "external_id": name,
        "text": f"Rumah terbakar nomor {number}",
        "type": "fire",
        "location": {**place, "accuracy_m": 50},
    }


async def _send(client: httpx.AsyncClient, url: str, token: str, body: dict[str, Any]) -> int:
    try:
        answer = await client.post(
            f"{url}/api/v1/reports", json=body, headers={"Authorization": f"Bearer {token}"}
        )
    except httpx.TransportError:
        return 0
    return answer.status_code


@asynccontextmanager
async def callers(room: Room, fault: str, tokens: dict[str, str]) -> AsyncIterator[Heard]:
    """Let callers send for as long as the block lasts, then finish what they have in hand.

    Each goes to the next server when one does not take it.
    """
    heard, numbers, stop = Heard(), iter(range(1_000_000)), asyncio.Event()

    async def one(client: httpx.AsyncClient) -> None:
        turn = 0
        while not stop.is_set():
            who, body = _report(next(numbers), fault)
            is_taken = False
            while not is_taken:
                server = room.servers[turn % len(room.servers)]
                began = time.monotonic()
                status = await _send(client, server.url, tokens[who], body)
                is_taken = heard.note(body["external_id"], status, time.monotonic() - began)
                if not is_taken:
                    turn += 1
                    await asyncio.sleep(_AGAIN_S)
            await asyncio.sleep(_PAUSE_S)

    async with httpx.AsyncClient(timeout=_PATIENCE_S) as client:
        sending = [asyncio.create_task(one(client)) for _ in range(CALLERS)]
        try:
            yield heard
        finally:
            stop.set()
            done, late = await asyncio.wait(sending, timeout=_PATIENCE_S)
            for task in late:
                task.cancel()
            heard.strange.extend("a caller was never taken" for _ in late)
            for task in done:
                task.result()


async def watch_board(server: ServerProcess, token: str, picture: Picture) -> None:
    """Keep a picture of the board as a console does: connect again, go on where it was."""
    while True:
        with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
            await _watch(server, token, picture)
        await asyncio.sleep(_PAUSE_S)


async def _watch(server: ServerProcess, token: str, picture: Picture) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    opening = websockets.connect(server.board_url, additional_headers=headers, max_size=None)
    async with opening as socket:
        await socket.send(json.dumps({"type": "subscribe", "id": 1, "after": picture.seq}))
        async for frame in socket:
            picture.apply(json.loads(frame))


async def fresh_picture(server: ServerProcess, token: str) -> Picture:
    """Return the board as whoever comes now is shown it."""
    picture = Picture()
    watching = asyncio.create_task(watch_board(server, token, picture))
    async with asyncio.timeout(_PATIENCE_S):
        while picture.seq is None:  # noqa: ASYNC110 - the socket tells the picture
            await asyncio.sleep(0.1)
    watching.cancel()
    return picture
