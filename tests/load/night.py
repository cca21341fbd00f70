"""A city on durable storage for a bench, its emergencies.

And load generators in processes of their own.
"""

import asyncio
import json
import os
import random
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import websockets

from dispatch.kernel.host.embedded import start
from routing.value_object import value_object
from tests.support.processes import ServerProcess

_TEXTS = {
    "fire": "Kebakaran rumah, api besar, ada orang terjebak",
    "crash_injured": "Tabrakan motor dengan truk, korban luka parah",
    "medical": "Bapak saya pingsan tidak bernapas",
    "fallen_line": "Kabel listrik putus di jalan, keluar percikan",
}
KINDS: Final = len(_TEXTS)


@value_object
class Night:
    """A running city with durable storage, and how to reach it."""

    server: ServerProcess
    database_url: str
    tokens: dict[str, str]
    postgres: int


@contextmanager
def night() -> Iterator[Night]:
    """Run the demo city on storage that flushes.

    The token of channel `drill` opens and assigns by policy.
    """
    folder = Path(tempfile.mkdtemp(prefix="tanggap-bench-"))
    with start(folder / "db", durable=True) as embedded:
        environment = {
            "DATABASE_URL": embedded.database_url,
            "REDIS_URL": embedded.redis_url,
            "TANGGAP_DATA_DIR": str(folder),
            "MQTT_URL": "",
        }
        server = ServerProcess(environment, folder / "server.log", command=("demo",)).start()
        try:
            accounts = json.loads((folder / "demo-accounts.json").read_text())
            tokens = {entry["username"]: entry["token"] or entry["password"] for entry in accounts}
            yield Night(
                server,
                embedded.database_url,
                tokens,
                int((folder / "db" / "postgres" / "postmaster.pid").read_text().split()[0]),
            )
        finally:
            server.stop()


def reports(count: int, seed: int) -> list[dict[str, Any]]:
    """Return distinct emergencies all over the city."""
    dice = random.Random(seed)
    kinds = list(_TEXTS.items())
    made = []
    for number in range(count):
        kind, text = kinds[number % len(kinds)]
        place = {
            "lat": -7.4713 + dice.uniform(-0.02, 0.02),
            "lon": 112.4374 + dice.uniform(-0.02, 0.02),
            "accuracy_m": 30,
            "method": "gps",
        }
        made.append(
            {
                "channel": "drill",
                "external_id": uuid.UUID(int=dice.getrandbits(128)).hex,
                "text": text,
                "type": kind,
                "location": place,
            }
        )
    return made


def in_process(work: Callable[..., Any], *values: Any) -> Any:
    """Run the load generator in a process of its own, as a real sender would."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as out:
            json.dump(asyncio.run(work(*values)), out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as back:
        answer = json.load(back)
    os.waitpid(child, 0)
    return answer


def open_board(port: int, token: str) -> websockets.connect:
    """Open the board's socket with a session's token."""
    headers = {"Authorization": f"Bearer {token}"}
    return websockets.connect(
        f"ws://127.0.0.1:{port}/api/v1/board?protocol=2", additional_headers=headers, max_size=None
    )
