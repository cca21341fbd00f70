"""Whether a text message is genuine, and sending one."""

from collections.abc import Callable
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.transports.sending import SendFailed
from dispatch.transports.sms import SmsGateway, has_valid_signature, twilio_signature

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
