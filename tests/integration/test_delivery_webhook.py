"""The webhook over a real connection: what is sent, and what each answer means."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import pytest

from agencies.channels.base import Address, DeliveryFailed, Notice
from agencies.channels.webhook.sender import WebhookSender
from tests.support.agency_endpoint import AgencyEndpoint, Answer
from tests.support.things import Thing
from tests.unit.agencies.test_signature import hmac_by_definition

SECRET = "rahasia-bersama-antara-pusat-dan-damkar"
AT = datetime.fromisoformat("2026-11-22T11:00:30.999999+00:00")


def notice() -> Notice:
    task = {"id": str(UUID(int=2)), "assigned_at": AT}
    body = Thing.of(event="task.assigned", task=task)
    return Notice(
        id=UUID(int=1),
        event="task.assigned",
        task_id=UUID(int=2),
        agency_id="damkar",
        at=AT,
        body=body,
    )


@pytest.fixture
async def channel() -> AsyncIterator[WebhookSender]:
    opened = WebhookSender(timeout_s=0.5, allow_private=True)
    yield opened
    await opened.close()


async def failure_of(channel: WebhookSender, address: Address) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        await channel.send(notice(), address)
    return caught.value


async def test_the_agency_can_verify_what_it_gets(channel: WebhookSender) -> None:
    async with AgencyEndpoint() as damkar:
        await channel.send(notice(), Address(address=damkar.url, secret=SECRET))
    [got] = damkar.received
    assert (got.method, got.path) == ("POST", "/tanggap")
    assert got.headers["content-type"] == "application/json"
    assert got.headers["x-tanggap-delivery"] == str(UUID(int=1))
    assert got.headers["x-tanggap-event"] == "task.assigned"
    assert got.headers["x-tanggap-timestamp"] == str(int(AT.timestamp()))
    signed = got.headers["x-tanggap-timestamp"].encode() + b"." + got.body
    assert got.headers["x-tanggap-signature"] == f"v1={hmac_by_definition(SECRET.encode(), signed)}"
    assert got.json["task"] == {
        "id": str(UUID(int=2)),
        "assigned_at": "2026-11-22T11:00:30.999999Z",
    }


async def test_the_agencys_own_number_is_kept_as_receipt(channel: WebhookSender) -> None:
    async with AgencyEndpoint(Answer(202, b'{"reference": "DMK-77"}')) as damkar:
        receipt = await channel.send(notice(), Address(address=damkar.url, secret=SECRET))
    assert (receipt.proof, receipt.status, receipt.reference) == (True, 202, "DMK-77")


@pytest.mark.parametrize(
    "body", [b"", b"OK", b"[1]", b'{"reference": 7}', b"\xff\xfe", b"x" * 100_000]
)
async def test_whatever_stands_in_a_2xx_it_is_delivered(
    channel: WebhookSender, body: bytes
) -> None:
    async with AgencyEndpoint(Answer(200, body)) as damkar:
        receipt = await channel.send(notice(), Address(address=damkar.url, secret=SECRET))
    assert (receipt.proof, receipt.reference) == (True, None)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422, 301, 302, 303, 307, 308])
async def test_an_answer_that_will_not_change_is_permanent(
    channel: WebhookSender, status: int
) -> None:
    async with AgencyEndpoint(default=Answer(status, headers={"location": "/elsewhere"})) as damkar:
        failed = await failure_of(channel, Address(address=damkar.url, secret=SECRET))
    assert (failed.permanent, failed.status, len(damkar.received)) == (True, status, 1)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_an_answer_that_may_change_is_not(channel: WebhookSender, status: int) -> None:
    async with AgencyEndpoint(default=Answer(status, headers={"retry-after": "7"})) as damkar:
        failed = await failure_of(channel, Address(address=damkar.url, secret=SECRET))
    assert (failed.permanent, failed.status, failed.retry_after_s) == (False, status, 7.0)


async def test_a_redirect_is_not_followed(channel: WebhookSender) -> None:
    async with (
        AgencyEndpoint() as elsewhere,
        AgencyEndpoint(default=Answer(307, headers={"location": elsewhere.url})) as damkar,
    ):
        await failure_of(channel, Address(address=damkar.url, secret=SECRET))
    assert elsewhere.received == []


async def test_a_silent_agency_is_given_up_in_time(channel: WebhookSender) -> None:
    async with AgencyEndpoint(default=Answer(delay_s=5)) as damkar, asyncio.timeout(2):
        failed = await failure_of(channel, Address(address=damkar.url, secret=SECRET))
    assert (failed.error, failed.permanent) == ("timeout", False)


async def test_a_line_that_breaks_may_be_tried_again(channel: WebhookSender) -> None:
    async with AgencyEndpoint(default=Answer(hang_up=True)) as damkar:
        broken = await failure_of(channel, Address(address=damkar.url, secret=SECRET))
    gone = await failure_of(channel, Address(address=damkar.url, secret=SECRET))
    assert [failed.permanent for failed in (broken, gone)] == [False, False]


async def test_our_own_network_is_refused_before_anything_is_sent() -> None:
    channel = WebhookSender(timeout_s=2)
    async with AgencyEndpoint() as inside:
        port = inside.url.rpartition(":")[2]
        hosts = (
            "127.0.0.1",
            "localhost",
            "2130706433",
            "0x7f.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",  # noqa: S104 - an address to refuse
        )
        failures = [
            await failure_of(channel, Address(address=f"https://{host}:{port}", secret=SECRET))
            for host in hosts
        ]
    await channel.close()
    assert [failed.permanent for failed in failures] == [True] * len(hosts)
    assert {failed.error for failed in failures} == {"address_refused: private_address"}
    assert inside.received == []


async def on_the_internet(_host: str, _port: int) -> list[str]:
    return ["8.8.8.8"]


@pytest.mark.parametrize("allow_private", [False, True])
async def test_plain_http_to_the_internet_is_refused(*, allow_private: bool) -> None:
    channel = WebhookSender(allow_private=allow_private, resolve=on_the_internet)
    failed = await failure_of(channel, Address(address="http://a.example", secret=SECRET))
    assert (failed.error, failed.permanent) == ("address_refused: not_https", True)


async def test_the_name_is_asked_once_so_it_cannot_change_its_mind() -> None:
    asked: list[str] = []

    async with AgencyEndpoint() as damkar:

        async def resolve(host: str, _port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"]

        channel = WebhookSender(timeout_s=2, allow_private=True, resolve=resolve)
        address = damkar.url.replace("127.0.0.1", "damkar.invalid")
        await channel.send(notice(), Address(address=address, secret=SECRET))
        await channel.close()
    # `damkar.invalid` exists nowhere: only the judged address can have been used, with the name
    # still in the header.
    assert asked == ["damkar.invalid"]
    assert damkar.received[0].headers["host"].startswith("damkar.invalid:")


async def test_a_server_without_the_right_certificate_gets_nothing(channel: WebhookSender) -> None:
    async with AgencyEndpoint() as plain:
        failed = await failure_of(
            channel, Address(address=plain.url.replace("http:", "https:"), secret=SECRET)
        )
    assert failed.error.startswith("connection: ")
    assert [got for got in plain.received if b"task" in got.body] == []


async def test_certificates_are_checked(channel: WebhookSender) -> None:
    assert channel._tls.verify_mode is ssl.CERT_REQUIRED
    assert channel._tls.check_hostname


async def test_without_a_secret_nothing_is_sent(channel: WebhookSender) -> None:
    async with AgencyEndpoint() as damkar:
        failed = await failure_of(channel, Address(address=damkar.url))
    assert (failed.error, failed.permanent, damkar.received) == ("no_secret", True, [])
