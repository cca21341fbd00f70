"""Every sender against its vendor's interface: what is taken, tried again, given up, unclear."""

import logging
from collections import deque
from collections.abc import Callable
from typing import Final, Literal

import httpx
import pytest

from dispatch.transports.meta import MetaSender
from dispatch.transports.sending import SendFailed, refusal_of
from dispatch.transports.sms import SmsGateway
from dispatch.transports.telegram import TelegramBot
from intake.answers.ways import Answerer
from intake.catalogue.channels import CHANNELS
from intake.channels.whatsapp.channel import TO_NUMBER
from tests.support.vendors import (
    NUMBER,
    SECRET,
    WAIT_S,
    Gateway,
    KeyedGateway,
    Page,
    Telegram,
    Trouble,
    Vendor,
    WhatsApp,
)

TEXT: Final = "112: laporan Anda kami terima.\nTiket {to} & 7K3M? 🙏 \ud800"
SENT: Final = TEXT.replace("\ud800", "\ufffd")
DATE: Final = "Sun, 22 Nov 2026 05:00:00 GMT"
End = Literal["sent", "again", "never", "unclear"]


def whatsapp(vendor: Vendor) -> Answerer:
    return MetaSender("112", SECRET, form=TO_NUMBER, client=vendor.client())


def page(vendor: Vendor) -> Answerer:
    return MetaSender("112", SECRET, client=vendor.client())


def telegram(vendor: Vendor) -> Answerer:
    return TelegramBot(SECRET, client=vendor.client())


def gateway(vendor: Vendor) -> Answerer:
    assert isinstance(vendor, Gateway)
    return SmsGateway(vendor.url, client=vendor.client())


# The sender of each channel, and what it is tried against.
SENDERS: Final[dict[str, tuple[Callable[[Vendor], Answerer], type[Vendor]]]] = {
    "whatsapp": (whatsapp, WhatsApp),
    "messenger": (page, Page),
    "instagram": (page, Page),
    "telegram": (telegram, Telegram),
    "sms": (gateway, Gateway),
    "sms with an id": (gateway, KeyedGateway),
}
HOW_IT_ENDS: Final[dict[Trouble, End]] = {
    Trouble.BUSY: "again",
    Trouble.DOWN: "again",
    Trouble.AWAY: "again",
    Trouble.LOST_ANSWER: "unclear",
    Trouble.BROKEN_ANSWER: "unclear",
    Trouble.CLOSED_WINDOW: "never",
    Trouble.NO_SUCH_PERSON: "never",
    Trouble.ACCOUNT_BLOCKED: "never",
}
CASES: Final = [
    (name, trouble)
    for name, (_, vendor) in SENDERS.items()
    for trouble in HOW_IT_ENDS
    # A bot and a telephone may always be written to.
    if trouble in vendor.says or trouble is not Trouble.CLOSED_WINDOW
]


async def end_of(sender: Answerer, *, key: str = "") -> tuple[End, SendFailed | None]:
    """Send once and return how it ended."""
    try:
        await sender.send(NUMBER, TEXT, key=key)
    except SendFailed as failed:
        end: End = "unclear" if failed.unclear else "never" if failed.permanent else "again"
        return end, failed
    return "sent", None


@pytest.fixture(params=SENDERS)
def named(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def made(name: str, *trouble: Trouble) -> tuple[Answerer, Vendor]:
    open_sender, vendor_of = SENDERS[name]
    vendor = vendor_of(deque(trouble))
    return open_sender(vendor), vendor


def test_every_way_back_over_http_is_tried() -> None:
    answering = {channel.name for channel in CHANNELS if channel.answering is not None}
    assert answering - {"email"} == {name.split()[0] for name in SENDERS}


async def test_a_message_is_taken_whole_and_its_id_is_kept(named: str) -> None:
    sender, vendor = made(named)
    assert await sender.send(NUMBER, TEXT)
    assert vendor.taken == [(NUMBER, SENT)]


@pytest.mark.parametrize(("name", "trouble"), CASES)
async def test_a_trouble_ends_as_its_vendor_means_it(
    name: str, trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sender, vendor = made(name, trouble)
    end, failed = await end_of(sender)
    assert end == HOW_IT_ENDS[trouble], failed
    assert SECRET not in caplog.text + repr(failed) + str(failed)
    # Whatever it was, it was this message's or this moment's: the next one is taken.
    taken = len(vendor.taken)
    assert await end_of(sender) == ("sent", None)
    assert len(vendor.taken) == taken + 1


@pytest.mark.parametrize("name", ["telegram", "sms"])
async def test_who_says_how_long_to_wait_is_heeded(name: str) -> None:
    sender, _ = made(name, Trouble.BUSY)
    _, failed = await end_of(sender)
    assert failed is not None
    assert failed.retry_after_s == WAIT_S


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": "9" * 400}, 3600.0),
        ({"Retry-After": DATE, "Date": "Sun, 22 Nov 2026 04:59:00 GMT"}, 60.0),
        ({"Retry-After": DATE, "Date": "Sun, 22 Nov 2026 06:00:00 GMT"}, 0.0),
        ({"Retry-After": DATE}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "besok", "Date": "kemarin"}, None),
        ({"Retry-After": "\u0663"}, None),
        ({}, None),
    ],
)
def test_a_wait_is_a_number_or_a_date_by_the_clock_of_whoever_says_it(
    headers: dict[str, str], seconds: float | None
) -> None:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    failed = refusal_of(httpx.Response(503, headers=encoded))
    assert (failed.retry_after_s, failed.permanent) == (seconds, False)


async def test_a_wrong_secret_is_refused_for_good_and_said(named: str) -> None:
    sender, vendor = made(named)
    vendor.secret = "another"
    end, failed = await end_of(sender)
    assert (end, vendor.taken) == ("never", [])
    assert SECRET not in str(failed)


@pytest.mark.parametrize("name", ["whatsapp", "messenger", "instagram", "telegram"])
async def test_a_page_of_somebody_else_is_no_proof(name: str) -> None:
    sender, vendor = made(name, Trouble.OTHER_PAGE)
    assert (await end_of(sender))[0] == "unclear"
    assert vendor.taken == []


async def test_what_may_have_arrived_is_sent_again_only_under_a_key(named: str) -> None:
    sender, vendor = made(named, Trouble.LOST_ANSWER)
    ends = [(await end_of(sender, key="k1"))[0] for _ in range(2)]
    assert ends == ["unclear", "sent"]
    assert (len(vendor.taken) == 1) == sender.is_idempotent
    assert sender.is_idempotent == isinstance(vendor, KeyedGateway)
