"""Who speaks, in which conversation, about which earlier message, and since when."""

from typing import Any

import pytest

from intake.channels.whatsapp.message import Person, people_of
from intake.pipeline.items import Ignored, Message, Renamed, Unparsable
from tests.unit.intake.whatsapp.deliveries import CONTACT, NUMBER, SENT, change, deliver, one

TEXT = {"type": "text", "text": {"body": "tolong"}}


@pytest.mark.parametrize(
    ("contact", "keys", "person"),
    [
        (CONTACT, [NUMBER], Person("Bu Sri", "")),
        (CONTACT | {"user_id": "ID.7"}, [NUMBER, "ID.7"], Person("Bu Sri", "ID.7")),
        ({"user_id": "ID.7", "profile": {"username": "sri"}}, ["ID.7"], Person("(@sri)", "ID.7")),
        (
            {"wa_id": 628, "profile": {"name": "Sri", "username": "s"}},
            ["628"],
            Person("Sri (@s)", ""),
        ),
        ({"profile": {"name": "Sri"}}, [], None),
        ({"wa_id": NUMBER, "profile": "Sri"}, [NUMBER], Person("", "")),
        ("Sri", [], None),
    ],
)
def test_a_person_is_known_by_number_and_by_id(
    contact: Any, keys: list[str], person: Person | None
) -> None:
    found = people_of({"contacts": [contact]})
    assert list(found) == keys
    assert set(found.values()) == ({person} if person else set())


@pytest.mark.parametrize(
    ("message", "contacts", "phone", "ref", "conversation"),
    [
        ({}, [CONTACT], f"+{NUMBER}", NUMBER, f"9:{NUMBER}"),
        ({"from": f"+{NUMBER}"}, [CONTACT], f"+{NUMBER}", NUMBER, f"9:{NUMBER}"),
        ({}, [CONTACT | {"user_id": "ID.7"}], f"+{NUMBER}", "ID.7", "9:ID.7"),
        ({"from": None, "from_user_id": "ID.7"}, [], None, "ID.7", "9:ID.7"),
        ({"from": None}, [CONTACT], f"+{NUMBER}", NUMBER, f"9:{NUMBER}"),
        ({"from": None}, [{"user_id": "ID.7"}], None, "ID.7", "9:ID.7"),
        ({"from": "628999"}, [CONTACT], "+628999", "628999", "9:628999"),
        ({"from": {"id": 1}}, [], None, None, "9:wamid.0"),
        ({"group_id": "G1"}, [CONTACT], f"+{NUMBER}", NUMBER, f"9:G1:{NUMBER}"),
        ({"group_id": "G1", "from": "62899"}, [CONTACT], "+62899", "62899", "9:G1:62899"),
    ],
)
def test_a_sender_and_his_conversation(
    message: dict[str, Any], contacts: Any, phone: str | None, ref: str | None, conversation: str
) -> None:
    found = one(TEXT | message, contacts=contacts)
    assert (found.report.reporter_phone, found.report.reporter_ref) == (phone, ref)
    assert found.conversation_id == conversation
    assert ("whatsapp.no_number" in found.report.flags) is (phone is None)


def test_of_two_unnamed_senders_neither_is_the_only_contact() -> None:
    found = deliver(TEXT | {"from": None}, TEXT | {"from": None})
    conversations = [item.conversation_id for item in found if isinstance(item, Message)]
    assert conversations == ["9:wamid.0", "9:wamid.1"]


@pytest.mark.parametrize(
    ("message", "reply_to", "is_edit", "is_delete", "opens"),
    [
        (TEXT, None, False, False, None),
        (TEXT | {"context": {"id": "w0"}}, "w0", False, False, None),
        (TEXT | {"context": "w0"}, None, False, False, None),
        (
            {"type": "edit", "edit": {"original_message_id": "w0", "message": TEXT}},
            "w0",
            True,
            False,
            False,
        ),
        ({"type": "revoke", "revoke": {"original_message_id": "w0"}}, "w0", False, True, False),
        ({"type": "revoke", "revoke": {}, "context": {"id": "w0"}}, "w0", False, True, False),
        ({"type": "edit", "edit": {"message": TEXT}}, None, True, False, None),
    ],
)
def test_a_message_names_the_one_it_speaks_of(
    message: dict[str, Any],
    reply_to: str | None,
    *,
    is_edit: bool,
    is_delete: bool,
    opens: bool | None,
) -> None:
    found = one(message)
    assert (found.reply_to, found.is_edit, found.is_delete) == (reply_to, is_edit, is_delete)
    assert found.report.opens is opens


@pytest.mark.parametrize(
    ("stamp", "flags", "is_known"),
    [
        (str(SENT), (), True),
        (SENT * 1000, (), True),
        (str(SENT - 1200), ("message.late",), True),
        (str(SENT - 86_400), ("message.old",), True),
        (str(SENT + 3600), ("time.future",), False),
        ("kemarin", ("time.unreadable",), False),
        (None, ("time.unreadable",), False),
        ([], ("time.unreadable",), False),
    ],
)
def test_the_age_of_a_message_is_shown(
    stamp: object, flags: tuple[str, ...], *, is_known: bool
) -> None:
    report = one(TEXT | {"timestamp": stamp}).report
    assert (report.flags, report.occurred_at is not None) == (flags, is_known)
    assert report.opens is (False if "message.old" in flags else None)


@pytest.mark.parametrize(
    ("message", "flags"),
    [
        (TEXT, ()),
        (TEXT | {"context": {"forwarded": True}}, ("forwarded",)),
        (TEXT | {"context": {"frequently_forwarded": True}}, ("forwarded", "frequently_forwarded")),
        (TEXT | {"context": {"forwarded": "yes"}}, ()),
        (TEXT | {"referral": {"headline": "iklan"}}, ()),
        (TEXT | {"errors": [{"code": 130501}]}, ()),
        (TEXT | {"errors": {"code": 131051}}, ("whatsapp.unsupported",)),
        ({"type": "unsupported", "errors": [{"code": 131051}]}, ("whatsapp.unsupported",)),
        ({"type": "ephemeral"}, ("whatsapp.ephemeral",)),
        ({"type": "hologram", "hologram": {"x": "tolong"}}, ("whatsapp.unknown_type",)),
        ({"type": "order", "order": {}}, ("whatsapp.order",)),
        ({"type": "audio", "audio": {"id": "A"}}, ("media.listen",)),
        ({"type": "sticker", "sticker": {"id": "S"}}, ("media.look",)),
        ({"type": "video", "video": {"id": "V", "caption": "banjir"}}, ()),
    ],
)
def test_what_is_odd_is_a_flag(message: dict[str, Any], flags: tuple[str, ...]) -> None:
    assert one(message).report.flags == flags


@pytest.mark.parametrize(
    ("message", "opens"),
    [
        (TEXT, None),
        ({"type": "location", "location": {"latitude": -7.47, "longitude": 112.44}}, None),
        ({"type": "location", "location": {"latitude": 0, "longitude": 0}}, False),
        ({"type": "image", "image": {"id": "I"}}, False),
        ({"type": "contacts", "contacts": []}, False),
        ({"type": "text"}, False),
    ],
)
def test_what_says_nothing_opens_nothing_by_itself(
    message: dict[str, Any], *, opens: bool | None
) -> None:
    assert one(message).report.opens is opens


OLD, NEW = f"9:{NUMBER}", "628999"


@pytest.mark.parametrize(
    ("message", "was", "conversation", "phone"),
    [
        ({"system": {"type": "user_changed_number", "wa_id": NEW}}, OLD, f"9:{NEW}", f"+{NEW}"),
        (
            {"system": {"type": "customer_changed_number", "new_wa_id": NEW}},
            OLD,
            f"9:{NEW}",
            f"+{NEW}",
        ),
        (
            {
                "system": {
                    "type": "user_changed_user_id",
                    "user_id": "ID.8",
                    "previous_user_id": "ID.7",
                }
            },
            "9:ID.7",
            "9:ID.8",
            None,
        ),
        (
            {"type": "user_id_update", "user_id_update": {"previous": "ID.7", "current": "ID.8"}},
            "9:ID.7",
            "9:ID.8",
            None,
        ),
    ],
)
def test_who_changes_his_number_goes_on_in_his_conversation(
    message: dict[str, Any], was: str, conversation: str, phone: str | None
) -> None:
    [found] = deliver({"type": "system"} | message)
    assert isinstance(found, Renamed)
    assert was in found.was
    assert (found.conversation_id, found.phone) == (conversation, phone)


def test_a_change_of_number_without_the_new_one_is_counted() -> None:
    [found] = deliver({"type": "system", "system": {"type": "user_changed_number"}})
    assert found == Ignored(code="whatsapp.system", natural_key="wamid.0")


def test_a_system_message_of_another_kind_is_shown() -> None:
    said = {"type": "customer_identity_changed", "body": "the code changed"}
    report = one({"type": "system", "system": said}).report
    assert (report.text, report.flags) == ("the code changed", ("whatsapp.system",))


@pytest.mark.parametrize("message", ["tolong", 7, None, ["tolong"]])
def test_what_is_no_message_at_all_is_kept_for_a_person(message: object) -> None:
    [found] = change("messages", {"messages": [message]})
    assert isinstance(found, Unparsable)
    assert found.code == "whatsapp.bad_message"
    assert found.body


@pytest.mark.parametrize("kind", ["reaction", "request_welcome"])
def test_a_sign_under_our_own_words_is_no_report(kind: str) -> None:
    [found] = deliver({"type": kind, kind: {"message_id": "w0", "emoji": "\N{THUMBS UP SIGN}"}})
    assert found == Ignored(code=f"whatsapp.{kind}", natural_key="wamid.0")
