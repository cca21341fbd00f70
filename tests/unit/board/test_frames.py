"""The board's protocol: which frames are commands, and what goes out is what was meant."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.access.subject import Role, Subject
from dispatch.board import protocol
from dispatch.board.frames import KEYLESS, NEWEST, Again, Pong, Subscribe
from dispatch.kernel.errors import Invalid, NotFound, Unavailable

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frame", "command"),
    [
        ({"type": "subscribe"}, Subscribe()),
        ({"type": "subscribe", "id": 3, "after": 0}, Subscribe(id=3, after=0)),
        ({"type": "subscribe", "sections": []}, Subscribe(sections=[])),
        ({"type": "subscribe", "sections": ["a", "a"]}, Subscribe(sections=["a", "a"])),
        ({"type": "subscribe", "after": None, "id": None}, Subscribe()),
        ({"type": "snapshot", "id": 4}, Again(id=4)),
        ({"type": "pong", "more": {"x": 1}}, Pong()),
    ],
)
def test_a_command_is_read(frame: dict[str, Any], command: object) -> None:
    assert protocol.parse(json.dumps(frame)) == command


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", "frame.malformed"),
        ("{", "frame.malformed"),
        ("[]", "frame.malformed"),
        ("null", "frame.malformed"),
        ('"subscribe"', "frame.malformed"),
        ("{}", "frame.malformed"),
        ('{"type": 1}', "frame.malformed"),
        ('{"type": "subscribe", "after": -1}', "frame.malformed"),
        ('{"type": "subscribe", "after": 1.5}', "frame.malformed"),
        ('{"type": "subscribe", "after": true}', "frame.malformed"),
        ('{"type": "subscribe", "after": "1"}', "frame.malformed"),
        ('{"type": "subscribe", "id": "x"}', "frame.malformed"),
        ('{"type": "subscribe", "sections": "units"}', "frame.malformed"),
        ('{"type": "subscribe", "sections": [1]}', "frame.malformed"),
        ('{"type": "subscribe", "sections": {"a": 1}}', "frame.malformed"),
        ('{"type": "snapshot", "id": []}', "frame.malformed"),
        ('{"type": "SUBSCRIBE"}', "frame.unknown_type"),
        ('{"type": ""}', "frame.unknown_type"),
    ],
)
def test_what_is_no_command_has_a_code(frame: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        protocol.parse(frame)
    assert refused.value.code == code


@given(st.text(max_size=200) | st.binary(max_size=99).map(repr))
def test_a_text_that_is_no_object_is_no_command(text: str) -> None:
    with pytest.raises(Invalid, match=r"^frame\."):
        protocol.parse(text)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "refusal", [Invalid("frame.malformed"), NotFound("not_found"), Unavailable("unavailable")]
)
def test_a_refusal_is_said_in_the_viewers_language(language: str, refusal: Any) -> None:
    frame = json.loads(protocol.error(refusal, 7, language))
    assert (frame["type"], frame["id"], frame["code"]) == ("error", 7, refusal.code)
    assert frame["title"] == refusal.problem(language)["title"]


def test_the_first_frame_says_who_one_is_and_what_there_is() -> None:
    who = Subject(kind="person", id="1", name="Bu Sri", role=Role.AGENCY, agency_id="damkar-kota")
    frame = json.loads(protocol.hello(who, ["units", "gauges"], NOW, 15.0))
    assert frame["subject"] == {
        "kind": "person",
        "name": "Bu Sri",
        "role": "agency",
        "agency_id": "damkar-kota",
    }
    assert (frame["type"], frame["protocol"], frame["heartbeat_s"]) == (
        "hello",
        NEWEST,
        15.0,
    )
    assert frame["sections"] == ["units", "gauges"]


def test_an_answer_and_a_life_sign() -> None:
    assert json.loads(protocol.result(None, resumed=True, seq=4)) == {
        "type": "result",
        "id": None,
        "ok": True,
        "resumed": True,
        "seq": 4,
    }
    ping = json.loads(protocol.ping(9, NOW))
    assert (ping["type"], ping["seq"]) == ("ping", 9)
    assert datetime.fromisoformat(ping["server_time"]) == NOW


def test_an_empty_picture_and_an_empty_change_are_json() -> None:
    picture = json.loads(protocol.snapshot(3, NOW, protocol.sections_text({"units": []})))
    assert (picture["seq"], picture["sections"]) == (3, {"units": []})
    change = json.loads(protocol.delta(4, NOW, []))
    assert (change["seq"], change["changes"]) == (4, [])


@pytest.mark.parametrize(
    ("wished", "spoken"),
    [(None, KEYLESS), ("1", KEYLESS), ("2", NEWEST), ("3", NEWEST), ("", NEWEST), ("x", NEWEST)],
)
def test_who_asks_for_no_protocol_was_loaded_before_there_were_two(
    wished: str | None, spoken: int
) -> None:
    assert protocol.choose_protocol(wished) == spoken
