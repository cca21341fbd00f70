import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.channels.base import Adapter
from intake.channels.whatsapp.adapter import WhatsAppAdapter
from intake.pipeline.items import Ignored, Item, Message, Notice, Renamed, Unparsable

FIXTURES = json.loads(
    (Path(__file__).parents[2] / "intake/channels/whatsapp/fixtures/webhooks.json").read_text(
        encoding="utf-8"
    )
)
AT = datetime.fromtimestamp(1797063000, UTC) + timedelta(seconds=20)
ADAPTER: Adapter = WhatsAppAdapter()


def parse(name: str, at: datetime = AT) -> list[Item]:
    return list(
        ADAPTER.parse(
            json.dumps(FIXTURES[name]).encode(), received_at=at, sender="channel:whatsapp"
        )
    )


def message(name: str, at: datetime = AT) -> Message:
    (item,) = parse(name, at)
    assert isinstance(item, Message)
    return item


def test_a_text_is_a_report_with_its_sender() -> None:
    found = message("text")
    report = found.report
    assert (report.channel, report.external_id, report.text) == (
        "whatsapp",
        "wamid.TEST1",
        "Tulung omah kobong nang Sinoman",
    )
    assert (report.reporter_name, report.reporter_phone, report.reporter_ref) == (
        "Bu Warga",
        "+628120000001",
        "ID.900001",
    )
    assert (report.flags, report.opens, report.received_at) == ((), None, AT)
    assert found.conversation_id == "900000000000112:ID.900001"
    assert json.loads(report.raw or b"") == FIXTURES["text"]


def test_a_pin_is_a_position_and_a_chosen_place_an_address() -> None:
    pin, place = message("pin").report, message("place").report
    assert (pin.lat, pin.lon, pin.location_method, pin.address) == (-7.4716, 112.4401, "pin", None)
    assert place.address == "Pasar Tanjung, Jl. Residen Pamuji"


def test_a_swapped_pin_is_flagged_and_not_used() -> None:
    report = message("pin_swapped").report
    assert (report.lat, report.flags) == (None, ("location.swapped",))


def test_media_stay_references_with_their_caption() -> None:
    picture, voice = message("picture"), message("voice")
    assert (picture.report.text, picture.media[0].external_ref, picture.report.has_media) == (
        "pohon tumbang di jalan",
        "M1",
        True,
    )
    assert (voice.report.text, voice.report.opens, voice.kind) == ("[pesan suara]", False, "audio")
    assert voice.report.flags == ("media.listen",)
    assert voice.whole().media == (
        {"ref": "M2", "kind": "voice", "mime": "audio/ogg; codecs=opus"},
    )


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("forwarded", ("forwarded", "frequently_forwarded")),
        ("live_location", ("whatsapp.unsupported",)),
        ("new_kind", ("whatsapp.unknown_type",)),
        ("edited", ("whatsapp.edit",)),
        ("taken_back", ("whatsapp.revoke",)),
        ("user_name_only", ("whatsapp.no_number",)),
    ],
)
def test_odd_messages_are_reports_with_flags(name: str, flags: tuple[str, ...]) -> None:
    assert message(name).report.flags == flags


def test_edits_and_deletions_append_and_open_nothing() -> None:
    edited, taken_back = message("edited"), message("taken_back")
    assert (edited.is_edit, edited.reply_to, edited.report.text, edited.report.opens) == (
        True,
        "wamid.TEST1",
        "di Sinoman gang 2",
        False,
    )
    assert (taken_back.is_delete, taken_back.reply_to) == (True, "wamid.TEST1")


def test_contacts_and_buttons_have_words() -> None:
    assert message("contact").report.text == "Pak RT 0812-0000-0002"
    assert message("button").report.text == "Ya, darurat"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("reaction", "whatsapp.reaction"),
        ("receipt", "whatsapp.status"),
        ("number_changed", "whatsapp.system"),
    ],
)
def test_what_is_no_report_is_counted(name: str, code: str) -> None:
    (item,) = parse(name)
    assert isinstance(item, Ignored)
    assert item.code == code


def test_a_broken_message_is_a_report_too_and_does_not_take_its_neighbours_down() -> None:
    first, broken, last = parse("three_of_them_one_broken")
    assert isinstance(first, Message)
    assert isinstance(last, Message)
    assert isinstance(broken, Message)
    assert (first.report.text, last.report.text) == ("maling", "gelut")
    assert (broken.report.text, "whatsapp.no_id" in broken.report.flags) == (
        "no id, wrong text",
        True,
    )
    assert json.loads(first.report.raw or b"")["id"] == "wamid.TEST16"


def one(message: dict[str, Any], **contact: Any) -> Message:
    whole = {"id": "wamid.X", "from": "628120000001", "timestamp": "1797063000"} | message
    value = {
        "metadata": {"phone_number_id": "900000000000112"},
        "contacts": [{"profile": {"name": "Bu Warga"}, "wa_id": "628120000001"} | contact],
        "messages": [whole],
    }
    (item,) = change("messages", value)
    assert isinstance(item, Message)
    return item


def change(field: str, value: Any) -> list[Item]:
    entry = {"id": "1", "changes": [{"field": field, "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    return list(ADAPTER.parse(body, received_at=AT, sender="channel:whatsapp"))


def test_the_answers_of_a_form_are_the_text() -> None:
    answers = {
        "screen_0_Jenis_0": "0_Kebakaran",
        "screen_0_Lokasi_1": "Jl. Gajah Mada 151",
        "flow_token": "unused",
    }
    reply = {
        "type": "nfm_reply",
        "nfm_reply": {"body": "Sent", "response_json": json.dumps(answers)},
    }
    report = one({"type": "interactive", "interactive": reply}).report
    assert report.text == "Jenis: Kebakaran\nLokasi: Jl. Gajah Mada 151"
    assert (report.address, report.opens) == ("Jl. Gajah Mada 151", None)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"type": "ephemeral", "errors": [{"code": 131051}]}, ""),
        (
            {"type": "ephemeral", "text": {"body": "tolong rumah saya kebakaran"}},
            "tolong rumah saya kebakaran",
        ),
        (
            {"type": "unsupported", "unsupported": {"type": "poll", "caption": "tolong kebakaran"}},
            "tolong kebakaran",
        ),
        (
            {
                "type": "order",
                "order": {
                    "text": "tolong",
                    "product_items": [{"quantity": 3, "product_retailer_id": "PERAHU"}],
                },
            },
            "tolong\n3 x PERAHU",
        ),
        ({"type": "image", "image": {"id": "P1"}}, "[foto]"),
        ({"type": "hologram", "hologram": {"caption": "banjir di sini"}}, "banjir di sini"),
        ({"type": "text", "text": ["wrong", "kebakaran pasar"]}, "wrong\nkebakaran pasar"),
    ],
)
def test_every_kind_is_a_report_with_its_words(message: dict[str, Any], text: str) -> None:
    report = one(message).report
    assert (report.text, report.external_id) == (text, "wamid.X")


def test_a_number_that_was_asked_for_is_the_reporters() -> None:
    contact = {"origin": "contact_request", "phones": [{"phone": "+62 812-0000-0009"}]}
    report = one({"type": "contacts", "contacts": [contact]}, wa_id=None, user_id="ID.7").report
    assert (report.reporter_phone, report.text) == ("+62 812-0000-0009", "")


def test_a_sender_with_a_user_name_is_known_by_his_id() -> None:
    value = {
        "metadata": {"phone_number_id": "9"},
        "contacts": [{"profile": {"name": "Siti", "username": "siti"}, "user_id": "ID.7"}],
        "messages": [
            {
                "id": "w1",
                "from_user_id": "ID.7",
                "timestamp": "1797063000",
                "type": "text",
                "text": {"body": "tolong"},
            }
        ],
    }
    (item,) = change("messages", value)
    assert isinstance(item, Message)
    assert (item.report.reporter_ref, item.conversation_id) == ("ID.7", "9:ID.7")
    assert (item.report.reporter_name, item.report.reporter_phone) == ("Siti (@siti)", None)


def test_a_change_of_number_carries_the_conversation_on() -> None:
    system = {"type": "user_changed_number", "wa_id": "628129999999", "body": "changed"}
    value = {
        "metadata": {"phone_number_id": "9"},
        "messages": [{"id": "w1", "from": "628120000001", "type": "system", "system": system}],
    }
    assert change("messages", value) == [
        Renamed(was=("9:628120000001",), conversation_id="9:628129999999", phone="+628129999999")
    ]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("account_update", {"event": "DISABLED_UPDATE"}, "whatsapp.account_update.disabled_update"),
        ("account_update", {"event": "PARTNER_REMOVED"}, "whatsapp.account_update.partner_removed"),
        (
            "phone_number_quality_update",
            {"current_limit": "TIER_50"},
            "whatsapp.phone_number_quality_update",
        ),
        ("brand new field!", {"x": 1}, "whatsapp.unknown"),
        ("messages", {"errors": [{"code": 131000}]}, "whatsapp.errors"),
    ],
)
def test_what_the_channel_says_about_itself_is_a_notice(field: str, value: Any, code: str) -> None:
    (item,) = change(field, value)
    assert isinstance(item, Notice)
    assert item.code == code


def test_a_voice_call_wants_a_call_back() -> None:
    call = {
        "id": "wacid.1",
        "from": "628120000001",
        "event": "connect",
        "direction": "USER_INITIATED",
    }
    (item,) = change("calls", {"metadata": {"phone_number_id": "9"}, "calls": [call]})
    assert isinstance(item, Message)
    assert (item.report.reporter_phone, item.report.external_id) == (
        "+628120000001",
        "call:wacid.1",
    )
    assert {"whatsapp.call", "call_back.wanted"} <= set(item.report.flags)


def test_age_is_shown_and_an_old_message_opens_nothing() -> None:
    assert message("text", AT + timedelta(minutes=20)).report.flags == ("message.late",)
    old = message("text", AT + timedelta(days=2)).report
    assert (old.flags, old.opens) == (("message.old",), False)
    assert message("text", AT - timedelta(hours=1)).report.flags == ("time.future",)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"object":"page"}',
        b'{"object":"whatsapp_business_account","entry":[1]}',
        b"\xff\xfe",
    ],
)
def test_what_nobody_can_read_is_kept_whole(body: bytes) -> None:
    items = ADAPTER.parse(body, received_at=AT, sender="channel:whatsapp")
    assert [type(item) for item in items] == [Unparsable]
    assert all(isinstance(item, Unparsable) and item.body == body and item.reason for item in items)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.integers(-(2**60), 2**60)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["body", "id", "from", "text", "type", "latitude", "profile"]), inner
        )
    ),
    max_leaves=8,
)


@given(
    JSON,
    JSON,
    JSON,
    st.sampled_from(
        [
            "text",
            "location",
            "context",
            "contacts",
            "errors",
            "timestamp",
            "id",
            "type",
            "edit",
            "image",
        ]
    ),
)
def test_no_shape_raises(value: Any, contacts: Any, statuses: Any, member: str) -> None:
    one = {"id": "w", "from": "62812", "timestamp": "1797063000", "type": "text", member: value}
    change = {
        "field": "messages",
        "value": {
            "messages": [one, value],
            "contacts": contacts,
            "statuses": statuses,
            "metadata": value,
        },
    }
    for entry in ({"id": "1", "changes": [change, value]}, value):
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        items = ADAPTER.parse(body, received_at=AT, sender="channel:whatsapp")
        assert items
        assert all(
            isinstance(item, Message | Unparsable | Ignored | Notice | Renamed) for item in items
        )
