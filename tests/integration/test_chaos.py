"""The short form of `make chaos`: one fault under load, and all that must hold through it."""

import json
from collections.abc import Callable
from pathlib import Path

from dispatch.access.demo_accounts import FILE_NAME
from tests.chaos.room import Room
from tests.chaos.run import Tempo, undergo
from tests.support.processes import ServerProcess

SHORT = Tempo(calm_s=1.0, answer_s=0.5)


async def test_connections_that_are_cut_lose_double_and_damage_nothing(
    start_server: Callable[..., ServerProcess], demo_url: str, tmp_path: Path
) -> None:
    server = start_server()
    accounts = json.loads((tmp_path / "data" / FILE_NAME).read_text())
    tokens = {each["username"]: each["token"] or each["password"] for each in accounts}
    room = Room(tmp_path, demo_url, [server], tokens, on_memory=False)
    found = await undergo(room, "connections_cut", SHORT)
    assert len(found.heard.taken) > 0
    # How long anything takes says more about the machine's load than about the code.
    assert (found.lost, found.doubled, found.damaged, found.twice) == (0, 0, 0, 0)
    assert (found.boards, found.log, found.heard.strange) == (True, True, [])
