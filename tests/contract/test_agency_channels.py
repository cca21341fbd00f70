"""Every channel to an agency keeps the same promise, and says the same things about itself."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from agencies.catalogue.channels import BY_NAME, CHANNELS, open_sender
from agencies.channels.base import (
    Address,
    AgencyChannel,
    DeliveryFailed,
    Notice,
    NullSender,
    Receipt,
    SecretPolicy,
    Sender,
    Surroundings,
)
from agencies.channels.notice import TEST, ChannelTrial
from dispatch.kernel.host.settings import Settings
from routing.value_object import value_object
from tests.support.agency_endpoint import AgencyEndpoint

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


@value_object
class Case:
    name: str
    sender: Sender
    address: Address


@pytest.fixture(params=["null", *BY_NAME])
async def case(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Case]:
    async with AgencyEndpoint() as endpoint:
        monkeypatch.setenv("TANGGAP_SMS_SEND_URL", endpoint.url + "?to={to}&text={text}")
        settings = Settings(outbox_timeout_s=2, outbox_allow_private=True)
        name = request.param
        sender = NullSender() if name == "null" else open_sender(BY_NAME[name], settings)
        yield Case(name, sender, Address(address=endpoint.url, secret=SECRET))
        await sender.close()


def notice() -> Notice:
    return Notice(
        id=UUID(int=1),
        event=TEST,
        task_id=UUID(int=2),
        agency_id="damkar",
        at=datetime(2026, 11, 22, tzinfo=UTC),
        body=ChannelTrial(),
    )


async def end_of(case: Case, address: Address) -> Receipt | DeliveryFailed:
    try:
        return await case.sender.send(notice(), address)
    except DeliveryFailed as failed:
        return failed


async def test_a_good_address_gives_a_receipt(case: Case) -> None:
    assert isinstance(await case.sender.send(notice(), case.address), Receipt)


async def test_only_a_channel_with_an_answer_claims_proof(case: Case) -> None:
    receipt = await case.sender.send(notice(), case.address)
    assert receipt.proof == (case.name in {"null", "webhook"})


async def test_sending_the_same_again_is_harmless(case: Case) -> None:
    assert await case.sender.send(notice(), case.address) == await case.sender.send(
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


async def test_closing_twice_is_harmless(case: Case) -> None:
    await case.sender.close()
    await case.sender.close()


@pytest.fixture(params=CHANNELS, ids=lambda channel: channel.name)
def channel(request: pytest.FixtureRequest) -> AgencyChannel:
    found: AgencyChannel = request.param
    return found


def test_a_channel_says_everything_about_itself(channel: AgencyChannel) -> None:
    assert channel.name.isidentifier()
    assert channel.label.id
    assert channel.label.en
    assert channel.silence
    assert channel.answers <= (channel.render is not None)


def test_its_own_example_is_an_address_that_can_work(channel: AgencyChannel) -> None:
    example = "" if channel.address is None else channel.address.example
    kept = channel.check(example, Surroundings())
    assert channel.check(kept, Surroundings()) == kept


ADDRESSED = [channel for channel in CHANNELS if channel.address is not None]


@pytest.mark.parametrize("text", ["", "nonsense", "https://", "\0"])
@pytest.mark.parametrize("channel", ADDRESSED, ids=lambda channel: channel.name)
def test_an_address_that_can_never_work_is_refused_for_good(
    channel: AgencyChannel, text: str
) -> None:
    with pytest.raises(DeliveryFailed) as caught:
        channel.check(text, Surroundings())
    assert caught.value.permanent


def test_people_never_read_what_may_be_a_secret_in_an_address() -> None:
    shown = BY_NAME["webhook"].show("https://damkar.example/hook/rahasia?token=abc")
    assert shown == "https://damkar.example/"


def test_two_channels_never_share_a_name() -> None:
    assert len(BY_NAME) == len(CHANNELS)
    assert {channel.secret for channel in CHANNELS} == set(SecretPolicy)
