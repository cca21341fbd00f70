"""The frames of the board's socket are the promised ones, and what is sent keeps to them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from dispatch.access.subject import Role
from dispatch.board import protocol
from dispatch.board.frames import COMMANDS
from dispatch.kernel.container import lend, services_of
from dispatch.kernel.host.settings import SETTINGS
from tests.support import deeds
from tests.support.centre import CHANNEL, Centre
from tests.support.console import Console, watch
from tests.support.frames import faults
from tests.support.untyped import reached, untyped
from tests.support.wire import FRAMES_FILE, UPDATE, as_text, describe_frames_of_rooms

DOCUMENT = describe_frames_of_rooms()
SHAPES: dict[str, Any] = DOCUMENT["components"]["schemas"]
NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
PING = json.loads(protocol.ping(3, NOW))
DELTA = json.loads(protocol.delta(3, NOW, []))


def test_the_frames_are_the_promised_ones() -> None:
    assert json.loads(as_text(DOCUMENT)) == json.loads(FRAMES_FILE.read_text("utf-8")), UPDATE


def test_every_reference_leads_somewhere_and_nothing_is_promised_that_is_never_sent() -> None:
    known = reached(SHAPES, frozenset({"ServerFrame", "ClientFrame"}))
    assert known == set(SHAPES)


def test_no_frame_leaves_open_what_it_holds() -> None:
    assert [place for name, shape in SHAPES.items() for place in untyped(shape, name)] == []


@pytest.mark.parametrize(
    "frame",
    [
        PING | {"more": 1},
        PING | {"seq": "3"},
        {"type": "ping", "seq": 3},
        DELTA | {"changes": [{"section": "units", "key": "x"}]},
        DELTA | {"changes": [{"section": "units", "key": "x", "item": {}}]},
    ],
    ids=["a member too many", "a wrong type", "a member too few", "no item", "an empty item"],
)
def test_a_frame_that_breaks_the_promise_is_found(frame: dict[str, Any]) -> None:
    assert faults([PING, DELTA]) == []
    assert faults([frame]) != []


@pytest.mark.parametrize("command", COMMANDS)
def test_what_the_schema_calls_a_command_is_one(command: type[Any]) -> None:
    shape = SHAPES[command.__name__]
    frame = {name: shape["properties"][name]["const"] for name in shape["required"]}
    assert protocol.parse(json.dumps(frame)) == command()


@pytest.mark.parametrize("who", [Role.DISPATCHER, "damkar-kota"])
async def test_what_the_socket_says_keeps_to_the_schemas(centre: Centre, who: str) -> None:
    # In the order of the socket: hello, result, snapshot, delta, refusal, life sign.
    hasty = centre.its(SETTINGS).model_copy(update={"board_heartbeat_s": 0.05})
    lend(centre.app, services_of(centre.app).but(SETTINGS.filled(hasty)))
    order = await deeds.ordered(centre)
    async with watch(centre, who) as console:
        await deeds.order(centre, order["incident_id"], "psc119-kota")
        await console.sync()
        console.say("{")
        await console.hear_until("error")
        console.say({"type": "snapshot", "id": 90})
        await console.hear_until("result", 90)
        await console.hear_until("ping")
        console.say({"type": "pong"})
    kinds = {frame["type"] for frame in console.frames}
    assert kinds == {"hello", "result", "snapshot", "delta", "error", "ping"}
    assert faults(console.frames) == []


async def test_who_may_not_watch_is_told_so_in_a_frame_of_the_schema(centre: Centre) -> None:
    console = Console(centre, CHANNEL)
    await console.open()
    refused = await console.hear()
    assert refused["code"] == "forbidden"
    assert faults([refused]) == []
