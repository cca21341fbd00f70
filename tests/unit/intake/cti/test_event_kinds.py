"""Events of calls as exchanges write them: one meaning, however it is spelled and buried."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.transports.numbers import NumberPlan
from intake.calls.call_event import KNOWN_EVENTS, CallEvent
from intake.channels.cti.adapter import is_array, parse_events
from intake.channels.cti.members import _SPELLINGS, Members, event_name, is_withheld
from intake.location.evidence import Method
from intake.pipeline.items import Unparsable

AT = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)
HERE = NumberPlan("ID", "0321")
NUMBER, WARGA = "081234567890", "+6281234567890"
HINT = {"lat": -7.4716, "lon": 112.4401}


def read(payload: Any) -> CallEvent:
    [found] = parse_events(json.dumps(payload).encode(), AT, HERE)
    assert isinstance(found, CallEvent)
    return found


@pytest.mark.parametrize("name", sorted(KNOWN_EVENTS))
@pytest.mark.parametrize(
    "form", ["{}", "call.{}", "CALL.{}", "Call-{}", "call_{}", "event:{}", "pbx/call/{}", " {} "]
)
def test_an_event_is_the_same_in_every_dress(name: str, form: str) -> None:
    for spelling in _SPELLINGS["events"][name]:
        assert event_name(form.format(spelling)) == name
        assert event_name(form.format(spelling.upper())) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("incoming_call", "offered"),
        ("IncomingCall", "offered"),
        ("new-call", "offered"),
        ("MissedCall", "abandoned"),
        ("call_missed", "abandoned"),
        ("AbandonedCall", "abandoned"),
        ("answered_call", "answered"),
        ("EndCall", "ended"),
        ("call", None),
        ("parkedcall", None),
        ("voicemail", None),
        ("panggilan masuk", None),
    ],
)
def test_the_word_call_may_stand_on_either_side(written: str, name: str | None) -> None:
    assert event_name(written) == name


@pytest.mark.parametrize("spelling", _SPELLINGS["members"]["ani"])
def test_every_name_of_the_callers_number_is_read(spelling: str) -> None:
    found = read({"event": "call.offered", "call_id": "c", spelling: NUMBER})
    assert (found.number, found.attributes["ani_raw"]) == (WARGA, NUMBER)


@pytest.mark.parametrize("spelling", _SPELLINGS["members"]["call_id"])
def test_every_name_of_the_calls_id_is_read(spelling: str) -> None:
    found = read({"event": "call.offered", spelling.upper(): "c-9"})
    assert (found.call_id, "cti.no_call_id" in found.flags) == ("c-9", False)


@pytest.mark.parametrize(
    "payload",
    [
        {"event": "call.offered", "call_id": "c-9", "caller": {"number": NUMBER, "name": "Bu"}},
        {"event": "call.offered", "call_id": "c-9", "from": {"phoneNumber": NUMBER}},
        {"event": "call.offered", "call_id": "c-9", "ani": [NUMBER]},
        {"event": "call.offered", "call_id": "c-9", "ani": {}, "caller_number": NUMBER},
        {"event": "call.offered", "call_id": "c-9", "ani": f"sip:{NUMBER}@10.0.0.5;user=phone"},
        {"event": "call.offered", "call": {"id": "c-9", "from": NUMBER}},
        {"event": {"type": "call.offered", "call_id": "c-9", "ani": NUMBER}},
        {"payload": {"event": "call.offered", "data": {"call_id": "c-9", "ani": NUMBER}}},
        {"events": [{"event": "call.offered", "call_id": "c-9", "ani": NUMBER}]},
        {"Event-Name": "CHANNEL_CREATE", "Unique-ID": "c-9", "Caller-Caller-ID-Number": NUMBER},
        {"Event": "Newchannel", "Uniqueid": "c-9", "CallerIDNum": NUMBER, "Exten": "112"},
        {"type": "StasisStart", "channel": {"id": "c-9", "caller": {"number": NUMBER}}},
        {"event": "offer", "callSid": "c-9", "src": NUMBER, "dst": "112"},
    ],
)
def test_a_call_is_found_however_deep_it_is_buried(payload: dict[str, Any]) -> None:
    found = read(payload)
    assert (found.call_id, found.number, found.name) == ("c-9", WARGA, "offered")


@pytest.mark.parametrize(
    ("ani", "number"),
    [
        ("321456", "+62321321456"),
        ("(0321) 321-456", "+62321321456"),
        ("+62 0812 3456 7890", WARGA),
        ("620812-3456-7890", WARGA),
        ("0812/3456/7890 ext 4", WARGA),
        ("\u202a0812 3456 7890\u202c", WARGA),
        (6281234567890, WARGA),
        ("+65 6123 4567", "+6561234567"),
        ("1500-123", None),
        ("112", None),
        ("0", None),
    ],
)
def test_a_number_means_what_it_means_in_this_town(ani: object, number: str | None) -> None:
    found = read({"event": "call.offered", "call_id": "c", "ani": ani})
    assert found.number == number
    assert found.attributes["ani_raw"] == str(ani).strip()


@pytest.mark.parametrize("word", _SPELLINGS["withheld"])
@pytest.mark.parametrize("form", ["{}", "{}@anonymous.invalid", "sip:{}@anonymous.invalid", "<{}>"])
def test_who_withholds_his_number_stays_unseen(word: str, form: str) -> None:
    written = form.format(word).title()
    assert is_withheld(written)
    found = read({"event": "call.offered", "call_id": "c", "ani": written, "ani_raw": written})
    assert (found.number, found.attributes["ani_withheld"]) == (None, True)


@pytest.mark.parametrize("name", [*sorted(KNOWN_EVENTS), "parked"])
@pytest.mark.parametrize(
    "where",
    [
        {"location_hint": HINT},
        {"location": {"latitude": "-7.4716", "longitude": "112.4401"}},
        {"aml": {"location_latitude": "-7,4716", "location_longitude": "112,4401"}},
        {"location_hint": {"type": "Point", "coordinates": [112.4401, -7.4716]}},
        {"location_hint": {"geometry": {"type": "Point", "coordinates": [112.4401, -7.4716]}}},
        {"location_hint": {"position": HINT}},
        {"location_hint": "-7.4716, 112.4401"},
        {"location_hint": "geo:-7.4716,112.4401;u=30"},
        {"geo": [112.4401, -7.4716]},
        {"data": {"location": {"lat": -7.4716, "lng": 112.4401}}},
        {"data": HINT},
        HINT,
    ],
)
def test_a_place_counts_in_any_event_and_any_form(name: str, where: dict[str, Any]) -> None:
    [place] = read({"event": f"call.{name}", "call_id": "c"} | where).places
    assert [place.lat, place.lon] == pytest.approx([-7.4716, 112.4401])


@pytest.mark.parametrize(
    ("hint", "method", "radius_m"),
    [
        (HINT | {"kind": "aml", "accuracy_m": 25}, Method.AML, 25),
        (HINT | {"kind": "Wi-Fi"}, Method.AML, 100),
        (HINT | {"source": "GNSS", "accuracy": "12.5"}, Method.GPS, 12.5),
        (HINT | {"pm": "C", "rd": 900}, Method.CELL, 900),
        (HINT | {"kind": "cell"}, Method.CELL, 2_000),
        (HINT | {"kind": "pin", "accuracy_m": -1}, Method.PIN, 50),
        (HINT | {"kind": "dukun"}, Method.UNKNOWN, 5_000),
        ({"point": HINT, "radius": 70, "method": "gps"}, Method.GPS, 70),
    ],
)
def test_a_place_says_where_it_comes_from(
    hint: dict[str, Any], method: Method, radius_m: float
) -> None:
    [place] = read({"event": "call.held", "call_id": "c", "location_hint": hint}).places
    assert (place.method, place.radius_m) == (method, radius_m)


@pytest.mark.parametrize(
    ("hints", "count", "flags"),
    [
        ([HINT, {"lat": -7.48, "lon": 112.43}], 2, ()),
        ([HINT, {"kind": "cell", "cid": "1"}], 1, ()),
        ([HINT, "dekat pasar", 7, None], 1, ("cti.bad_member",)),
        ({"lat": 0, "lon": 0}, 0, ("location.null_island",)),
        ({"lat": 112.44, "lon": -7.47}, 0, ("location.swapped",)),
        ({"lat": -7.47}, 0, ("location.not_a_number",)),
        ({"lat": 97, "lon": 400}, 0, ("location.out_of_range",)),
        ([], 0, ()),
        ({}, 0, ()),
    ],
)
def test_what_is_no_place_costs_only_itself(hints: Any, count: int, flags: tuple[str, ...]) -> None:
    found = read({"event": "call.held", "call_id": "c", "at": AT.isoformat()} | {"location": hints})
    assert (len(found.places), found.flags) == (count, flags)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ((AT - timedelta(minutes=3)).isoformat(), AT - timedelta(minutes=3)),
        (int((AT - timedelta(minutes=3)).timestamp() * 1000), AT - timedelta(minutes=3)),
        ((AT + timedelta(days=900)).isoformat(), AT),
        ("1990-01-01T00:00:00Z", AT),
        ("tadi", AT),
    ],
)
def test_a_place_has_its_own_time_if_that_can_be(said: object, at: datetime) -> None:
    hint = HINT | {"location_time": said}
    [place] = read({"event": "call.held", "call_id": "c", "location_hint": hint}).places
    assert place.at == at


@pytest.mark.parametrize("name", ["offered", "answered", "ended", "parked"])
@pytest.mark.parametrize(
    "member", ["{}_at", "at", "timestamp", "event_time", "Event-Date-Timestamp"]
)
@pytest.mark.parametrize("factor", [1, 1_000, 1_000_000, 1_000_000_000])
def test_the_time_of_an_event_has_many_names_and_sizes(name: str, member: str, factor: int) -> None:
    said = AT - timedelta(seconds=4)
    stamp = int(said.timestamp()) * factor
    found = read({"event": name, "call_id": "c", member.format(name): stamp})
    assert (found.at, [flag for flag in found.flags if flag.startswith("time")]) == (said, [])


def test_the_time_of_this_event_comes_before_any_other() -> None:
    stamps = {"timestamp": "2026-12-12T08:00:00Z", "offered_at": "2026-12-12T08:05:00Z"}
    both = stamps | {"answered_at": "2026-12-12T08:09:00Z"}
    assert read({"event": "call.answered", "call_id": "c"} | both).at.minute == 9
    assert read({"event": "call.answered", "call_id": "c"} | stamps).at.minute == 0


@pytest.mark.parametrize(
    ("body", "many"),
    [(b"[]", True), (b" [1]", True), (b"\xef\xbb\xbf[{}]", True), (b"{}", False), (b"", False)],
)
def test_an_array_is_answered_as_one(body: bytes, *, many: bool) -> None:
    assert is_array(body) is many


@pytest.mark.parametrize(("count", "kinds"), [(0, 1), (1, 1), (500, 500), (501, 1)])
def test_a_delivery_carries_so_many_events(count: int, kinds: int) -> None:
    body = json.dumps([{"event": "call.held", "call_id": str(n)} for n in range(count)]).encode()
    found = parse_events(body, AT)
    assert len(found) == kinds
    assert all(isinstance(item, Unparsable) for item in found) is (count in {0, 501})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
ODD = st.sampled_from(
    ["trunk", "queue", "agent", "event_id", "at", "leg_id", "location_hint", "ani_raw", "data"]
)


@settings(max_examples=60)
@given(st.dictionaries(ODD, JSON, max_size=5))
def test_no_member_costs_the_call_or_its_number(odd: dict[str, Any]) -> None:
    found = read(odd | {"event": "call.offered", "call_id": "c-1", "ani": NUMBER})
    assert (found.call_id, found.number, found.name) == ("c-1", WARGA, "offered")
    assert found.at <= AT
    assert all(place.at <= AT for place in found.places)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["a", "A", "a-b", "Data", "call"]), JSON, max_size=4))
def test_members_are_read_from_anything(payload: dict[str, Any]) -> None:
    members = Members(payload)
    assert bool(members) is bool(payload)
    for name in _SPELLINGS["members"]:
        assert isinstance(members.text(name), str | None)
        assert members.truth(name) in {True, False, None}
