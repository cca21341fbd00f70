import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.calls.call_event import CallEvent
from intake.channels.cti.adapter import parse_events
from intake.channels.cti.members import event_name
from intake.location.evidence import Method
from intake.pipeline.items import Unparsable

AT = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)
BASE = {"event": "call.offered", "call_id": "C-1", "offered_at": AT.isoformat()}


def read(payload: Any) -> CallEvent:
    [found] = parse_events(json.dumps(payload).encode(), AT + timedelta(seconds=1))
    assert isinstance(found, CallEvent)
    return found


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("call.offered", "offered"),
        ("CALL.OFFERED", "offered"),
        ("callOffered", "offered"),
        ("Call-Offered", "offered"),
        ("offered", "offered"),
        ("urn:pbx:call.offered", "offered"),
        ("event.call_answered", "answered"),
        ("QueueCallerJoin", "queued"),
        ("Newchannel", "offered"),
        ("AgentConnect", "answered"),
        ("QueueCallerAbandon", "abandoned"),
        ("Hangup", "ended"),
        ("call.recording_ready", "recording_ready"),
        ("CHANNEL_HANGUP_COMPLETE", "ended"),
        ("call.parked", None),
        ("", None),
        ("panggilan.masuk", None),
    ],
)
def test_an_event_has_many_names(written: str, name: str | None) -> None:
    assert event_name(written) == name


def test_another_spelling_is_flagged_and_ours_is_not() -> None:
    assert read(BASE).flags == ()
    assert read(BASE | {"event": "CALL.OFFERED"}).flags == ("cti.event_respelled",)


@pytest.mark.parametrize(
    "payload",
    [
        {"Event": "QueueCallerJoin", "Uniqueid": "C-1", "CallerIDNum": "081234567890"},
        {"type": "call.offered", "data": {"callId": "C-1", "from": "+6281234567890"}},
        {
            "type": "StasisStart",
            "channel": {"id": "C-1", "caller": {"name": "", "number": "081234567890"}},
        },
        {"EVENT": "call.offered", "CALL-ID": "C-1", "ANI": 6281234567890},
    ],
)
def test_members_have_many_names_and_depths(payload: dict[str, Any]) -> None:
    found = read(payload)
    assert (found.call_id, found.number, found.known) == ("C-1", "+6281234567890", True)


@pytest.mark.parametrize(
    ("ani", "number"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        (6281234567890, "+6281234567890"),
        ("<unknown>", None),
        ("anonymous", None),
        ("", None),
        (None, None),
        (True, None),
        (["0812"], None),
    ],
)
def test_a_number_or_none(ani: object, number: str | None) -> None:
    assert read(BASE | {"ani": ani}).number == number


def test_a_withheld_number_is_not_shown_whatever_stands_beside_it() -> None:
    for withheld in (True, "true", 1):
        found = read(BASE | {"ani": "081234567890", "ani_withheld": withheld})
        assert (found.number, found.attributes["ani_withheld"]) == (None, True)
    assert read(BASE | {"ani": "Anonymous"}).attributes["ani_withheld"] is True


@pytest.mark.parametrize(
    ("ahead_s", "flags"), [(-30, ()), (2, ()), (120, ("time.future",)), (9e8, ("time.future",))]
)
def test_a_clock_that_runs_ahead_gives_way_to_the_arrival(
    ahead_s: float, flags: tuple[str, ...]
) -> None:
    arrival = AT + timedelta(seconds=1)
    said = arrival + timedelta(seconds=ahead_s)
    found = read(BASE | {"offered_at": said.isoformat()})
    assert (found.at, found.flags) == (min(said, arrival), flags)


@pytest.mark.parametrize(
    "stamp",
    ["2026-12-12T15:10:00.000+0700", AT.timestamp(), int(AT.timestamp() * 1000), AT.isoformat()],
)
def test_a_time_is_written_in_many_ways(stamp: object) -> None:
    assert read({"event": "call.offered", "call_id": "C-1", "timestamp": stamp}).at == AT


@pytest.mark.parametrize("stamp", ["2026-12-12 08:10:00", "kemarin", {}, True])
def test_a_time_nobody_can_place_is_the_arrival(stamp: object) -> None:
    found = read({"event": "call.offered", "call_id": "C-1", "offered_at": stamp})
    assert (found.at, found.flags) == (AT + timedelta(seconds=1), ("time.unreadable",))


@pytest.mark.parametrize(
    ("hint", "method"),
    [
        ({"kind": "aml", "lat": -7.47, "lon": 112.43, "accuracy_m": 25}, Method.AML),
        ({"kind": "AML", "latitude": "-7.47", "longitude": "112.43", "radius": 25}, Method.AML),
        ({"source": "GPS", "lat": -7.47, "lng": 112.43, "accuracy": 25}, Method.GPS),
        ({"type": "Point", "coordinates": [112.43, -7.47], "accuracy_m": 25}, Method.UNKNOWN),
        ([{"kind": "cell", "cid": "1"}, {"lat": -7.47, "lon": 112.43, "rd": "25"}], Method.UNKNOWN),
    ],
)
def test_a_place_is_written_in_many_ways(hint: object, method: Method) -> None:
    [place] = read(BASE | {"location_hint": hint}).places
    assert (place.lat, place.lon, place.accuracy_m, place.method) == (-7.47, 112.43, 25.0, method)


@pytest.mark.parametrize(
    ("hint", "flags"),
    [
        ({"kind": "cell", "mcc": "510", "cid": "56789"}, ()),
        ({"lat": 0, "lon": 0}, ("location.null_island",)),
        ({"lat": 112.43, "lon": -7.47}, ("location.swapped",)),
        ({"lat": "utara", "lon": 112.43}, ("location.not_a_number",)),
        ("dekat pasar", ("cti.bad_member",)),
    ],
)
def test_what_is_no_place_is_flagged_and_kept_with_the_event(
    hint: object, flags: tuple[str, ...]
) -> None:
    found = read(BASE | {"location_hint": hint})
    assert (found.places, found.flags) == ((), flags)


def test_an_accuracy_that_is_no_length_is_dropped_and_the_place_stands() -> None:
    found = read(BASE | {"location_hint": {"lat": -7.47, "lon": 112.43, "accuracy_m": -1}})
    assert (found.places[0].accuracy_m, found.flags) == (None, ("location.accuracy_unusable",))


def test_a_place_has_the_time_of_its_fix() -> None:
    stamp = (AT - timedelta(seconds=20)).isoformat()
    [place] = read(BASE | {"location_hint": {"lat": -7.47, "lon": 112.43, "at": stamp}}).places
    assert place.at == AT - timedelta(seconds=20)


def test_a_call_without_an_id_gets_one_from_what_is_there() -> None:
    by_number = read({"event": "call.offered", "ani": "081234567890"})
    assert (by_number.call_id, by_number.flags) == (
        "number:+6281234567890",
        ("time.missing", "cti.no_call_id"),
    )
    silent = [read({"event": "call.offered", "offered_at": stamp}) for stamp in (1.8e9, 1.7e9)]
    assert len({found.call_id for found in silent}) == 2
    assert read({"ani": "081234567890"}).known is False


def test_a_leg_of_a_transfer_speaks_of_the_call_it_belongs_to() -> None:
    second = read(BASE | {"call_id": "C-2", "linked_id": "C-1"})
    assert (second.call_id, second.leg, second.linked) == ("C-1", "C-2", True)
    ring = read(BASE | {"leg_id": "pos01"})
    assert (ring.call_id, ring.leg, ring.linked) == ("C-1", "pos01", False)


def test_an_array_is_its_events_and_a_byte_order_mark_is_nothing() -> None:
    body = b"\xef\xbb\xbf" + json.dumps([BASE, BASE | {"event": "call.ended"}, 7]).encode()
    found = parse_events(body, AT)
    assert [type(item) for item in found] == [CallEvent, CallEvent, Unparsable]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"{}", b'"x"', b'{"colour": "red"}'])
def test_what_speaks_of_no_call_is_left_to_a_person(body: bytes) -> None:
    [found] = parse_events(body, AT)
    assert isinstance(found, Unparsable)
    assert found.body == body


def test_published_samples_are_events(real_data: Path) -> None:
    folder = real_data / "samples" / "telephony"
    ari = parse_events((folder / "constructed-ari-events.json").read_bytes(), AT)
    assert [item.name for item in ari if isinstance(item, CallEvent)] == [
        "offered",
        "ChannelStateChange",
        "ended",
    ]
    blocks = (folder / "constructed-ami-queue.txt").read_text().strip().split("\n\n")
    ami = [
        read(dict(line.split(": ", 1) for line in block.splitlines() if ": " in line))
        for block in blocks
    ]
    assert [(item.call_id, item.name) for item in ami] == [
        ("1765527000.2588", "queued"),
        ("1765527000.2588", "answered"),
        ("1765527000.2588", "ended"),
        ("1765527100.2601", "abandoned"),
        ("1765527100.2601", "QueueCallerLeave"),
    ]
