import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.channels.api.members import Members
from intake.channels.api.read_body import NotReadable, read_members
from intake.channels.api.read_report import Context, channel_of, read_report
from intake.pipeline.neutral import NeutralReport

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
FIRE = {"channel": "sms", "text": "kebakaran di Jl. Gajah Mada 151"}


def read(
    value: Any, content_type: str = "application/json", key: str | None = None
) -> NeutralReport:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    body = read_members(raw, content_type)
    members = Members(body.members)
    context = Context(
        now=NOW,
        sender="token:x",
        channel=channel_of(members, "112"),
        key=key,
        new_key="new",
        raw=raw,
    )
    return read_report(body, members, context)


@pytest.mark.parametrize(
    ("member", "value", "flag"),
    [
        ("priority", 0, "priority.out_of_range"),
        ("priority", "high", "priority.unreadable"),
        ("priority", 2.5, "priority.unreadable"),
        ("priority", True, "priority.unreadable"),
        ("type", ["fire"], "type.wrong_type"),
        ("type", 7.5e99, None),
        ("occurred_at", "2026-11-22T04:00:00", "occurred_at.no_zone"),
        ("received_at", "2026-11-23T04:00:00Z", "received_at.future"),
        ("answered_at", "0001-01-01T00:00:00Z", "answered_at.too_early"),
        ("occurred_at", "kemarin", "occurred_at.unreadable"),
        ("occurred_at", {"at": 1}, "occurred_at.unreadable"),
        ("drill", "mungkin", "drill.unreadable"),
        ("open", [1], "open.unreadable"),
        ("language", "x" * 50, "language.too_long"),
        ("reporter", 7.5, "reporter.wrong_type"),
        ("reporter", {"phone": ["0812"]}, "reporter.phone.wrong_type"),
        ("external_id", {"a": 1}, "external_id.wrong_type"),
        ("external_id", "x" * 5000, "external_id.too_long"),
        ("location", {"lat": -7.4, "lon": 112.4, "accuracy_m": -1}, "location.accuracy_unusable"),
        ("location", {"lat": 0, "lon": 0}, "location.null_island"),
        ("location", {"lat": 112.44, "lon": -7.47}, "location.swapped"),
        ("location", {"lat": -7.4}, "location.not_a_number"),
        ("location", 7, "location.wrong_type"),
        ("speed_mps", -1, "extra.unknown_members"),
    ],
)
def test_a_wrong_member_costs_only_itself(member: str, value: Any, flag: str | None) -> None:
    report = read(FIRE | {member: value})
    assert (report.channel, report.text) == ("sms", FIRE["text"])
    assert flag is None or flag in report.flags


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize(
    "member", ["reporter", "location", "priority", "occurred_at", "type", "open"]
)
def test_null_and_nothing_equal_absent(member: str, value: Any) -> None:
    assert read(FIRE | {member: value}).flags == ()


@pytest.mark.parametrize(
    ("said", "channel"),
    [("SMS", "sms"), (" Web Site ", "web-site"), ("WhatsApp", "whatsapp"), (7, "112"), ([], "112")],
)
def test_a_channel_in_another_spelling(said: Any, channel: str) -> None:
    assert read({"channel": said, "text": "tolong"}).channel == channel


def test_open311_members_are_understood() -> None:
    form = (
        b"service_code=001&lat=-7.4716&long=112.4401&address_string=Jl.+Majapahit+5&phone=0812345678"
        b"&first_name=Siti&last_name=Aminah&description=pohon+tumbang"
    )
    report = read(form, "application/x-www-form-urlencoded; charset=utf-8")
    assert (report.text, report.lat, report.lon) == ("pohon tumbang", -7.4716, 112.4401)
    assert (report.address, report.reporter_phone) == ("Jl. Majapahit 5", "0812345678")
    assert (report.reporter_name, dict(report.extra)) == ("Siti Aminah", {"service_code": "001"})


@pytest.mark.parametrize(
    "said",
    [
        {"txt": "kebakaran di pasar"},
        {"data": {"inner": [{"kalimat": "kebakaran di pasar"}]}},
        {"text": ["kebakaran", "kebakaran di pasar"]},
        {"text": {"body": "kebakaran di pasar"}},
        {"text": None, "catatan": "kebakaran di pasar"},
    ],
)
def test_the_words_are_found_under_any_name(said: dict[str, Any]) -> None:
    assert "kebakaran di pasar" in read({"channel": "sms"} | said).text


def test_a_number_as_telephone_and_as_key() -> None:
    report = read(FIRE | {"external_id": 77, "reporter": {"phone": 81234567890}})
    assert (report.external_id, report.reporter_phone) == ("77", "81234567890")


def test_a_text_that_is_too_long_is_cut_and_flagged() -> None:
    report = read(FIRE | {"text": "tolong " * 10_000})
    assert (len(report.text), "text.too_long" in report.flags) == (20_000, True)


def test_the_same_message_has_the_same_key_even_if_its_own_is_none() -> None:
    body = FIRE | {"external_id": ["x"]}
    assert read(body).external_id == read(body).external_id != "new"
    assert read(FIRE, key="kunci").external_id == "kunci"
    assert read(FIRE).external_id == "new"


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + json.dumps(FIRE).encode(),
        json.dumps(FIRE).encode("utf-16"),
        json.dumps([FIRE]).encode(),
        b'{"channel": "sms", "text": "kebakaran di Jl. Gajah Mada 151", "x": "\\ud800", "y": NaN}',
        b'{"channel": "sms", "text": "kebakaran di Jl. Gajah Mada 151", "x": "\xff\xfe"}',
        b'{"channel": "sms", "text": "kebakaran di Jl. Gajah Mada 151", "x": '
        + b"[" * 5000
        + b"]" * 5000
        + b"}",
        b'{"channel": "sms", "text": "kebakaran di Jl. Gajah Mada 151", "n": 1' + b"0" * 400 + b"}",
    ],
)
def test_bytes_are_read_as_far_as_anybody_can(raw: bytes) -> None:
    report = read(raw)
    assert (report.channel, report.text) == ("sms", FIRE["text"])


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"7", b"null", b"TOLONG", b"{}{}", b"[{},{}]"])
def test_what_is_no_report_says_so(raw: bytes) -> None:
    with pytest.raises(NotReadable):
        read(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = [
    "channel",
    "external_id",
    "text",
    "language",
    "reporter",
    "location",
    "occurred_at",
    "received_at",
    "answered_at",
    "type",
    "priority",
    "drill",
    "open",
    "lat",
    "lon",
    "latitude",
    "longitude",
    "coords",
    "phone",
    "address",
    "extra",
    "data",
]


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8))
def test_any_object_is_a_report(body: dict[str, Any]) -> None:
    words = "rumah saya kebakaran, tolong"
    report = read(body | {"catatan": words})
    assert report.channel
    assert report.external_id
    assert report.extra["catatan"] == words
    assert words in report.text or "text" in body
    assert all("." in flag for flag in report.flags)
