import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.calls.call_event import CallEvent
from intake.calls.call_state import apply, build, document_of, state_from
from intake.calls.report_of_call import report_of
from intake.channels.cti.adapter import Found, parse_events
from intake.pipeline.items import Unparsable

AT = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)
FIXTURE = Path(__file__).parents[2] / "intake/channels/cti/fixtures/call-answered.jsonl"


def only(body: bytes, received_at: datetime) -> Found:
    [found] = parse_events(body, received_at)
    return found


def event(name: str, second: float = 0.0, **members: Any) -> CallEvent:
    body = {
        "event": f"call.{name}",
        "call_id": "C-1",
        f"{name}_at": (AT + timedelta(seconds=second)).isoformat(),
        **members,
    }
    found = only(json.dumps(body).encode(), AT + timedelta(minutes=2))
    assert isinstance(found, CallEvent)
    return found


ANSWERED = [
    found
    for line in FIXTURE.read_bytes().splitlines()
    if isinstance(found := only(line, AT + timedelta(minutes=3)), CallEvent)
]
NAMES = [
    "offered",
    "queued",
    "ringing",
    "answered",
    "held",
    "transferred",
    "abandoned",
    "ended",
    "recording_ready",
    "parked",
]
EVENTS = st.lists(
    st.builds(
        lambda name, second, agent, ani: event(
            name,
            second,
            **({"agent_extension": agent} if agent else {}),
            **({"ani": ani} if ani else {}),
        ),
        st.sampled_from(NAMES),
        st.integers(0, 60),
        st.sampled_from([None, "pos01", "pos02"]),
        st.sampled_from([None, "0812000001", "0812000002"]),
    ),
    min_size=1,
    max_size=12,
)


def test_a_whole_call() -> None:
    assert len(ANSWERED) == 7
    call = build(ANSWERED)
    assert (call.state, call.arrived_at, call.answered_at) == (
        "ended",
        AT,
        AT + timedelta(seconds=6),
    )
    assert (call.abandoned_at, call.ended_at) == (None, AT + timedelta(seconds=150))
    assert (call.get("ani"), call.get("agent_extension"), call.get("recording_ref")) == (
        "+6281200000001",
        "pos05",
        "rec-100",
    )


@given(EVENTS, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(events: list[CallEvent], random: Any) -> None:
    shuffled = [*events, *events]
    random.shuffle(shuffled)
    assert build(shuffled) == build(events)


@given(EVENTS)
def test_states_survive_storage_and_stay_consistent(events: list[CallEvent]) -> None:
    call = build(events)
    assert state_from(json.loads(json.dumps(document_of(call)))) == call
    assert call.answered_at is None or call.abandoned_at is None
    assert not call.times or isinstance(call.state, str)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([event("offered")], "offered"),
        ([event("offered"), event("queued", 1)], "queued"),
        ([event("ringing", 2), event("offered")], "ringing"),
        ([event("answered", 3), event("ringing", 2)], "answered"),
        ([event("answered", 3), event("held", 9)], "held"),
        ([event("transferred", 12), event("answered", 3), event("held", 9)], "transferred"),
        ([event("offered"), event("abandoned", 8)], "abandoned"),
        ([event("offered"), event("ended", 8)], "abandoned"),
        ([event("answered", 3), event("abandoned", 8)], "ended"),
        ([event("abandoned", 2), event("answered", 3)], "abandoned"),
    ],
)
def test_the_state_in_one_word(events: list[CallEvent], state: str) -> None:
    assert build(events).state == state


def test_an_answer_that_arrives_late_undoes_the_abandonment() -> None:
    gone = build([event("offered"), event("ended", 30)])
    assert gone.abandoned_at is not None
    assert apply(gone, event("answered", 4)).abandoned_at is None


def test_short_abandons_are_told_apart() -> None:
    assert build([event("offered"), event("abandoned", 4.9)]).short_abandon
    assert not build([event("offered"), event("abandoned", 5)]).short_abandon


@pytest.mark.parametrize(
    ("trunk", "service"),
    [("113", "fire"), ("119", "ems"), ("110", "police"), ("112", None), ("admin", None)],
)
def test_legacy_numbers_presume_a_service(trunk: str, service: str | None) -> None:
    assert build([event("offered", trunk=trunk)]).presumed_service == service


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"ani": None},
        {"ani": "anonymous"},
        {"ani": "0812345678", "ani_withheld": True},
        {"ani_raw": "<unknown>"},
    ],
)
def test_a_call_without_a_number_is_a_report_all_the_same(members: dict[str, Any]) -> None:
    report = report_of(event("offered", **members), call_id="C-1", sender="channel:cti")
    assert (report.external_id, report.reporter_phone, report.call_id) == ("C-1", None, "C-1")
    assert "cti.no_number" in report.flags
    assert report.opens is False


def test_an_unknown_event_makes_a_call_and_changes_nothing_else() -> None:
    parked = event("parked", 3)
    assert not parked.known
    assert build([parked]).state == "offered"
    answered = build([event("offered"), event("answered", 2)])
    assert apply(answered, parked).state == "answered"


def test_times_that_are_missing_or_in_the_future_become_the_arrival() -> None:
    late = AT + timedelta(minutes=2)
    without = only(b'{"event":"call.offered","call_id":"C-1"}', late)
    future = only(
        b'{"event":"call.offered","call_id":"C-1","offered_at":"2030-01-01T00:00:00Z"}', late
    )
    assert isinstance(without, CallEvent)
    assert isinstance(future, CallEvent)
    assert (without.at, without.flags) == (late, ("time.missing",))
    assert (future.at, future.flags) == (late, ("time.future",))


@given(
    st.binary(max_size=80)
    | st.dictionaries(
        st.sampled_from(
            [
                "event",
                "call_id",
                "offered_at",
                "at",
                "ani",
                "trunk",
                "event_id",
                "location_hint",
                "ani_withheld",
                "position",
            ]
        ),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=30)
        | st.lists(st.integers(), max_size=2),
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_event_raises(body: bytes) -> None:
    found = only(body, AT)
    assert isinstance(found, CallEvent | Unparsable)


def test_the_published_screen_pop_is_understood(real_data: Path) -> None:
    body = (real_data / "samples" / "telephony" / "constructed-cti-screenpop.json").read_bytes()
    found = only(body, datetime.fromisoformat("2026-12-12T08:10:01+00:00"))
    assert isinstance(found, CallEvent)
    report = report_of(found, call_id=found.call_id, sender="channel:cti")
    assert (found.name, report.reporter_phone, report.trunk) == ("offered", "+6281234567890", "112")
    assert found.at == datetime.fromisoformat("2026-12-12T08:10:00.130000+00:00")
    assert build([found]).get("location_hint")["mcc"] == "510"
