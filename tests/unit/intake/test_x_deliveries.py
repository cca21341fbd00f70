"""What X delivers by its three webhooks, and files of posts, kind by kind."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dispatch.transports.x import challenge_answer, has_valid_signature
from intake.channels.x.adapter import XAdapter
from intake.pipeline.items import Ignored, Item, Message, Notice, Unparsable
from tests.contract.ways import SENT, x_message

AT = datetime.fromtimestamp(SENT + 20, UTC)
WRITTEN = datetime.fromtimestamp(SENT, UTC)
OLD_TIME, NEW_TIME = WRITTEN.strftime("%a %b %d %H:%M:%S +0000 %Y"), WRITTEN.isoformat()
USER = {"id_str": "123", "name": "Warga", "screen_name": "warga_mjk"}
POST = {"id_str": "1999", "created_at": OLD_TIME, "text": "banjir di Meri", "user": USER}
NEW = {"id": "1999", "created_at": NEW_TIME, "text": "banjir di Meri", "author_id": "123"}
POINT = {"type": "Point", "coordinates": [112.4401, -7.4716]}


def parse(told: Any) -> list[Item]:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return list(XAdapter().parse(body, received_at=AT))


def activity(**events: Any) -> list[Item]:
    return parse({"for_user_id": "2244"} | events)


def posted(**post: Any) -> Message:
    [item] = activity(tweet_create_events=[POST | post])
    assert isinstance(item, Message)
    return item


def direct(**data: Any) -> Message:
    [item] = parse(x_message(**data))
    assert isinstance(item, Message)
    return item


def test_a_post_waits_and_is_known_by_its_id() -> None:
    found = posted(in_reply_to_status_id_str="1")
    report = found.report
    assert (report.external_id, report.text) == ("1999", "banjir di Meri")
    assert (report.reporter_ref, report.reporter_name) == ("123", "Warga (@warga_mjk)")
    assert (report.occurred_at, report.opens) == (WRITTEN, False)
    assert (found.conversation_id, found.reply_to) == ("2244:public:123", "1")
    assert report.flags == ("message.public",)


@pytest.mark.parametrize(
    ("post", "text"),
    [
        ({"truncated": True, "extended_tweet": {"full_text": "panjang"}}, "panjang"),
        ({"text": "a &amp; b &lt;3"}, "a & b <3"),
        ({"text": "", "full_text": "penuh"}, "penuh"),
        ({"note_tweet": {"text": "panjang sekali"}}, "panjang sekali"),
        ({"quoted_status": {"text": "asap"}}, "banjir di Meri\nasap"),
        (
            {
                "text": "di https://t.co/x",
                "entities": {"urls": [{"url": "https://t.co/x", "expanded_url": "https://m.test"}]},
            },
            "di https://m.test",
        ),
    ],
)
def test_the_whole_of_the_words_is_read(post: dict[str, Any], text: str) -> None:
    assert posted(**post).report.text == text


def test_what_is_repeated_is_second_hand() -> None:
    report = posted(text="RT @a: api...", retweeted_status={"full_text": "api besar"}).report
    assert (report.text, report.is_forwarded) == ("api besar", True)


def test_a_place_is_read_as_geojson_has_it() -> None:
    report = posted(coordinates=POINT, place={"full_name": "Mojokerto"}).report
    assert (report.lat, report.lon, report.address) == (-7.4716, 112.4401, "Mojokerto")


def test_an_edited_post_amends_the_version_before() -> None:
    found = posted(edit_history={"edit_tweet_ids": ["1998", "1999"]})
    assert (found.is_edit, found.reply_to, found.report.external_id) == (True, "1998", "1999")
    assert posted(edit_history={"edit_tweet_ids": ["1999"]}).is_edit is False


def test_pictures_are_kept_once_each() -> None:
    picture = {"type": "photo", "media_url_https": "https://p.test/1"}
    found = posted(entities={"media": [picture]}, extended_entities={"media": [picture, picture]})
    assert [(part.kind, part.external_ref) for part in found.media] == [
        ("image", "https://p.test/1")
    ]


def test_a_direct_message_is_a_report_with_its_sender() -> None:
    found = direct(text="kecelakaan jl bypass")
    report = found.report
    assert (report.external_id, report.text) == ("dm:1999", "kecelakaan jl bypass")
    assert (report.reporter_name, found.conversation_id) == ("Warga (@warga_mjk)", "2244:123")
    assert (report.occurred_at, report.flags, report.opens) == (WRITTEN, (), None)


def test_a_direct_message_brings_a_pin_a_picture_and_a_choice() -> None:
    shared = {"type": "shared_coordinate", "shared_coordinate": {"coordinates": POINT}}
    pin = direct(attachment={"type": "location", "location": shared}).report
    media = {"type": "photo", "media_url_https": "https://p.test/1"}
    picture = direct(attachment={"type": "media", "media": media})
    choice = direct(quick_reply_response={"type": "options", "metadata": "KEBAKARAN"}).report
    assert (pin.lat, pin.lon, pin.opens) == (-7.4716, 112.4401, None)
    assert (picture.report.text, picture.media[0].kind) == ("[foto]", "image")
    assert choice.text == "KEBAKARAN"
    assert direct(hologram={"caption": "tolong"}).report.flags == ("message.unknown_kind",)


@pytest.mark.parametrize(
    "events",
    [
        {"tweet_create_events": [POST | {"user": {"id_str": "2244"}}]},
        {"tweet_create_events": [POST | {"retweeted_status": {"user": {"id_str": "2244"}}}]},
        {"favorite_events": [{"id": "1"}]},
        {"follow_events": [{"type": "follow"}]},
        {"direct_message_indicate_typing_events": [{"sender_id": "123"}]},
        {"direct_message_mark_read_events": [{"sender_id": "123"}]},
        {"tweet_delete_events": [{"status": {"id": "1", "user_id": "2244"}}]},
        {"direct_message_events": []},
        {"data": {"event_type": "like.create", "payload": {"id": "1"}}},
        {"data": {"event_type": "dm.sent", "payload": {"text": "baik", "sender_id": "2244"}}},
        {"data": {"event_type": "profile.update.bio", "payload": {"after": "x"}}},
    ],
)
def test_what_says_nothing_is_counted(events: dict[str, Any]) -> None:
    assert [type(item) for item in activity(**events)] == [Ignored]


def test_a_post_that_is_taken_back_names_itself() -> None:
    event = {"status": {"id": "1999", "user_id": "123"}, "timestamp_ms": str(SENT * 1000)}
    [found] = activity(tweet_delete_events=[event])
    assert isinstance(found, Message)
    assert (found.is_delete, found.reply_to, found.report.opens) == (True, "1999", False)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"user_event": {"revoke": {"date_time": "x"}}}, "x.user_event.revoke"),
        ({"errors": [{"title": "operational-disconnect"}]}, "x.errors"),
        ({"data": {"event_type": "oauth.revoke", "payload": {"x": 1}}}, "x.activity.oauth_revoke"),
        ({"hologram_events": [{"x": 1}]}, "x.hologram_events.x"),
    ],
)
def test_what_befalls_the_app_is_told_to_people(told: dict[str, Any], code: str) -> None:
    [found] = parse(told)
    assert isinstance(found, Notice)
    assert found.code == code


def test_the_newer_interfaces_say_the_same() -> None:
    user = {"id": "123", "name": "Warga", "username": "warga_mjk"}
    picture = {"media_key": "3_1", "type": "photo", "url": "https://p.test/1"}
    included = {"users": [user], "media": [picture], "places": [{"id": "p", "full_name": "Meri"}]}
    more = {"geo": {"place_id": "p", "coordinates": POINT}, "attachments": {"media_keys": ["3_1"]}}
    stream = {"data": NEW | more, "includes": included, "matching_rules": [{"id": "1"}]}
    event = {"event_type": "post.create", "payload": NEW | more, "includes": included}
    nested = {"event_type": "post.create", "payload": {"data": NEW | more, "includes": included}}
    for told in (stream, {"data": event}, {"data": nested}):
        [found] = parse(told)
        assert isinstance(found, Message)
        report = found.report
        assert (report.external_id, report.text, report.lat) == ("1999", "banjir di Meri", -7.4716)
        assert (report.reporter_name, report.address) == ("Warga (@warga_mjk)", "Meri")
        assert (report.occurred_at, found.media[0].external_ref) == (WRITTEN, "https://p.test/1")


def test_a_direct_message_of_the_newer_interfaces_is_one_too() -> None:
    told = {"id": "7", "event_type": "MessageCreate", "text": "tolong", "sender_id": "123"}
    told |= {"created_at": NEW_TIME, "dm_conversation_id": "123-2244"}
    received = {"event_type": "dm.received", "filter": {"user_id": "2244"}, "payload": told}
    for document in ({"data": [told]}, {"data": told}, {"data": received}):
        [found] = parse(document)
        assert isinstance(found, Message)
        assert (found.report.text, found.report.external_id) == ("tolong", "dm:7")
        assert (found.report.reporter_ref, found.report.opens) == ("123", None)


def test_files_are_read_as_lists_as_lines_and_as_an_archive() -> None:
    archive = b"window.YTD.tweets.part0 = " + json.dumps([{"tweet": POST}]).encode()
    rows = json.dumps(POST).encode() + b"\nnot one\n" + json.dumps(POST | {"id_str": "2"}).encode()
    talk = {
        "messageCreate": {"id": "1", "senderId": "123", "text": "tolong", "createdAt": NEW_TIME}
    }
    told = {"dmConversation": {"conversationId": "1-2", "messages": [talk]}}
    assert [type(item) for item in parse([POST, 7])] == [Message, Unparsable]
    assert [type(item) for item in parse(rows)] == [Message, Unparsable, Message]
    assert [type(item) for item in parse(archive)] == [Message]
    assert [type(item) for item in parse([told])] == [Message]


def test_every_sample_and_signature_is_right(real_data: Path) -> None:
    folder = real_data / "samples" / "x"
    crc = json.loads((folder / "constructed-crc.json").read_bytes())
    body = (folder / "constructed-tweet-create.json").read_bytes()
    told = (folder / "constructed-tweet-create.signature.txt").read_text().splitlines()[0]
    secret, header = crc["consumer_secret_for_test"], told.partition(": ")[2]
    assert challenge_answer(secret, "crc-token-abc123") == crc["expected_body"]["response_token"]
    assert has_valid_signature(secret, body, header)
    assert not has_valid_signature(secret, body + b" ", header)
    assert not has_valid_signature("", body, header)
    [post], [dm] = parse(body), parse((folder / "constructed-dm.json").read_bytes())
    assert isinstance(post, Message)
    assert isinstance(dm, Message)
    assert (post.report.text, dm.report.text) == (
        "@curhatningita banjir di Meri",
        "min lapor kecelakaan jl bypass",
    )
