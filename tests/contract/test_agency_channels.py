"""Every channel to an agency keeps the same promise."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest

from agencies.channels.base import Address, Channel, DeliveryFailed, Notice, NullChannel, Receipt
from agencies.channels.portal.adapter import PortalChannel
from agencies.channels.webhook.adapter import WebhookChannel
from tests.support.agency_endpoint import AgencyEndpoint
from tests.support.things import Thing

SECRET = "a-secret-that-must-never-be-told-to-anybody"
GARBAGE = (
    "",
    " ",
    "nonsense",
    "https://",
    "http://[::1",
    "https://user:word@a.example",
    "\0",
    "http://127.0.0.1:1/",
    "x" * 10_000,
)


@dataclass(slots=True, frozen=True)
class Case:
    channel: Channel
    address: Address


@pytest.fixture(params=["null", "portal", "webhook"])
async def case(request: pytest.FixtureRequest) -> AsyncIterator[Case]:
    async with AgencyEndpoint() as endpoint:
        channels: dict[str, Channel] = {
            "null": NullChannel(),
            "portal": PortalChannel(),
            "webhook": WebhookChannel(timeout_s=2, allow_private=True),
        }
        channel = channels[request.param]
        yield Case(channel, Address(address=endpoint.url, secret=SECRET))
        for one in channels.values():
            await one.close()


def notice() -> Notice:
    return Notice(
        id=UUID(int=1),
        event="task.assigned",
        task_id=UUID(int=2),
        agency_id="damkar",
        at=datetime(2026, 11, 22, tzinfo=UTC),
        body=Thing.of(task={}),
    )


async def end_of(case: Case, address: Address) -> Receipt | DeliveryFailed:
    try:
        return await case.channel.send(notice(), address)
    except DeliveryFailed as failed:
        return failed


async def test_a_good_address_gives_a_receipt(case: Case) -> None:
    assert isinstance(await case.channel.send(notice(), case.address), Receipt)


async def test_only_a_channel_with_an_answer_claims_proof(case: Case) -> None:
    receipt = await case.channel.send(notice(), case.address)
    assert receipt.proof == (case.channel.kind != "portal")


async def test_sending_the_same_again_is_harmless(case: Case) -> None:
    assert await case.channel.send(notice(), case.address) == await case.channel.send(
        notice(), case.address
    )


@pytest.mark.parametrize("address", GARBAGE)
async def test_a_bad_address_fails_in_the_one_known_way(case: Case, address: str) -> None:
    end = await end_of(case, Address(address=address, secret=SECRET))
    assert isinstance(end, Receipt | DeliveryFailed)


@pytest.mark.parametrize("address", GARBAGE)
async def test_no_failure_tells_the_secret_or_the_address(case: Case, address: str) -> None:
    told = repr(await end_of(case, Address(address=address, secret=SECRET)))
    assert SECRET not in told
    assert "word@" not in told


async def test_it_has_a_kind_and_closing_twice_is_harmless(case: Case) -> None:
    assert case.channel.kind.isidentifier()
    await case.channel.close()
    await case.channel.close()
