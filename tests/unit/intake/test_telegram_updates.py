"""What is said to the city's Telegram bot, kind by kind of update and of message."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from intake.channels.telegram.adapter import TelegramAdapter
from intake.pipeline.items import Ignored, Item, Message, Notice, Unparsable
from tests.contract.ways import SENT, telegram_update

AT = datetime.fromtimestamp(SENT + 20, UTC)
GROUP = {"id": -100, "type": "supergroup", "title": "RT 3"}
PUBLIC = GROUP | {"username": "warga_rt3"}
PIN = {"latitude": -7.4722, "longitude": 112.4338, "horizontal_accuracy": 20.0}


def parse(told: Any) -> list[Item]:
    return list(TelegramAdapter().parse(json.dumps(told).encode(), received_at=AT))


def one(told: Any) -> Item:
    [item] = parse(told)
    return item


def said(kind: str = "message", number: int = 7, **message: Any) -> Message:
    item = one(telegram_update(kind, number, **message))
    assert isinstance(item, Message)
    return item


def test_a_message_is_known_by_its_chat_and_number() -> None:
    found = said(text="kebakaran", reply_to_message={"message_id": 0, "chat": {"id": 42}})
    report = found.report
    assert (report.external_id, report.reporter_ref, report.text) == ("42:1", "42", "kebakaran")
    assert (report.reporter_name, found.conversation_id) == ("Sri (@sri_mjk)", "42")
    assert (found.reply_to, report.flags, report.opens) == ("42:0", (), None)
    assert report.occurred_at == datetime.fromtimestamp(SENT, UTC)


@pytest.mark.parametrize(
    ("message", "text", "kinds", "flags"),
    [
        ({"caption": "asap hitam", "photo": [{"file_id": "a"}, {"file_id": "b"}]},
         "asap hitam", [("image", "b")], ()),
        ({"photo": {"file_id": "a"}}, "[foto]", [("image", "a")], ("media.look",)),
        ({"photo": []}, "[foto]", [("image", "unknown")], ("media.look",)),
        ({"voice": {"file_id": "v", "mime_type": "audio/ogg"}}, "[pesan suara]",
         [("voice", "v")], ("media.listen",)),
        ({"video": {"file_id": "v"}}, "[video]", [("video", "v")], ("media.look",)),
        ({"video_note": {"file_id": "v"}}, "[video]", [("video", "v")], ("media.look",)),
        ({"audio": {"file_id": "v"}}, "[rekaman suara]", [("audio", "v")], ("media.listen",)),
        ({"sticker": {"file_id": "s"}}, "[stiker]", [("sticker", "s")], ("media.look",)),
        ({"document": {"file_id": "d", "file_name": "surat.pdf"}}, "[dokumen]",
         [("document", "d")], ("media.look",)),
        ({"animation": {"file_id": "a"}, "document": {"file_id": "a"}}, "[video]",
         [("video", "a")], ("media.look",)),
        ({"story": {"id": 5, "chat": {"id": 1}}}, "[cerita yang menyebut kita]",
         [("story", "5")], ("media.look",)),
        ({"paid_media": {"paid_media": [{"type": "photo", "photo": [{"file_id": "p"}]}]}},
         "[foto]", [("image", "p")], ("media.look",)),
        ({"poll": {"question": "Banjir?", "options": [{"text": "ya"}]}}, "Banjir?\nya", [], ()),
        ({"checklist": {"title": "Bantuan", "tasks": [{"text": "perahu"}]}},
         "Bantuan\nperahu", [], ()),
        ({"contact": {"phone_number": "0812", "first_name": "Pak RT"}}, "Pak RT 0812", [], ()),
        ({"web_app_data": {"data": "kebakaran"}}, "kebakaran", [], ()),
        ({"dice": {"emoji": "🎲", "value": 3}}, "🎲", [], ()),
        ({"text": "di sini", "entities": [{"type": "text_link", "url": "https://x.test"}]},
         "di sini\nhttps://x.test", [], ()),
        ({"hologram": {"caption": "tolong"}}, "tolong", [], ("message.unknown_kind",)),
        ({}, "", [], ("message.unknown_kind",)),
        ({"text": "tolong", "forward_origin": {"type": "user"}}, "tolong", [], ("forwarded",)),
    ],
)  # fmt: skip
def test_every_kind_of_message_is_a_report(
    message: dict[str, Any], text: str, kinds: list[tuple[str, str]], flags: tuple[str, ...]
) -> None:
    found = said(**message)
    assert (found.report.text, found.report.flags) == (text, flags)
    assert [(part.kind, part.external_ref) for part in found.media] == kinds


def test_a_pin_and_a_venue_are_positions() -> None:
    pin = said(location=PIN).report
    venue = said(venue={"location": PIN, "title": "Pasar Tanjung", "address": "Jl. Residen"}).report
    assert (pin.lat, pin.lon, pin.accuracy_m, pin.opens) == (-7.4722, 112.4338, 20.0, None)
    assert (venue.lat, venue.address) == (-7.4722, "Pasar Tanjung, Jl. Residen")


def test_the_sender_s_own_number_is_his() -> None:
    report = said(contact={"phone_number": "6281234567890", "user_id": 42}).report
    assert (report.reporter_phone, report.text) == ("+6281234567890", "")


@pytest.mark.parametrize("kind", ["edited_message", "edited_business_message"])
def test_an_edit_and_a_live_pin_name_what_they_change(kind: str) -> None:
    live = PIN | {"live_period": 900}
    first = said(kind, 8, location=live, edit_date=SENT + 5)
    second = said(kind, 9, location=live, edit_date=SENT + 9)
    assert (first.is_edit, first.reply_to, first.report.lat) == (True, "42:1", -7.4722)
    assert (first.report.opens, "location.live" in first.report.flags) == (False, True)
    assert first.report.external_id != second.report.external_id
    assert first.report.occurred_at == datetime.fromtimestamp(SENT + 5, UTC)


def test_people_of_a_group_have_a_conversation_each_and_what_is_public_waits() -> None:
    private, group = said(text="a"), said(text="a", chat=GROUP)
    public, post = said(text="a", chat=PUBLIC), said("channel_post", text="a", chat=PUBLIC)
    found = [private, group, public, post]
    assert [one.report.opens for one in found] == [None, None, False, False]
    assert [one.conversation_id for one in found] == [
        "42",
        "-100:42",
        "-100:public:42",
        "-100:public:42",
    ]


def test_a_post_of_a_channel_is_the_channel_s() -> None:
    channel = {"id": -5, "type": "channel", "title": "Info Mojokerto"}
    told: dict[str, Any] = {
        "message_id": 3,
        "date": SENT,
        "chat": channel,
        "sender_chat": channel,
        "text": "banjir",
    }
    found = one({"update_id": 1, "channel_post": told})
    assert isinstance(found, Message)
    assert (found.report.reporter_name, found.report.reporter_ref) == ("Info Mojokerto", "-5")
    assert found.report.opens is False


def test_what_another_program_says_waits() -> None:
    author: dict[str, Any] = {"from": {"id": 42, "is_bot": True}}
    assert said(text="kebakaran", **author).report.opens is False


def test_a_button_is_what_stands_on_it() -> None:
    keys = [[{"text": "Darurat", "callback_data": "d1"}, {"text": "Bukan", "callback_data": "d2"}]]
    message = {"message_id": 5, "chat": {"id": 42}, "reply_markup": {"inline_keyboard": keys}}
    query = {"id": "900", "from": {"id": 42}, "message": message, "data": "d2"}
    found = one({"update_id": 1, "callback_query": query})
    assert isinstance(found, Message)
    assert (found.report.text, found.report.external_id) == ("Bukan", "callback:900")
    assert (found.conversation_id, found.reply_to) == ("42", "42:5")


def test_messages_that_a_customer_deletes_are_amended_one_by_one() -> None:
    value = {"business_connection_id": "b", "chat": {"id": 42}, "message_ids": [1, 2]}
    found = parse({"update_id": 1, "deleted_business_messages": value})
    gone = [(item.is_delete, item.reply_to) for item in found if isinstance(item, Message)]
    assert gone == [(True, "42:1"), (True, "42:2")]


@pytest.mark.parametrize(
    "told",
    [
        telegram_update(text="/start"),
        telegram_update(text="/start@curhat_bot"),
        telegram_update(new_chat_members=[{"id": 1}]),
        telegram_update(pinned_message={"message_id": 1}),
        telegram_update("business_message", chat={"id": 43}, text="baik, kami bantu"),
        {"update_id": 1, "message_reaction": {"chat": {"id": 1}}},
        {"update_id": 1, "poll_answer": {"poll_id": "1"}},
        {"update_id": 1, "inline_query": {"id": "1", "query": "x"}},
        {"update_id": 1, "my_chat_member": {"chat": {"type": "private"}}},
        {"update_id": 1, "business_connection": {"id": "b", "is_enabled": True}},
    ],
)
def test_what_says_nothing_is_counted(told: dict[str, Any]) -> None:
    assert isinstance(one(told), Ignored)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (
            "my_chat_member",
            {"chat": GROUP, "new_chat_member": {"status": "kicked"}},
            "telegram.my_chat_member.kicked",
        ),
        (
            "business_connection",
            {"id": "b", "is_enabled": False},
            "telegram.business_connection.disabled",
        ),
        ("tomorrow", {"x": 1}, "telegram.tomorrow"),
    ],
)
def test_what_befalls_the_bot_is_told_to_people(kind: str, value: Any, code: str) -> None:
    found = one({"update_id": 1, kind: value})
    assert isinstance(found, Notice)
    assert found.code == code


def test_a_kind_of_tomorrow_in_the_shape_of_a_message_is_a_report() -> None:
    found = said("holo_message", text="tolong")
    assert (found.report.text, found.report.flags) == ("tolong", ("message.unknown_kind",))


@pytest.mark.parametrize("told", [7, "x", {}, {"update_id": 1}, {"message": 7}, [[]]])
def test_what_is_no_update_is_kept(told: Any) -> None:
    assert isinstance(one(told), Unparsable)


def test_a_list_of_updates_is_read_as_it_is_fetched_too() -> None:
    updates = [telegram_update(text="a"), 7, telegram_update(text="b", message_id=2)]
    for told in (updates, {"ok": True, "result": updates}):
        assert [type(item) for item in parse(told)] == [Message, Unparsable, Message]


def test_every_sample_is_understood(real_data: Path) -> None:
    found = parse(
        json.loads((real_data / "samples/telegram/constructed-updates.json").read_bytes())
    )
    reports = [item.report for item in found if isinstance(item, Message)]
    assert [report.text for report in reports] == ["tolong ada kebakaran", "", "asap hitam", ""]
    assert [report.lat for report in reports] == [None, -7.4722, None, -7.4723]
    assert len(found) == 4
