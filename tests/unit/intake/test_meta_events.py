"""What is said in conversations of a page and of an Instagram account, kind by kind."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from intake.channels.base import Adapter
from intake.channels.instagram.adapter import InstagramAdapter
from intake.channels.messenger.adapter import MessengerAdapter
from intake.pipeline.items import Ignored, Item, Message, Notice, Unparsable
from tests.contract.ways import SENT, meta_body, meta_event

AT = datetime.fromtimestamp(SENT + 20, UTC)
ADAPTERS: dict[str, Adapter] = {"page": MessengerAdapter(), "instagram": InstagramAdapter()}
PERSON, ACCOUNT = "7234567890123456", "1906385232743851"


def parse(body: Any, kind: str = "page") -> list[Item]:
    raw = json.dumps(body).encode()
    return list(ADAPTERS[kind].parse(raw, received_at=AT, sender="x"))


def event(kind: str = "page", **told: Any) -> Item:
    [item] = parse(meta_body(kind, meta_event(**told)), kind)
    return item


def said(kind: str = "page", **message: Any) -> Message:
    item = event(kind, message={"mid": "m_1"} | message)
    assert isinstance(item, Message)
    return item


def attached(kind: str, payload: Any, **more: Any) -> dict[str, Any]:
    return {"attachments": [{"type": kind, "payload": payload} | more]}


def change(field: str, value: Any, kind: str = "page") -> Item:
    [item] = parse(meta_body(kind, changes=[{"field": field, "value": value}]), kind)
    return item


def posted(kind: str = "page", field: str = "feed", **value: Any) -> Message:
    whole = {"from": {"id": PERSON, "name": "Warga"}, "created_time": SENT} | value
    item = change(field, whole, kind)
    assert isinstance(item, Message)
    return item


def test_a_message_is_known_by_its_id_and_its_sender_by_the_page_s() -> None:
    found = said(text="kebakaran di Sinoman", reply_to={"mid": "m_0"})
    report = found.report
    assert (report.external_id, report.reporter_ref, report.text) == (
        "m_1",
        PERSON,
        "kebakaran di Sinoman",
    )
    assert (found.conversation_id, found.reply_to) == (f"{ACCOUNT}:{PERSON}", "m_0")
    assert report.occurred_at == datetime.fromtimestamp(SENT, UTC)
    assert (report.flags, report.opens, report.reporter_phone) == ((), None, None)


@pytest.mark.parametrize(
    ("message", "text", "kinds", "flags"),
    [
        (attached("image", {"url": "https://cdn.test/1"}), "[foto]", ["image"], ("media.look",)),
        (attached("audio", {"url": "https://cdn.test/1"}), "[rekaman suara]", ["audio"], None),
        (attached("file", {"url": "https://cdn.test/1"}), "[berkas]", ["file"], ("media.look",)),
        (attached("image", None), "[foto]", ["image"], ("media.look",)),
        (attached("image", {"url": "u"}) | {"text": "asap"}, "asap", ["image"], ()),
        (
            {"attachments": [{"type": t, "payload": {"url": "u"}} for t in ("image", "sticker")]},
            "[foto]",
            ["image"],
            ("media.look",),
        ),
        (attached("ig_reel", {"url": "u", "title": "banjir"}), "banjir", ["video"], ()),
        (attached("share", {"url": "u"}), "[berkas]", ["file"], ("media.look",)),
        (
            attached("story_mention", {"url": "u"}),
            "[cerita yang menyebut kita]",
            ["story"],
            ("media.look", "message.story"),
        ),
        (
            {"text": "bagus", "reply_to": {"story": {"id": "1", "url": "u"}}},
            "bagus",
            [],
            ("message.story",),
        ),
        (attached("fallback", {"url": "https://x.test"}, title="Berita"), None, [], ()),
        (
            attached("template", {"elements": [{"title": "Lapor", "subtitle": "112"}]}),
            "Lapor\n112",
            [],
            (),
        ),
        ({"quick_reply": {"payload": "KEBAKARAN"}}, "KEBAKARAN", [], ()),
        ({"is_unsupported": True}, "", [], ("message.unsupported",)),
        ({"hologram": {"caption": "tolong"}}, "tolong", [], ("message.unknown_kind",)),
        ({}, "", [], ("message.unknown_kind",)),
    ],
)
@pytest.mark.parametrize("kind", ADAPTERS)
def test_every_kind_of_message_is_a_report(
    kind: str,
    message: dict[str, Any],
    text: str | None,
    kinds: list[str],
    flags: tuple[str, ...] | None,
) -> None:
    found = said(kind, **message)
    assert text is None or found.report.text == text
    assert [part.kind for part in found.media] == kinds
    assert flags is None or found.report.flags == flags


@pytest.mark.parametrize(
    ("title", "address"), [("Pinned Location", None), ("Pasar Tanjung", "Pasar Tanjung")]
)
def test_a_pin_is_a_position(title: str, address: str | None) -> None:
    pin = attached("location", {"coordinates": {"lat": -7.4716, "long": 112.4401}}, title=title)
    report = said(**pin).report
    assert (report.lat, report.lon, report.location_method) == (-7.4716, 112.4401, "pin")
    assert (report.address, report.opens, report.flags) == (address, None, ())


def test_a_swapped_pin_is_flagged_and_not_used() -> None:
    pin = attached("location", {"coordinates": {"lat": 112.4401, "long": -7.4716}})
    report = said(**pin).report
    assert (report.lat, report.flags, report.opens) == (None, ("location.swapped",), False)


def test_a_button_is_what_stands_on_it() -> None:
    found = event(postback={"mid": "m_2", "title": "Lapor", "payload": "LAPOR"})
    assert isinstance(found, Message)
    assert (found.report.text, found.report.external_id, found.kind) == ("Lapor", "m_2", "postback")


@pytest.mark.parametrize("kind", ADAPTERS)
def test_an_edit_and_a_deletion_name_what_they_change_and_open_nothing(kind: str) -> None:
    edit = event(kind, message_edit={"mid": "m_1", "text": "di gang 2", "num_edit": 1})
    gone = said(kind, is_deleted=True)
    assert isinstance(edit, Message)
    assert (edit.is_edit, edit.reply_to, edit.report.text) == (True, "m_1", "di gang 2")
    assert (gone.is_delete, gone.reply_to) == (True, "m_1")
    assert (edit.report.opens, gone.report.opens) == (False, False)
    assert len({edit.report.external_id, gone.report.external_id, "m_1"}) == 3


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"message": {"mid": "m", "is_echo": True, "text": "baik"}}, "message.echo"),
        ({"sender": {"id": ACCOUNT}, "message": {"mid": "m", "text": "baik"}}, "message.echo"),
        ({"delivery": {"mids": ["m"], "watermark": 1}}, "message.delivery"),
        ({"read": {"watermark": 1}}, "message.read"),
        ({"reaction": {"mid": "m", "action": "react"}}, "message.reaction"),
        ({"referral": {"ref": "x"}}, "message.referral"),
        ({"pass_thread_control": {"new_owner_app_id": "1"}}, "message.pass_thread_control"),
    ],
)
def test_what_says_nothing_is_counted(told: dict[str, Any], code: str) -> None:
    found = event(**told)
    assert isinstance(found, Ignored)
    assert found.code == code


def test_a_page_that_is_blocked_is_told_to_people() -> None:
    found = event(policy_enforcement={"action": "block", "reason": "spam"})
    assert isinstance(found, Notice)
    assert found.code == "messenger.policy_enforcement.block"


@pytest.mark.parametrize("kind", ADAPTERS)
def test_conversations_that_another_app_answers_and_events_among_changes_are_read(
    kind: str,
) -> None:
    told = meta_event(message={"mid": "m_1", "text": "tolong"})
    [standby] = parse(meta_body(kind, standby=[told]), kind)
    among = change("messages", told, kind)
    [direct] = parse([meta_body(kind, field="messages", value=told)], kind)
    reports = [item.report for item in (standby, among, direct) if isinstance(item, Message)]
    assert [report.text for report in reports] == ["tolong"] * 3


def test_a_comment_waits_for_a_person_beside_the_private_conversation() -> None:
    found = posted(item="comment", verb="add", comment_id="9_1", parent_id="9", message="banjir")
    report = found.report
    assert (report.external_id, report.text, report.reporter_name) == ("9_1", "banjir", "Warga")
    assert (report.opens, report.flags) == (False, ("message.public",))
    assert (found.conversation_id, found.reply_to) == (f"{ACCOUNT}:public:{PERSON}", "9")


@pytest.mark.parametrize(
    ("verb", "is_edit", "is_delete"), [("edited", True, False), ("remove", False, True)]
)
def test_a_comment_that_is_changed_names_itself(
    verb: str, *, is_edit: bool, is_delete: bool
) -> None:
    found = posted(item="comment", verb=verb, comment_id="9_1", message="banjir surut")
    assert (found.is_edit, found.is_delete, found.reply_to) == (is_edit, is_delete, "9_1")
    assert found.report.external_id != "9_1"


def test_a_post_brings_its_pictures_and_a_review_its_words() -> None:
    post = posted(item="photo", verb="add", post_id="9", photo_id="7", link="https://cdn.test/p")
    review = posted(field="ratings", item="rating", verb="add", review_text="jalan rusak")
    assert [(part.kind, part.external_ref) for part in post.media] == [
        ("image", "https://cdn.test/p")
    ]
    assert review.report.text == "jalan rusak"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"item": "reaction", "verb": "add"}, "message.reaction"),
        ({"item": "comment", "verb": "hide", "comment_id": "9"}, "message.reaction"),
        ({"item": "comment", "verb": "add", "from": {"id": ACCOUNT}}, "message.echo"),
    ],
)
def test_likes_and_the_page_s_own_words_are_counted(value: dict[str, Any], code: str) -> None:
    found = change("feed", value)
    assert isinstance(found, Ignored)
    assert found.code == code


@pytest.mark.parametrize("kind", ADAPTERS)
def test_a_field_of_tomorrow_is_told_to_people(kind: str) -> None:
    found = change("account_restricted", {"event": "BLOCKED"}, kind)
    assert isinstance(found, Notice)
    assert found.code.endswith(".account_restricted.blocked")


@pytest.mark.parametrize("field", ["comments", "live_comments"])
def test_a_comment_on_instagram_waits(field: str) -> None:
    person = {"id": "2055", "username": "warga_mjk"}
    value = {"id": "17", "text": "jalan berlubang", "from": person, "media": {"id": "5"}}
    found = change(field, value, "instagram")
    assert isinstance(found, Message)
    assert (found.report.external_id, found.report.reporter_name) == ("17", "warga_mjk")
    assert found.report.occurred_at == datetime.fromtimestamp(SENT, UTC)
    assert (found.report.opens, "message.public" in found.report.flags) == (False, True)


def test_a_mention_on_instagram_says_where_to_look() -> None:
    found = change("mentions", {"media_id": "5", "comment_id": "17"}, "instagram")
    assert isinstance(found, Message)
    assert (found.report.text, found.report.external_id) == ("[menyebut kita]", "mention:17")
    assert {"message.mention", "message.public"} <= set(found.report.flags)
    assert found.reply_to == "5"


@pytest.mark.parametrize("kind", ADAPTERS)
@pytest.mark.parametrize("broken", [7, None, "x", []])
def test_a_broken_neighbour_costs_nothing(kind: str, broken: Any) -> None:
    good = meta_event(message={"mid": "m_1", "text": "tolong"})
    found = parse(meta_body(kind, broken, good), kind)
    assert [type(item) for item in found] == [Unparsable, Message]


def test_every_sample_is_understood(real_data: Path) -> None:
    found = {
        path.name: parse(json.loads(path.read_bytes()), kind)
        for kind, folder in (("page", "messenger"), ("instagram", "instagram"))
        for path in sorted((real_data / "samples" / folder).glob("*.json"))
    }
    texts = {
        name: [item.report.text for item in items if isinstance(item, Message)]
        for name, items in found.items()
    }
    assert texts == {
        "constructed-comment-and-mention.json": ["jalan berlubang min", "[menyebut kita]"],
        "constructed-dm-text.json": ["Pohon tumbang Jl. Gajah Mada"],
        "constructed-page-feed-comment.json": ["banjir depan SMPN 1"],
        "constructed-text-and-image.json": [
            "Ada kebakaran di Jl. Benteng Pancasila",
            "[foto]",
            "Lapor",
        ],
    }
    assert not [item for items in found.values() for item in items if isinstance(item, Unparsable)]
