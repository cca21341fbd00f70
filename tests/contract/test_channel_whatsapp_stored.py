import json
from typing import Any

import httpx

from dispatch.transports.meta import signature_of
from tests.contract.channel_room import APP_SECRET, VERIFY_TOKEN, WHATSAPP_FIXTURES, Room

FIXTURES = json.loads(WHATSAPP_FIXTURES.read_text(encoding="utf-8"))
PATH = "/channels/whatsapp"


async def deliver(room: Room, body: Any, secret: str = APP_SECRET) -> httpx.Response:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await room.client.post(
        PATH, content=raw, headers={"X-Hub-Signature-256": signature_of(secret, raw)}
    )


async def test_the_handshake(room: Room) -> None:
    params = {
        "hub.mode": "subscribe",
        "hub.verify_token": VERIFY_TOKEN,
        "hub.challenge": "1158201444",
    }
    answer = await room.client.get(PATH, params=params)
    assert (answer.status_code, answer.text, answer.headers["content-type"].split(";")[0]) == (
        200,
        "1158201444",
        "text/plain",
    )
    wrong = await room.client.get(PATH, params=params | {"hub.verify_token": "x"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "webhook.verification")


async def test_a_message_is_stored_once_with_its_raw_bytes(room: Room) -> None:
    raw = json.dumps(FIXTURES["text"]).encode()
    first, again = await deliver(room, raw), await deliver(room, raw)
    assert (first.json()["stored"], again.json()["duplicate"]) == (1, 1)
    [report] = await room.rows(
        "SELECT r.*, m.body AS raw FROM report r JOIN raw_message m ON m.id = r.raw_id"
    )
    assert (report["channel"], report["raw"], report["proposal"]["type"]) == (
        "whatsapp",
        raw,
        "fire",
    )
    assert [place["name"] for place in report["places"]] == ["Sinoman"]


async def test_a_wrong_signature_stores_nothing(room: Room) -> None:
    for answer in (
        await deliver(room, FIXTURES["text"], secret="other"),
        await room.client.post(PATH, json=FIXTURES["text"]),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "signature.invalid")
    assert await room.rows("SELECT 1 FROM report") == []
    assert await room.rows("SELECT 1 FROM raw_message") == []


async def test_one_bad_message_loses_nobody(room: Room) -> None:
    answer = await deliver(room, FIXTURES["three_of_them_one_broken"])
    assert answer.json() == {"stored": 3, "duplicate": 0, "kept": 0, "ignored": 0}
    assert await room.rows("SELECT 1 FROM raw_message WHERE state = 'needs_person'") == []


async def test_a_dead_channel_is_shown_once(room: Room) -> None:
    change = {"field": "account_update", "value": {"event": "DISABLED_UPDATE"}}
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [change]}],
    }
    answers = [await deliver(room, body) for _ in range(2)]
    assert [answer.json()["kept"] for answer in answers] == [1, 1]
    [shown] = await room.rows("SELECT kind, problem, state FROM raw_message")
    assert shown == {
        "kind": "notice",
        "problem": "whatsapp.account_update.disabled_update",
        "state": "needs_person",
    }


async def test_what_nobody_can_read_is_kept_and_acknowledged(room: Room) -> None:
    answer = await deliver(room, b"{broken")
    assert (answer.status_code, answer.json()["kept"]) == (200, 1)
    assert [row["body"] for row in await room.rows("SELECT body FROM raw_message")] == [b"{broken"]


async def test_every_fixture_is_taken(room: Room) -> None:
    for name, body in FIXTURES.items():
        answer = await deliver(room, body)
        assert answer.status_code == 200, name
        assert sum(answer.json().values()) >= 1, name


async def test_a_pin_with_a_caption_opens_by_policy_and_a_forwarded_word_does_not(
    room: Room,
) -> None:
    fire = json.loads(json.dumps(FIXTURES["pin"]))
    message = fire["entry"][0]["changes"][0]["value"]["messages"][0]
    message |= {
        "text": {"body": "kebakaran rumah, api membesar, ada orang terjebak"},
        "type": "text",
        "timestamp": str(int(room.clock.now().timestamp())),
    }
    await deliver(room, fire)
    [report] = await room.rows("SELECT state, incident_id FROM report")
    assert report["state"] == "linked"
    assert report["incident_id"] is not None
