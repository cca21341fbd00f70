"""A report is stored once, whatever the network does, and nothing that was sent is lost."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from dispatch.access.subject import Role
from tests.support import deeds
from tests.support.centre import CHANNEL, Centre

BODY = {"channel": "sms", "external_id": "sms-1", "text": "Rumah terbakar di Jl. Gajah Mada"}


async def post(centre: Centre, body: Any, **headers: str) -> httpx.Response:
    """A channel's system sends a report."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await centre.ask("POST", "/reports", who=CHANNEL, content=content, headers=headers)


async def waiting(centre: Centre) -> list[Any]:
    """Return the messages that need a person."""
    found: list[Any] = (await centre.read("/raw-messages", who=Role.CALL_TAKER))["items"]
    return found


async def test_the_same_message_again_is_the_stored_one(centre: Centre) -> None:
    first, again = await post(centre, BODY), await post(centre, BODY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"duplicate": True}
    assert await centre.value("SELECT count(*) FROM report") == 1


async def test_the_idempotency_key_stands_for_a_missing_id(centre: Centre) -> None:
    nameless = {"channel": "sms", "text": "tolong"}
    first, again = [
        await post(centre, nameless, **{"Idempotency-Key": "kunci-7"}) for _ in range(2)
    ]
    other = await post(centre, nameless, **{"Idempotency-Key": "kunci-8"})
    assert [answer.status_code for answer in (first, again, other)] == [201, 200, 201]
    assert (first.json()["external_id"], again.json()["id"]) == ("kunci-7", first.json()["id"])


async def test_without_any_key_every_message_is_one(centre: Centre) -> None:
    answers = [await post(centre, {"channel": "sms", "text": "tolong"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]


async def test_the_same_id_on_another_channel_is_another_message(centre: Centre) -> None:
    answers = [await post(centre, BODY | {"channel": channel}) for channel in ("sms", "website")]
    assert [answer.status_code for answer in answers] == [201, 201]


async def test_the_same_id_with_other_words_is_another_report(centre: Centre) -> None:
    other_words = BODY | {"text": "Bukan, banjir"}
    first, other, again = [await post(centre, body) for body in (BODY, other_words, other_words)]
    assert [first.status_code, other.status_code, again.status_code] == [201, 201, 200]
    assert (other.json()["text"], "key.reused" in other.json()["flags"]) == ("Bukan, banjir", True)
    assert again.json()["id"] == other.json()["id"]
    assert "key.reused" not in first.json()["flags"]
    assert (await post(centre, BODY)).json()["id"] == first.json()["id"]


async def test_one_id_with_two_messages_in_one_group_is_two_reports(centre: Centre) -> None:
    bodies = [BODY | {"text": f"laporan {number % 2}"} for number in range(20)]
    answers = await asyncio.gather(*(post(centre, body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200] * 18 + [201] * 2
    by_text = {(answer.json()["text"], answer.json()["id"]) for answer in answers}
    assert len(by_text) == 2


async def test_a_key_lives_for_a_time(centre: Centre) -> None:
    first = await post(centre, BODY)
    centre.wait(71 * 3600)
    assert (await post(centre, BODY)).json()["id"] == first.json()["id"]
    centre.wait(2 * 3600)
    later, again = await post(centre, BODY), await post(centre, BODY)
    assert (later.status_code, again.status_code) == (201, 200)
    assert later.json()["id"] != first.json()["id"]
    assert "key.reused" in later.json()["flags"]
    assert again.json()["id"] == later.json()["id"]


async def test_fifty_at_once_are_one_report(centre: Centre) -> None:
    answers = await asyncio.gather(*(post(centre, BODY) for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await centre.value("SELECT count(*) FROM report") == 1
    assert (await centre.facts()).count("report.received") == 1


async def test_fifty_at_once_that_open_an_incident_open_one(centre: Centre) -> None:
    body = BODY | {"channel": "drill", "location": deeds.HOUSE, "type": "fire"}
    answers = await asyncio.gather(*(post(centre, body) for _ in range(50)))
    assert len({answer.json()["incident_id"] for answer in answers}) == 1
    assert await centre.value("SELECT count(*) FROM incident") == 1


async def test_what_was_received_is_kept_byte_for_byte(centre: Centre) -> None:
    raw = b'{ "channel":"sms",\n "text" : "t\\u006flong \\u0000!", "tidak_dikenal": [1, 2.50] }'
    stored = (await post(centre, raw)).json()
    assert stored["text"] == "tolong \N{REPLACEMENT CHARACTER}!"
    assert (
        await centre.value("SELECT m.body FROM report r JOIN raw_message m ON m.id = r.raw_id")
        == raw
    )


NO_REPORT = {
    "broken JSON": b'{"channel": "sms", "text": "tolong',
    "no JSON": b"TOLONG RUMAH TERBAKAR",
    "nothing": b"",
    "a number": b"7",
    "two at once": b"{}{}",
}


@pytest.mark.parametrize("body", NO_REPORT.values(), ids=NO_REPORT)
async def test_what_is_no_report_is_kept_and_shown_to_a_person(centre: Centre, body: bytes) -> None:
    refused = await post(centre, body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid.json")
    [kept] = await waiting(centre)
    assert (kept["id"], kept["size"]) == (refused.json()["kept"], len(body))
    assert await centre.value("SELECT body FROM raw_message WHERE id = $1", kept["id"]) == body


WRONG_MEMBERS = {
    "not UTF-8": (b'{"channel": "sms", "text": "\xff\xfe"}', "body.not_utf8"),
    "a lone surrogate": (b'{"channel": "sms", "text": "\\ud800 tolong"}', None),
    "very deep": (
        b'{"channel": "sms", "x": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        "body.too_deep",
    ),
    "no channel": (b'{"text": "tolong"}', "channel.missing"),
    "a wrong type": (b'{"channel": "sms", "text": 7}', "text.wrong_type"),
    "priority 9": (b'{"channel": "sms", "priority": 9}', "priority.out_of_range"),
    "half a place": (b'{"channel": "sms", "location": {"lat": -7.4}}', "location.not_a_number"),
    "a swapped place": (
        b'{"channel": "sms", "location": {"lat": 112.44, "lon": -7.47}}',
        "location.swapped",
    ),
    "null island": (
        b'{"channel": "sms", "location": {"lat": 0, "lon": 0}}',
        "location.null_island",
    ),
    "a place that is no number": (
        b'{"channel": "sms", "location": {"lat": NaN, "lon": 112}}',
        "location.not_a_number",
    ),
    "a time without a zone": (
        b'{"channel": "sms", "occurred_at": "2026-11-22T04:00:00"}',
        "occurred_at.no_zone",
    ),
    "tomorrow": (
        b'{"channel": "sms", "received_at": "2026-11-23T04:00:00Z"}',
        "received_at.future",
    ),
    "a megabyte of words": (
        b'{"channel": "sms", "text": "' + b"tolong " * 150_000 + b'"}',
        "text.too_long",
    ),
    "NUL and numbers of any size": (
        b'{"channel": "sms", "text": "tolong \\u0000", "n": 1' + b"0" * 300 + b"}",
        "extra.unknown_members",
    ),
}


@pytest.mark.parametrize(("body", "flag"), WRONG_MEMBERS.values(), ids=WRONG_MEMBERS)
async def test_a_wrong_member_is_left_out_and_the_report_stands(
    centre: Centre, body: bytes, flag: str | None
) -> None:
    answer = await post(centre, body)
    assert (answer.status_code, answer.json()["channel"]) == (
        201,
        "sms" if b"sms" in body else "112",
    )
    assert flag is None or flag in answer.json()["flags"]
    assert (
        await centre.value("SELECT m.body FROM report r JOIN raw_message m ON m.id = r.raw_id")
        == body
    )


async def test_an_accuracy_of_minus_one_costs_nothing_else(centre: Centre) -> None:
    location = {"latitude": -7.4716, "longitude": 112.4401, "accuracy_m": -1}
    words = "kebakaran di Jl. Gajah Mada 151"
    report = (await post(centre, {"channel": "112", "text": words, "location": location})).json()
    assert (report["location"]["lat"], report["location"]["accuracy_m"]) == (-7.4716, None)
    assert (report["proposal"]["type"], report["extra"]) == ("fire", [])
    assert "location.accuracy_unusable" in report["flags"]
    assert await centre.value("SELECT count(*) FROM sla_clock WHERE report_id = $1", report["id"])


async def test_unknown_members_are_kept_and_one_person_has_one_number(centre: Centre) -> None:
    body = BODY | {"cuaca": {"hujan": True}, "reporter": {"phone": "0812/3456-7890"}}
    report = (await post(centre, body)).json()
    assert report["extra"] == [{"name": "cuaca", "value": '{"hujan":true}'}]
    stored = await centre.rows("SELECT reporter_phone, phone_raw FROM report")
    assert stored == [{"reporter_phone": "+6281234567890", "phone_raw": "0812/3456-7890"}]
    again = await post(centre, BODY | {"reporter": {"phone": "tel:+62 812 3456 7890"}})
    assert (again.status_code, again.json()["id"]) == (200, report["id"])


async def test_more_than_we_read_is_refused_and_its_beginning_is_kept(centre: Centre) -> None:
    refused = await post(centre, BODY | {"text": "tolong " * 700_000})
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    [kept] = await waiting(centre)
    assert (kept["id"], kept["size"]) == (refused.json()["kept"], 2 * 1024 * 1024)
    assert "tolong tolong" in kept["excerpt"]


async def test_what_nobody_has_memory_for_is_refused(centre: Centre) -> None:
    refused = await post(centre, BODY | {"text": "x" * 20_000_000})
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")


BROKEN_CALLS = {
    "broken JSON": b'{"event": "call.offered"',
    "no call": b'{"event": "call.offered"}',
    "a list": b"[]",
    "NUL in the call's id": b'{"event": "call.offered", "call_id": "a\\u0000b"}',
    "NUL in the trunk": b'{"event": "call.offered", "call_id": "c1", "trunk": "\\u0000"}',
    "NUL in the number": b'{"event": "call.offered", "call_id": "c2", "ani": "\\u0000+62812"}',
    "NUL in the event's id": b'{"event": "call.offered", "call_id": "c3", "event_id": "\\u0000"}',
    "NUL where the caller is": b'{"event": "call.offered", "call_id": "c4",'
    b' "location_hint": {"x\\u0000": "\\u0000"}}',
    "a lone surrogate": b'{"event": "call.offered", "call_id": "\\ud800"}',
}


@pytest.mark.parametrize("body", BROKEN_CALLS.values(), ids=BROKEN_CALLS)
async def test_no_event_of_a_telephone_is_lost(centre: Centre, body: bytes) -> None:
    answer = await centre.ask("POST", "/cti/events", who=CHANNEL, content=body)
    assert answer.status_code in {200, 422}
    kept = await centre.value(
        "SELECT count(*) FROM raw_message WHERE body = $1 AND state = 'needs_person'", body
    )
    events = await centre.value("SELECT count(*) FROM call_event WHERE body = $1", body)
    assert kept + events == 1


BROKEN_MESSAGES = {
    "broken JSON": b'{"object": "whatsapp_business_account"',
    "another shape": b'{"object": "page", "entry": []}',
    "no changes": b'{"object": "whatsapp_business_account", "entry": [7]}',
}


@pytest.mark.parametrize("body", BROKEN_MESSAGES.values(), ids=BROKEN_MESSAGES)
async def test_no_delivery_of_whatsapp_is_lost(centre: Centre, body: bytes) -> None:
    answer = await deeds.deliver_whatsapp(centre, body)
    assert (answer.status_code, answer.json()["kept"]) == (200, 1)
    [kept] = await waiting(centre)
    assert kept["channel"] == "whatsapp"


async def test_nul_and_other_dirt_in_a_message_is_stored_readable(centre: Centre) -> None:
    body = deeds.whatsapp(
        centre, {"type": "text", "text": {"body": "tolong\x00 kebakaran"}}, name="Bu\x00 Siti"
    )
    assert (await deeds.deliver_whatsapp(centre, body)).json()["stored"] == 1
    assert (
        await centre.value("SELECT text FROM report") == "tolong\N{REPLACEMENT CHARACTER} kebakaran"
    )


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"level_cm": "tinggi"}', b'{"level_cm": NaN}', b'{"level_cm": 1e400}'],
)
async def test_no_reading_of_a_gauge_is_lost(centre: Centre, body: bytes) -> None:
    answer = await centre.ask("POST", f"/channels/flood/{deeds.GAUGE}", who=CHANNEL, content=body)
    [kept] = await waiting(centre)
    assert answer.status_code == 200 or answer.json()["kept"] == kept["id"]


async def test_a_reading_of_an_unknown_gauge_is_kept(centre: Centre) -> None:
    refused = await centre.ask(
        "POST", "/channels/flood/antah-berantah", who=CHANNEL, json={"level_cm": 300}
    )
    assert (refused.status_code, refused.json()["code"]) == (404, "gauge_station.not_found")
    assert [kept["id"] for kept in await waiting(centre)] == [refused.json()["kept"]]


@pytest.mark.parametrize("secret", ["", "lain"])
async def test_a_wrong_signature_stores_nothing(centre: Centre, secret: str) -> None:
    refused = await deeds.deliver_whatsapp(
        centre, deeds.whatsapp(centre, {"type": "text", "text": {"body": "x"}}), secret=secret
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "signature.invalid")
    assert await centre.value("SELECT count(*) FROM raw_message") == 0


async def test_an_address_alone_is_a_place_too_and_a_mark_before_the_body_does_no_harm(
    centre: Centre,
) -> None:
    body = BODY | {"location": {"address": "Jl. Majapahit 5"}}
    answer = await post(centre, b"\xef\xbb\xbf" + json.dumps(body).encode())
    assert answer.status_code == 201
    assert answer.json()["address"] == "Jl. Majapahit 5"
