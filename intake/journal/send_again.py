"""A request of the journal, sent to the application as if it had just come."""

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Message

from dispatch.kernel.web.arrival import ARRIVAL, Arrival
from intake.journal.entry import Entry


async def send_again(app: ASGIApp, entry: Entry, whole: FastAPI | None) -> int:
    """Send `entry` to `app` and return the status of its answer.

    `whole` is the application that `app` is a part of; its services are found by it.
    """
    statuses: list[int] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app({**_scope(entry), "app": whole}, _body(entry), send)
    return statuses[0]


def _scope(entry: Entry) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": entry.method,
        "scheme": "http",
        "path": entry.path,
        "raw_path": entry.path.encode(),
        "root_path": "",
        "query_string": entry.query.encode("latin-1"),
        "headers": [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in entry.headers
        ],
        "client": None,
        "server": None,
        "state": {},
        ARRIVAL: Arrival(at=entry.arrived_at, key=entry.ticket),
    }


def _body(entry: Entry) -> Callable[[], Any]:
    left = [entry.body]

    async def receive() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        await asyncio.Event().wait()  # nobody hangs up
        return {"type": "http.disconnect"}

    return receive
