"""SMS gateways of several kinds, each in its own spelling, to one report stored once."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.transports.sending import SendFailed
from dispatch.transports.sms import SmsGateway, has_valid_signature, twilio_signature
from intake.channels.sms.adapter import SmsAdapter
from intake.pipeline.items import Ignored, Message, Unparsable
from tests.contract.channel_room import APP_SECRET, VERIFY_TOKEN, Room

PATH = "/channels/sms"
AT = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)
WORDS = "tolong kebakaran di Jl. Gajah Mada 151"
KANNEL = {"from": "+6281234567890", "to": "1708", "text": WORDS, "ts": "2026-12-12 15:10:00"}
TWILIO = {"MessageSid": "SM1", "From": "+6281234567890", "To": "1708", "Body": WORDS}
FONNTE = {"device": "62811", "sender": "6281234567890", "message": WORDS, "inboxid": 12}
NESTED = {"device": "8", "data": {"message_id": "A1", "sender": "081234567890", "message": WORDS}}


def gammu(place: int, text: str) -> dict[str, Any]:
    return {
        "ReceivingDateTime": "2026-12-12 15:10:00",
        "SenderNumber": "+6281234567890",
        "TextDecoded": text,
        "MessageID": 101,
        "SequencePosition": place,
        "PartCount": 2,
    }


def parse(body: bytes = b"", **more: Any) -> Any:
    adapter = SmsAdapter(ZoneInfo("Asia/Jakarta"))
    [item] = adapter.parse(body, received_at=AT, sender="channel:sms", **more)
    return item


@pytest.mark.parametrize(
    ("body", "query"),
    [
        (b"", urlencode(KANNEL)),
        (urlencode(TWILIO).encode(), ""),
        (json.dumps(FONNTE).encode(), ""),
        (json.dumps(NESTED).encode(), ""),
        (b"\xef\xbb\xbf" + json.dumps(FONNTE).encode(), ""),
        (json.dumps([gammu(2, "Gajah Mada 151"), gammu(1, WORDS[:-14])]).encode(), ""),
    ],
    ids=["kannel", "twilio", "fonnte", "nested", "bom", "two-parts"],
)
def test_every_gateway_says_the_same(body: bytes, query: str) -> None:
    item = parse(body, query=query)
    assert isinstance(item, Message)
    assert item.report.text == WORDS
    assert item.report.reporter_phone in {"+6281234567890", "6281234567890", "081234567890"}


def test_a_missing_part_is_flagged_and_a_local_time_is_understood() -> None:
    report = parse(json.dumps(gammu(1, "tolong ada")).encode()).report
    assert "sms.incomplete" in report.flags
    assert report.occurred_at == AT


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b"{}", b"null", b'{"x": 1}'])
def test_what_nobody_can_read_is_kept(body: bytes) -> None:
    adapter = SmsAdapter(ZoneInfo("Asia/Jakarta"))
    items = adapter.parse(body, received_at=AT, sender="channel:sms")
    assert all(isinstance(item, Unparsable) for item in items)
    assert items


def test_a_receipt_is_no_report() -> None:
    assert isinstance(
        parse(urlencode({"MessageSid": "SM1", "MessageStatus": "sent"}).encode()), Ignored
    )


@given(st.binary(max_size=200), st.text(max_size=80))
def test_no_callback_raises(body: bytes, query: str) -> None:
    adapter = SmsAdapter(ZoneInfo("Asia/Jakarta"))
    assert adapter.parse(body, received_at=AT, sender="channel:sms", query=query)


def test_the_signature_of_the_published_vector(real_data: Path) -> None:
    folder = real_data / "samples" / "sms"
    vector: Mapping[str, str] = json.loads(
        (folder / "constructed-twilio.signature.json").read_text()
    )
    body = (folder / "constructed-twilio.form").read_bytes().strip()
    signed = vector["X-Twilio-Signature"]
    token = vector["auth_token_for_test"]
    assert has_valid_signature(token, vector["url"], body, signed)
    assert not has_valid_signature(token, vector["url"], body + b"x", signed)


async def test_a_message_is_stored_once_by_any_way_of_proving_who_sends(room: Room) -> None:
    asked = KANNEL | {"id": "m-1", "token": VERIFY_TOKEN}
    first = await room.client.get(PATH, params=asked)
    again = await room.post(PATH, KANNEL | {"id": "m-1"}, scope="sms")
    assert (first.json()["stored"], again.json()["duplicate"]) == (1, 1)
    url = "http://112.test/api/v1/channels/sms"
    signature = twilio_signature(APP_SECRET, url, TWILIO)
    signed = await room.client.post(PATH, data=TWILIO, headers={"X-Twilio-Signature": signature})
    assert signed.json()["stored"] == 1
    [report] = await room.rows("SELECT * FROM report")
    assert (report["channel"], report["reporter_phone"]) == ("sms", "+6281234567890")
    assert report["text"].splitlines() == [WORDS, TWILIO["Body"]]
    assert report["lat"] is not None


async def test_who_proves_nothing_is_refused(room: Room) -> None:
    wrong = {"X-Twilio-Signature": "x"}
    assert (await room.client.post(PATH, data=TWILIO, headers=wrong)).status_code == 403
    assert (await room.client.get(PATH, params=KANNEL | {"token": "x"})).status_code == 401
    assert (await room.client.post(PATH, json=FONNTE)).status_code == 401
    assert await room.rows("SELECT id FROM report") == []


async def test_sending_fills_in_the_address_and_says_why_it_failed() -> None:
    asked: list[httpx.URL] = []

    def gateway(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        status = 200 if "siap" in str(request.url) else 503
        return httpx.Response(status, json={"id": "77"})

    client = httpx.AsyncClient(transport=httpx.MockTransport(gateway))
    sms = SmsGateway("http://gw.test/send?to={to}&text={text}", client=client)
    assert await sms.send("+62812", "siap & berangkat") == "77"
    assert asked[0].params["text"] == "siap & berangkat"
    with pytest.raises(SendFailed, match="503"):
        await sms.send("+62812", "halo")
    await sms.close()
