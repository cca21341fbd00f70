from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.calls.call_event import KNOWN_EVENTS, CallEvent
from intake.calls.call_place import CallPlace, best_place
from intake.calls.call_state import build, document_of, state_from
from intake.calls.same_call import find_call, is_same_call
from intake.location.evidence import Method

AT = datetime(2026, 12, 12, 8, 10, tzinfo=UTC)


def moment(second: float) -> datetime:
    return AT + timedelta(seconds=second)


def event(name: str, second: float, leg: str = "", **members: Any) -> CallEvent:
    linked = members.pop("linked", False)
    return CallEvent(
        call_id="c-77",
        name=name,
        known=name in KNOWN_EVENTS,
        at=moment(second),
        received_at=moment(second),
        leg=leg,
        linked=linked,
        places=members.pop("places", ()),
        attributes=members,
    )


def place(
    second: float, radius: float | None, method: Method = Method.AML, lat: float = -7.47
) -> CallPlace:
    return CallPlace(at=moment(second), method=method, lat=lat, lon=112.43, accuracy_m=radius)


OFFERED = event("offered", 0, ani="+62811")


@pytest.mark.parametrize("gave_up_at", [4, 9])
def test_a_leg_that_gives_up_does_not_undo_the_answer_of_another(gave_up_at: float) -> None:
    call = build(
        [
            OFFERED,
            event("ringing", 2, "pos01"),
            event("ringing", 2, "pos02"),
            event("answered", 6, "pos02"),
            event("abandoned", gave_up_at, "pos01"),
        ]
    )
    assert (call.state, call.answered_at, call.abandoned_at, call.ended_at) == (
        "answered",
        moment(6),
        None,
        None,
    )


def test_a_transferred_call_ends_with_its_last_leg() -> None:
    first = [OFFERED, event("answered", 5, "pos01"), event("transferred", 60, "pos01")]
    over = event("ended", 61, "pos01")
    second = [event("ringing", 62, "pos02"), event("answered", 70, "pos02")]
    assert build([*first, over]).ended_at == moment(61)
    assert build([*first, over, *second]).ended_at is None
    assert build([*first, over, *second, event("ended", 120, "pos02")]).ended_at == moment(120)
    assert build([*first, *second, event("ended", 120)]).ended_at == moment(120)


def test_the_caller_has_gone_when_the_call_is_over_or_every_leg_of_it() -> None:
    ringing = [OFFERED, event("ringing", 2, "pos01"), event("ringing", 3, "pos02")]
    assert build([*ringing, event("ended", 15, "pos01")]).abandoned_at is None
    assert build(
        [*ringing, event("ended", 15, "pos01"), event("abandoned", 17, "pos02")]
    ).abandoned_at == moment(17)
    assert build([*ringing, event("abandoned", 9)]).abandoned_at == moment(9)


def test_an_answer_after_the_caller_had_hung_up_is_none() -> None:
    call = build([OFFERED, event("abandoned", 5), event("answered", 6, "pos01")])
    assert (call.answered_at, call.abandoned_at) == (None, moment(5))


EVENTS = st.lists(
    st.builds(
        lambda name, second, leg, spot: event(
            name, second, leg, places=() if spot is None else (place(second, spot),)
        ),
        st.sampled_from([*sorted(KNOWN_EVENTS), "parked"]),
        st.integers(0, 60),
        st.sampled_from(["", "pos01", "pos02"]),
        st.sampled_from([None, 25.0, 900.0]),
    ),
    min_size=1,
    max_size=12,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_legs_gives_the_same_call(
    events: list[CallEvent], random: Any
) -> None:
    shuffled = [*events, *events]
    random.shuffle(shuffled)
    call = build(shuffled)
    assert call == build(events)
    assert state_from(document_of(call)) == call
    assert call.answered_at is None or call.abandoned_at is None
    assert call.place == best_place(call.places)


def test_the_newest_place_counts_unless_its_circle_is_much_larger() -> None:
    first, better, cell = place(1, 200), place(20, 25), place(40, 3_000, Method.CELL)
    assert best_place([first]) == first
    assert best_place([better, first, cell]) == better
    assert best_place([better, moved := place(60, 40)]) == moved
    assert best_place([]) is None
    assert best_place([place(1, None, Method.CELL), gps := place(2, None, Method.GPS)]) == gps


ENDED = build([OFFERED, event("answered", 5), event("ended", 60)])
LIVE = build([OFFERED, event("answered", 5)])
DAYS = 2 * 24 * 3600.0


@pytest.mark.parametrize(
    ("state", "later", "same"),
    [
        (ENDED, event("offered", DAYS, ani="+62822"), False),
        (ENDED, event("offered", DAYS, ani="+62811"), False),
        (ENDED, event("offered", DAYS), False),
        (ENDED, event("abandoned", DAYS), False),
        (ENDED, event("offered", 90, ani="+62822"), False),
        (ENDED, event("answered", 90, ani="+62822"), False),
        (ENDED, event("offered", 90, ani="+62811"), False),
        (ENDED, event("ringing", 61), True),
        (ENDED, event("queued", 1), True),
        (ENDED, event("ended", 3 * 3600), True),
        (ENDED, event("parked", 3 * 3600), True),
        (ENDED, event("recording_ready", DAYS), True),
        (ENDED, event("ringing", 70, "pos02"), True),
        (ENDED, event("offered", -10 * 60), True),
        (ENDED, event("offered", -DAYS), False),
        (LIVE, event("offered", 20, ani="+62822"), False),
        (LIVE, event("offered", 20, ani="+62822", leg="pos02", linked=True), True),
        (LIVE, event("offered", 3600), False),
        (LIVE, event("held", 3600), True),
        (LIVE, event("ended", 3 * 3600), True),
        (LIVE, event("ended", DAYS), False),
    ],
)
def test_whether_an_id_still_means_the_same_call(state: Any, later: CallEvent, same: bool) -> None:  # noqa: FBT001
    assert is_same_call(state, later) is same


def test_of_several_calls_with_one_id_the_newest_that_fits_gets_the_event() -> None:
    again = build([event("offered", DAYS, ani="+62822")])
    known = [("c-77", ENDED), ("c-77~2", again)]
    assert find_call(known, event("abandoned", DAYS + 20)) == "c-77~2"
    assert find_call(known, event("recording_ready", 90)) == "c-77"
    assert find_call(known, event("offered", 9 * DAYS, ani="+62833")) is None
