"""A console of the board.

A real client of the socket that keeps its picture exactly as the browser does.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from dispatch.access.sign_in import find_subject
from dispatch.board.feed import read_picture
from dispatch.board.frames import NEWEST
from dispatch.board.hub import HUB
from tests.support.centre import Centre, bearer

Frame = dict[str, Any]
TIMEOUT_S = 60.0


@dataclass(slots=True)
class Picture:
    """What a viewer knows: items by section and key, up to a sequence of the log."""

    seq: int | None = None
    sections: dict[str, dict[str, Any]] = field(default_factory=dict)

    def apply(self, frame: Frame) -> None:
        """Take a frame in; those that carry no picture change nothing."""
        if frame["type"] == "snapshot":
            self.sections = {
                name: {entry["key"]: entry["item"] for entry in entries}
                for name, entries in frame["sections"].items()
            }
            self.seq = frame["seq"]
        elif frame["type"] == "delta":
            for change in frame["changes"]:
                self._change(change["section"], change["key"], change["item"])
            self.seq = frame["seq"]

    def _change(self, section: str, key: str, item: Any) -> None:
        if item is None:
            self.sections[section].pop(key, None)
        else:
            self.sections[section][key] = item


class Console:
    """One connection to the board over ASGI. `gate` closed is a client that does not read."""

    def __init__(
        self, centre: Centre, who: str, picture: Picture | None = None, query: bytes = b""
    ) -> None:
        """Watch as `who`, going on from `picture`."""
        self.centre = centre
        self.picture = picture or Picture()
        self.frames: list[Frame] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._who = who
        self._query = f"protocol={NEWEST}&".encode() + query
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._heard: asyncio.Queue[Frame] = asyncio.Queue()
        self._number = 0
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect."""
        token = bearer(self._who)["Authorization"].encode()
        scope = {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": "/api/v1/board",
            "raw_path": b"/api/v1/board",
            "query_string": self._query,
            "root_path": "",
            "headers": [(b"host", b"112.test"), (b"authorization", token)],
            "client": ("127.0.0.1", 1),
            "server": ("112.test", 80),
            "subprotocols": [],
            "extensions": {},
        }
        self._said.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self.centre.app(scope, self._said.get, self._hear))

    async def _hear(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            await self.gate.wait()
            self._heard.put_nowait(json.loads(message["text"]))
        elif message["type"] == "websocket.close":
            self.closed.set_result(message["code"])

    async def leave(self) -> None:
        """Hang up."""
        self.gate.set()
        self._said.put_nowait({"type": "websocket.disconnect", "code": 1000})
        if self._task is not None:
            await asyncio.wait_for(self._task, TIMEOUT_S)

    def say(self, frame: Frame | str) -> None:
        """Send a frame."""
        self._said.put_nowait(
            {
                "type": "websocket.receive",
                "text": frame if isinstance(frame, str) else json.dumps(frame),
            }
        )

    def say_bytes(self, frame: bytes) -> None:
        """Send a frame that is not text."""
        self._said.put_nowait({"type": "websocket.receive", "bytes": frame})

    async def hear(self) -> Frame:
        """Return the next frame, which the picture has taken in."""
        frame = await asyncio.wait_for(self._heard.get(), TIMEOUT_S)
        self.frames.append(frame)
        self.picture.apply(frame)
        return frame

    async def hear_until(self, kind: str, number: int | None = None) -> Frame:
        """Take frames in up to one of this type (and with this id)."""
        while True:
            frame = await self.hear()
            if frame["type"] == kind and number in {None, frame.get("id")}:
                return frame

    async def subscribe(
        self, *, after: int | None = None, sections: list[str] | None = None
    ) -> Frame:
        """Ask for the picture and return the answer, after which the picture is whole."""
        self._number += 1
        self.say({"type": "subscribe", "id": self._number, "after": after, "sections": sections})
        answer = await self.hear_until("result", self._number)
        await self.hear_until("delta" if answer["resumed"] else "snapshot")
        return answer

    async def sync(self) -> Picture:
        """Take in everything that the log has now.

        A refused frame comes back behind all that was sent before it.
        """
        await self.centre.caught_up()
        self._number += 1
        self.say({"type": "are-you-there", "id": self._number})
        await self.hear_until("error", self._number)
        return self.picture


@asynccontextmanager
async def watch(
    centre: Centre,
    who: str,
    *,
    picture: Picture | None = None,
    after: int | None = None,
    query: bytes = b"",
) -> AsyncIterator[Console]:
    """Open a console that has its picture."""
    console = Console(centre, who, picture, query)
    await console.open()
    await console.subscribe(after=after)
    try:
        yield console
    finally:
        await console.leave()


async def fresh(centre: Centre, who: str) -> dict[str, dict[str, Any]]:
    """Return what the database says that `who` should see.

    Read anew, past the picture that the consoles are given.
    """
    hub = centre.its(HUB)
    token = bearer(who)["Authorization"].removeprefix("Bearer ")
    subject = await find_subject(centre.units.pool, token, centre.clock.now())
    assert subject is not None
    picture = await read_picture(centre.units, hub.sections)
    names = hub.names_for(subject)
    shown = {
        section.name: picture.items(section, subject)
        for section in hub.sections
        if section.name in names
    }
    return {
        name: {entry.key: json.loads(entry.text or "null") for entry in kept}
        for name, kept in shown.items()
    }
