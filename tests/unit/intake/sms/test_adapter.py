"""What a text message becomes: a report with its time, place and pictures; never nothing."""

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intake.channels.sms.adapter import SmsAdapter
from intake.pipeline.items import Ignored, Item, Message, Unparsable

AT = datetime.fromisoformat("2026-12-12T08:10:30+00:00")
ADAPTER = SmsAdapter(ZoneInfo("Asia/Jakarta"))
SMS = {"from": "+6281234567890", "text": "tolong kebakaran", "id": "A1"}


def parse(payload: Any) -> Item:
    body = json.dumps(payload).encode()
    [item] = ADAPTER.parse(body, received_at=AT, sender="channel:sms")
    return item


def message(payload: Any) -> Message:
    item = parse(payload)
    assert isinstance(item, Message)
    return item


def local(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo("Asia/Jakarta")).strftime("%Y-%m-%d %H:%M:%S")


def universal(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("member", "said", "ago", "flags"),
    [
        ("ts", local(AT - MINUTE), MINUTE, ()),
        ("ts", universal(AT - MINUTE), MINUTE, ()),
        ("ts", (AT - MINUTE).isoformat(), MINUTE, ()),
        ("ts", int((AT - MINUTE).timestamp()), MINUTE, ()),
        ("ts", str(int((AT - MINUTE).timestamp() * 1000)), MINUTE, ()),
        ("ReceivingDateTime", local(AT - MINUTE), MINUTE, ()),
        ("ts", local(AT - HOUR), HOUR, ("message.late",)),
        ("ts", local(AT - 9 * HOUR), 9 * HOUR, ("message.old",)),
        # The rows of a database are in local time: seven hours late is not just now.
        ("ReceivingDateTime", local(AT - 7 * HOUR), 7 * HOUR, ("message.old",)),
        ("ts", "kemarin", None, ("time.unreadable",)),
        ("ts", "0001-01-01 00:00:00", None, ("time.unreadable",)),
        ("ts", "2027-12-12T08:10:00Z", None, ("time.future",)),
    ],
)
def test_a_time_is_the_citys_unless_only_utc_is_near(
    member: str, said: object, ago: timedelta | None, flags: tuple[str, ...]
) -> None:
    report = message(SMS | {member: said}).report
    at = None if ago is None else (AT - ago).replace(microsecond=0)
    assert (report.occurred_at, report.flags) == (at, flags)
    assert report.opens is (False if "message.old" in flags else None)


@pytest.mark.parametrize(
    ("location", "lat", "address", "flags"),
    [
        ("-7.4716,112.4401", -7.4716, None, ()),
        ("-7.4716; 112.4401", -7.4716, None, ()),
        ("112.4401,-7.4716", -7.4716, None, ("location.order_assumed",)),
        ("https://maps.google.com/?q=-7.4716,112.4401", -7.4716, None, ()),
        ("geo:-7.4716,112.4401", -7.4716, None, ()),
        ("Pasar Tanjung", None, "Pasar Tanjung", ()),
        ("0,0", None, None, ("location.null_island",)),
        ("", None, None, ()),
    ],
)
def test_a_location_is_a_position_or_an_address(
    location: str, lat: float | None, address: str | None, flags: tuple[str, ...]
) -> None:
    report = message(SMS | {"ts": AT.isoformat(), "location": location}).report
    assert (report.lat, report.address, report.flags) == (lat, address, flags)
    assert (report.location_method == "pin") is (lat is not None)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://x.test/a.jpg?sig=1", "image"),
        ("https://x.test/a.MP4", "video"),
        ("https://x.test/a.ogg", "audio"),
        ("https://x.test/a.pdf", "file"),
        ("https://api.test/Media/ME1", "file"),
    ],
)
def test_a_picture_waits_for_somebody_who_looks(address: str, kind: str) -> None:
    bare = message(SMS | {"text": "", "ts": AT.isoformat(), "MediaUrl0": address})
    assert (bare.media[0].external_ref, bare.media[0].kind) == (address, kind)
    assert (bare.report.flags, bare.report.opens) == (("media.look",), False)
    worded = message(SMS | {"ts": AT.isoformat(), "MediaUrl0": address}).report
    assert (worded.flags, worded.opens, worded.has_media) == ((), None, True)


def test_the_same_words_at_the_same_time_have_the_same_key_without_one() -> None:
    bare = {"from": "+62812", "text": "tolong", "ts": 1797063000}
    again, later = message(bare).report, message(bare | {"ts": 1797063060}).report
    assert message(bare).report.external_id == again.external_id != later.external_id


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        ({"from": "+62812", "text": ""}, Message),
        ({"text": "tolong"}, Message),
        ({"MediaUrl0": "https://x.test/a.jpg"}, Message),
        ({"MessageSid": "S", "MessageStatus": "sent"}, Ignored),
        ({"colour": "red"}, Unparsable),
    ],
)
def test_only_what_says_nothing_at_all_is_no_report(payload: Any, kind: type[Item]) -> None:
    assert isinstance(parse(payload), kind)


@pytest.mark.parametrize(
    ("sender", "conversation"),
    [("+62812", "+62812"), (" 62812", "62812"), ("", None), (None, None)],
)
def test_a_conversation_is_known_by_its_sender(sender: object, conversation: str | None) -> None:
    found = message({"from": sender, "text": "tolong", "name": "Bu Sri"})
    assert (found.conversation_id, found.report.reporter_phone) == (conversation, conversation)
    assert found.report.reporter_name == "Bu Sri"


NAMES = st.sampled_from(
    ["id", "ts", "location", "url", "name", "member", "dlr", "udh", "partcount"]
)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)


@settings(max_examples=80)
@given(st.dictionaries(NAMES, VALUES, max_size=6))
@example({"id": -(2**63) - 1, "ts": float("inf")})
def test_no_member_costs_the_words(odd: dict[str, Any]) -> None:
    found = message(odd | {"from": "+6281234567890", "text": "tolong kebakaran"})
    assert found.report.text == "tolong kebakaran"
    assert found.report.reporter_phone
    assert found.report.external_id
