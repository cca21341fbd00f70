"""Text messages as gateways say them, whether they are genuine, and sending one."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.transports.sms import (
    NotACallback,
    SendFailed,
    Sms,
    SmsGateway,
    has_valid_signature,
    read_callback,
    twilio_signature,
)

FORM = "application/x-www-form-urlencoded"


def read(body: Any, query: str = "") -> list[Sms]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_callback(content, query, "")


@pytest.mark.parametrize("sender", ["from", "sender", "SenderNumber", "MSISDN", "phone", "src"])
@pytest.mark.parametrize("words", ["text", "body", "message", "TextDecoded", "content", "pesan"])
@pytest.mark.parametrize("key", ["id", "MessageSid", "message_id", "uuid", "inboxid"])
def test_members_have_many_names(sender: str, words: str, key: str) -> None:
    [sms] = read({sender: "0812", words: "tolong", key: 7})
    assert (sms.sender, sms.text, sms.key) == ("0812", "tolong", "7")


@pytest.mark.parametrize("envelope", ["data", "payload", "message", "sms"])
def test_an_envelope_is_opened(envelope: str) -> None:
    [sms] = read({envelope: {"from": "0812", "text": "tolong", "id": "A"}})
    assert (sms.sender, sms.text, sms.key) == ("0812", "tolong", "A")


def test_what_the_address_says_and_what_the_body_says_come_together() -> None:
    [sms] = read({"text": "tolong"}, "from=0812&text=lama&id=9")
    assert (sms.sender, sms.text, sms.key) == ("0812", "tolong", "9")


@given(st.permutations([1, 2, 3]), st.integers(0, 2))
def test_the_parts_of_a_long_message_come_in_any_order(order: list[int], lost: int) -> None:
    words = {1: "kebakaran ", 2: "di Jl. ", 3: "Gajah Mada"}
    rows = [
        {
            "SenderNumber": "0812",
            "TextDecoded": words[place],
            "MessageID": 5,
            "SequencePosition": place,
            "PartCount": 3,
        }
        for place in order[lost:]
    ]
    [sms] = read(rows)
    assert sms.text == "".join(words[place] for place in sorted(order[lost:]))
    assert sms.missing == lost


def test_parts_of_two_senders_and_of_two_messages_stay_apart() -> None:
    rows = [
        {"SenderNumber": who, "TextDecoded": who + key, "MessageID": key, "PartCount": 2}
        for who in ("1", "2")
        for key in ("a", "b")
    ]
    assert sorted(sms.text for sms in read(rows)) == ["1a", "1b", "2a", "2b"]


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"[1]", b"{", b"[{}]"])
def test_without_any_member_it_is_no_callback(body: bytes) -> None:
    with pytest.raises(NotACallback):
        read(body)


@pytest.mark.parametrize("body", [b"tolong", b"null", b"7"])
def test_a_bare_word_names_nobody_and_says_nothing(body: bytes) -> None:
    [sms] = read(body)
    assert (sms.sender, sms.text) == ("", "")


@given(st.binary(max_size=60), st.text(max_size=20), st.sampled_from(["", FORM, "text/json"]))
def test_no_bytes_break_the_reader(body: bytes, query: str, content_type: str) -> None:
    with suppress(NotACallback):
        assert read_callback(body, query, content_type)


FIELDS = st.dictionaries(st.text("abcXYZ", min_size=1, max_size=4), st.text(max_size=9), min_size=1)


@given(FIELDS, st.text("xyz", min_size=1, max_size=8))
def test_a_signature_is_of_this_form_this_address_and_this_token(
    form: dict[str, str], token: str
) -> None:
    body = urlencode(form).encode()
    signature = twilio_signature(token, "https://112.test/sms", form)
    assert has_valid_signature(token, "https://112.test/sms", body, f" {signature} ")
    assert not has_valid_signature(token, "https://112.test/other", body, signature)
    assert not has_valid_signature(f"{token}!", "https://112.test/sms", body, signature)
    assert not has_valid_signature(token, "https://112.test/sms", body + b"&q=1", signature)


@pytest.mark.parametrize(
    ("token", "header"), [(None, "x"), ("", "x"), ("t", None), ("t", "\ud800")]
)
def test_without_a_secret_or_a_signature_nothing_is_genuine(
    token: str | None, header: str | None
) -> None:
    assert not has_valid_signature(token, "https://112.test", b"a=1", header)


def gateway(answer: Callable[[httpx.Request], httpx.Response]) -> SmsGateway:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return SmsGateway("https://gw.test/send?to={to}&text={text}", client=client)


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ('{"id": 7}', "7"),
        ('{"message_id": "A1"}', "A1"),
        ("0: Accepted for delivery ", "0: Accepted for delivery"),
        ("[]", "[]"),
        ('{"ok": true}', '{"ok": true}'),
        ("x" * 900, "x" * 200),
    ],
)
async def test_what_the_gateway_calls_it_is_kept(answer: str, reference: str) -> None:
    sender = gateway(lambda _: httpx.Response(202, text=answer))
    assert await sender.send("+62812", "ke Jl. Gajah Mada & cepat?") == reference
    await sender.close()


async def test_words_and_number_are_safe_in_the_address() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200)

    await gateway(answer).send("+62812", "a&to=+628999 {to} é")
    assert dict(asked[0].url.params) == {"to": "+62812", "text": "a&to=+628999 {to} é"}


@pytest.mark.parametrize(
    ("status", "permanent"), [(400, True), (404, True), (500, False), (503, False), (302, False)]
)
async def test_a_refusal_says_whether_it_is_for_good(status: int, *, permanent: bool) -> None:
    with pytest.raises(SendFailed) as failed:
        await gateway(lambda _: httpx.Response(status)).send("1", "x")
    assert (failed.value.error, failed.value.permanent) == (f"status {status}", permanent)


async def test_a_gateway_that_is_away_may_be_tried_again() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no", request=request)

    with pytest.raises(SendFailed) as failed:
        await gateway(away).send("1", "x")
    assert (failed.value.error, failed.value.permanent) == ("ConnectError", False)
