"""What every way in promises on which people write: whoever proves himself loses no word."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.transports.x import challenge_answer
from intake.channels.email import http
from intake.pipeline.items import Ignored, Message, Notice, Unparsable
from tests.contract.channel_room import APP_SECRET, START, Room
from tests.contract.ways import (
    SENT,
    WAYS,
    WORDS,
    Way,
    letter,
    meta_body,
    meta_event,
    telegram_update,
)
from tests.support.nonsense import VALUES, places, spoiled, without

EVERY_WAY = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
JSON_WAYS = [way for way in WAYS if not isinstance(way.body, bytes)]
EVERY_JSON_WAY = pytest.mark.parametrize("way", JSON_WAYS, ids=lambda way: way.name)
ITEMS = Message | Notice | Unparsable | Ignored
REFUSALS = {"signature.invalid", "webhook.verification", "unauthenticated", "forbidden"}
MOST = 3 * 1024 * 1024


async def send(room: Room, way: Way, body: bytes) -> httpx.Response:
    token = await room.token(way.scope) if way.scope else {}
    return await room.client.post(way.path, content=body, headers=way.proof(body) | token)


async def test_a_message_thrice_is_one_report_with_its_words_time_and_bytes(room: Room) -> None:
    for way in WAYS:
        answers = [await send(room, way, way.raw()) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert [answer.json()["stored"] for answer in answers] == [1, 0, 0]
        assert [answer.json()["duplicate"] for answer in answers] == [0, 1, 1]
    reports = await room.rows(
        "SELECT r.*, m.body AS raw FROM report r JOIN raw_message m ON m.id = r.raw_id"
    )
    assert sorted(report["channel"] for report in reports) == sorted(way.name for way in WAYS)
    for report in reports:
        assert (report["text"], report["received_at"]) == (WORDS, START)
        assert (report["proposal"]["type"], report["occurred_at"].timestamp()) == ("fire", SENT)
        assert report["reporter_ref"], report["channel"]
        assert report["conversation_id"], report["channel"]
        assert WORDS.encode() in report["raw"]


async def test_who_proves_nothing_stores_nothing(room: Room) -> None:
    for way, headers in (*((way, {}) for way in WAYS), *((way, way.wrong) for way in WAYS)):
        answer = await room.client.post(way.path, content=way.raw(), headers=headers)
        assert answer.status_code in {401, 403}
        assert answer.json()["code"] in REFUSALS
    assert await room.rows("SELECT 1 FROM report") == []
    assert await room.rows("SELECT 1 FROM raw_message") == []


async def test_what_is_cut_off_is_kept_for_a_person_as_it_came(room: Room) -> None:
    for way in JSON_WAYS:
        cut = way.raw()[:-9]
        answers = [await send(room, way, body) for body in (cut, b"\xff\xfe", b"[]", b"7")]
        assert [answer.json()["kept"] for answer in answers] == [1, 1, 1, 1]
        kept = await room.rows(
            "SELECT body FROM raw_message WHERE state = 'needs_person' AND channel = $1", way.name
        )
        assert cut in [row["body"] for row in kept]


async def test_what_is_too_large_is_said_to_be(room: Room) -> None:
    for way in JSON_WAYS:
        answer = await send(room, way, way.raw() + b" " * MOST)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_members_that_nobody_knows_and_signs_that_nobody_sees_cost_nothing(
    room: Room,
) -> None:
    for way in JSON_WAYS:
        text = json.dumps(way.body | {"x_new": [{"a": None}]})
        hostile = text.replace(WORDS, f"{WORDS} \\u0000\\ud800\\u202e")
        answer = await send(room, way, hostile.encode())
        assert answer.json()["stored"] == 1
    texts = [report["text"] for report in await room.rows("SELECT text FROM report")]
    assert len(texts) == len(JSON_WAYS)
    assert all(text.startswith(WORDS) for text in texts)


# One of each kind that a member can be instead of what it should be.
INSTEAD = ("null", "true", "[]", "{}", '[{"a": [[]]}]', "1e400", "NaN", "1" + "0" * 30, '""', '"x"')


@EVERY_JSON_WAY
def test_no_member_that_is_odd_or_missing_loses_the_delivery(way: Way) -> None:
    bodies = [spoiled(way.body, path, value) for path in places(way.body) for value in VALUES]
    bodies += [
        spoiled(body, path, value)
        for body in way.rich
        for path in places(body)
        for value in INSTEAD
    ]
    bodies += [without(body, name) for body in (way.body, *way.rich) for name in body]
    parsed = [way.parse(body) for body in bodies]
    assert all(parsed)
    assert all(isinstance(item, ITEMS) for items in parsed for item in items)


ODD: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "text", "type", "message", "from", "x"]), inner)
    ),
    max_leaves=8,
)


@EVERY_JSON_WAY
@given(data=st.data())
def test_no_delivery_of_any_shape_raises(way: Way, data: st.DataObject) -> None:
    body = data.draw(st.sampled_from([way.body, *way.rich]))
    path = data.draw(st.sampled_from(list(places(body))))
    found = way.parse(spoiled(body, path, json.dumps(data.draw(ODD))))
    assert found
    assert all(isinstance(item, ITEMS) for item in found)


@EVERY_WAY
@given(body=st.binary(max_size=300))
def test_no_bytes_raise(way: Way, body: bytes) -> None:
    found = way.parse(body)
    assert found
    assert all(isinstance(item, ITEMS) for item in found)


async def test_the_challenge_of_x_is_answered_and_a_file_needs_a_token(room: Room) -> None:
    answer = await room.client.get("/channels/x", params={"crc_token": "abc"})
    assert answer.json() == {"response_token": challenge_answer(APP_SECRET, "abc")}
    assert (await room.client.get("/channels/x")).json()["code"] == "webhook.verification"
    body = json.dumps([{"id_str": "1", "text": "banjir di Meri"}]).encode()
    assert (await room.client.post("/channels/x", content=body)).status_code == 401
    assert (await room.post("/channels/x", body, scope="x")).json()["stored"] == 1


async def test_of_a_letter_that_is_too_long_the_beginning_is_a_report(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "LETTER_MOST", 2_000)
    body = letter(text=f"{WORDS}\n{'x' * 100}\n" * 100)
    answer = await room.post("/channels/email", body, scope="email")
    assert answer.json()["stored"] == 1
    [report] = await room.rows(
        "SELECT text, m.body FROM report r JOIN raw_message m ON m.id = r.raw_id"
    )
    assert (report["text"].startswith(WORDS), len(report["body"])) == (True, 2_000)


async def test_two_pictures_of_an_album_and_a_pin_are_one_report(room: Room) -> None:
    way = next(way for way in WAYS if way.name == "telegram")
    pin = {"latitude": -7.4716, "longitude": 112.4401}
    parts: list[dict[str, Any]] = [
        {"caption": WORDS, "photo": [{"file_id": "a"}]},
        {"photo": [{"file_id": "b"}]},
    ]
    for number, part in enumerate([*parts, {"location": pin}], start=1):
        update = telegram_update("message", number, message_id=number, **part)
        assert (await send(room, way, json.dumps(update).encode())).json()["stored"] == 1
    [report] = await room.rows("SELECT text, lat, media FROM report")
    assert (report["lat"], len(report["media"])) == (-7.4716, 2)


async def test_what_is_said_to_us_opens_an_incident_and_what_everybody_reads_waits(
    room: Room,
) -> None:
    way = next(way for way in WAYS if way.name == "messenger")
    words = "Kebakaran rumah di Jl. Gajah Mada 151, ada orang terjebak di dalam"
    comment: dict[str, Any] = {
        "item": "comment",
        "verb": "add",
        "comment_id": "9_1",
        "message": words,
    }
    comment |= {"from": {"id": "5"}, "created_time": SENT}
    public = meta_body("page", changes=[{"field": "feed", "value": comment}])
    direct = meta_body("page", meta_event(message={"mid": "m_1", "text": words}))
    for body in (public, direct):
        assert (await send(room, way, json.dumps(body).encode())).json()["stored"] == 1
    reports = await room.rows("SELECT external_id, state FROM report ORDER BY external_id")
    assert [tuple(row.values()) for row in reports] == [("9_1", "triaged"), ("m_1", "linked")]
