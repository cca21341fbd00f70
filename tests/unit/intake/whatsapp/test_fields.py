"""Every field of the webhook: messages, calls, receipts, and what the channel says of itself."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.channels.whatsapp.adapter import WhatsAppAdapter
from intake.pipeline.items import Ignored, Item, Message, Notice, Renamed, Unparsable
from tests.unit.intake.whatsapp.deliveries import AT, NUMBER, change, deliver

TEXT = {"type": "text", "text": {"body": "tolong"}}


def parse(body: Any) -> list[Item]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return list(WhatsAppAdapter().parse(content, received_at=AT, sender="x"))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("account_update", {"event": "DISABLED_UPDATE"}, "account_update.disabled_update"),
        ("account_alerts", {"alert_type": "OBA_REJECTED"}, "account_alerts.oba_rejected"),
        ("security", {"event": "PIN_CHANGED"}, "security.pin_changed"),
        ("flows", {"event": "FLOW_STATUS_CHANGE"}, "flows.flow_status_change"),
        ("phone_number_quality_update", {}, "phone_number_quality_update"),
        (
            "message_template_status_update",
            {"event": "PAUSED"},
            "message_template_status_update.paused",
        ),
        ("group_lifecycle_update", {"type": "group_delete"}, "group_lifecycle_update.group_delete"),
        ("account_update", {"event": "<script>"}, "account_update"),
        ("../../etc", {"event": "X"}, "unknown.x"),
        ("", {}, "unknown"),
    ],
)
def test_the_channel_speaks_of_itself(field: str, value: dict[str, Any], code: str) -> None:
    [found] = change(field, value)
    assert isinstance(found, Notice)
    assert found.code == f"whatsapp.{code}"
    assert json.loads(found.body) == value
    assert change(field, value) == [found]


@pytest.mark.parametrize("value", ["text", 7, None, []])
def test_a_field_without_members_is_kept_whole(value: object) -> None:
    [found] = change("account_update", value)
    assert isinstance(found, Unparsable)
    assert b"account_update" in found.body


@pytest.mark.parametrize(
    "field", ["message_echoes", "smb_message_echoes", "history", "smb_app_state_sync"]
)
def test_copies_of_our_own_words_are_counted(field: str) -> None:
    [found] = change(field, {"message_echoes": [TEXT], "messages": [TEXT]})
    assert found == Ignored(code=f"whatsapp.field.{field}")


def test_messages_under_a_field_nobody_knows_are_messages() -> None:
    [found] = change("messages_v99", {"messages": [TEXT | {"id": "w", "from": NUMBER}]})
    assert isinstance(found, Message)


@pytest.mark.parametrize(
    ("call", "phone", "ref", "conversation"),
    [
        ({"id": "c1", "from": NUMBER}, f"+{NUMBER}", NUMBER, f"9:{NUMBER}"),
        ({"id": "c1", "from": f"+{NUMBER}"}, f"+{NUMBER}", NUMBER, f"9:{NUMBER}"),
        ({"id": "c1", "from_user_id": "ID.7"}, None, "ID.7", "9:ID.7"),
        ({"id": "c1"}, None, None, "9:call:c1"),
    ],
)
@pytest.mark.parametrize("event", ["connect", "terminate", None])
def test_a_voice_call_is_called_back(
    event: str | None, call: dict[str, Any], phone: str | None, ref: str | None, conversation: str
) -> None:
    contacts = [{"user_id": "ID.7", "profile": {"name": "Siti"}}]
    value = {"metadata": {"phone_number_id": "9"}, "contacts": contacts}
    [found] = change("calls", value | {"calls": [call | {"event": event}]})
    assert isinstance(found, Message)
    report = found.report
    assert (report.external_id, report.reporter_phone, report.reporter_ref) == (
        "call:c1",
        phone,
        ref,
    )
    assert (report.reporter_name, found.conversation_id) == (
        "Siti" if ref == "ID.7" else None,
        conversation,
    )
    assert (report.one_per_key, report.opens, report.has_media) == (True, False, True)
    assert "call_back.wanted" in report.flags


def test_two_calls_that_say_nothing_are_two() -> None:
    found = change("calls", {"calls": [{"event": "connect"}, {"event": "terminate"}]})
    ids = {item.conversation_id for item in found if isinstance(item, Message)}
    assert len(ids) == 2


def test_our_own_call_is_no_report() -> None:
    [found] = change("calls", {"calls": [{"id": "c1", "direction": "BUSINESS_INITIATED"}]})
    assert found == Ignored(code="whatsapp.own_call", natural_key="c1")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ({"id": "w9", "status": "delivered"}, None),
        ({"id": "w9", "status": "failed", "errors": [{"code": 131026}]}, None),
        ({"id": "w9", "status": "failed", "errors": [{"code": 131031}]}, 131031),
        ({"id": "w9", "status": "failed", "errors": {"code": 368}}, 368),
        ({"id": "w9", "status": "failed", "errors": [7, {"code": [1]}]}, None),
        ("delivered", None),
    ],
)
def test_a_receipt_is_counted_unless_the_account_cannot_send(status: Any, code: int | None) -> None:
    [found] = change("messages", {"statuses": [status]})
    assert isinstance(found, Ignored if code is None else Notice)
    assert code is None or found.code == f"whatsapp.statuses.error_{code}"


def test_the_same_trouble_with_a_thousand_messages_is_told_once() -> None:
    statuses = [{"id": f"w{n}", "errors": [{"code": 131042}]} for n in range(3)]
    keys = {
        item.natural_key
        for item in change("messages", {"statuses": statuses})
        if isinstance(item, Notice)
    }
    assert len(keys) == 1


def test_everything_in_one_change_comes_out() -> None:
    statuses, errors = [{"id": "w9", "status": "read"}], [{"code": 130429}]
    found = deliver(TEXT, TEXT, statuses=statuses, errors=errors)
    assert [type(item).__name__ for item in found] == ["Message", "Message", "Ignored", "Notice"]


@pytest.mark.parametrize("value", [{}, {"messages": []}, {"messages": None, "statuses": []}])
def test_nothing_is_counted_as_nothing(value: dict[str, Any]) -> None:
    assert change("messages", value) == [Ignored(code="whatsapp.empty")]


ENVELOPE: dict[str, Any] = {"object": "whatsapp_business_account", "entry": []}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "whatsapp.not_json"),
        (b"{", "whatsapp.not_json"),
        (b"\xff\xfe", "whatsapp.not_json"),
        (b"[]", "whatsapp.wrong_shape"),
        ({"object": "page", "entry": []}, "whatsapp.wrong_shape"),
        ({"entry": []}, "whatsapp.wrong_shape"),
        (ENVELOPE | {"entry": {}}, "whatsapp.wrong_shape"),
        (ENVELOPE | {"entry": [7]}, "whatsapp.wrong_shape"),
        (ENVELOPE | {"entry": [{"id": "1", "changes": "x"}]}, "whatsapp.wrong_shape"),
        (ENVELOPE | {"entry": [{"id": "1", "changes": ["x"]}]}, "whatsapp.wrong_shape"),
    ],
)
def test_what_is_no_delivery_is_kept_whole(body: Any, code: str) -> None:
    [found] = parse(body)
    assert isinstance(found, Unparsable)
    assert found.code == code
    assert found.body == (body if isinstance(body, bytes) else json.dumps(body).encode())


def test_a_byte_order_mark_and_a_broken_neighbour_cost_nothing() -> None:
    good = {"field": "messages", "value": {"messages": [TEXT | {"id": "w", "from": NUMBER}]}}
    whole = ENVELOPE | {"entry": [{"id": "1", "changes": [7, good]}, None]}
    found = parse(b"\xef\xbb\xbf" + json.dumps(whole).encode())
    assert [type(item).__name__ for item in found] == ["Unparsable", "Message", "Unparsable"]


def test_an_empty_delivery_is_counted() -> None:
    assert parse(ENVELOPE) == [Ignored(code="whatsapp.empty")]


@pytest.mark.parametrize(("size", "whole"), [(10, True), (20_000, False)])
def test_a_short_delivery_is_kept_as_it_came_and_a_long_one_by_its_message(
    size: int, *, whole: bool
) -> None:
    [found] = deliver({"type": "text", "text": {"body": "x" * size}})
    assert isinstance(found, Message)
    assert (b"whatsapp_business_account" in (found.report.raw or b"")) is whole


VALUE = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
FIELDS = ["messages", "calls", "user_id_update", "account_update", "x"]
NAMES = ["messages", "calls", "statuses", "contacts", "errors", "metadata", "user_id_update"]


@settings(max_examples=80)
@given(st.sampled_from(FIELDS), st.dictionaries(st.sampled_from(NAMES), VALUE, max_size=4))
def test_no_change_of_any_shape_disappears(field: str, value: dict[str, Any]) -> None:
    found = change(field, value)
    assert found
    assert all(
        isinstance(item, Message | Notice | Renamed | Unparsable | Ignored) for item in found
    )
