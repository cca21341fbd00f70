from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.incidents.lifecycle import LIFECYCLE as INCIDENT
from dispatch.kernel.clock import ManualClock
from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.ids import uuid7
from dispatch.kernel.lifecycle import Lifecycle
from dispatch.kernel.store.event_log import Event
from dispatch.kernel.texts import clean
from dispatch.kernel.times import true_time
from dispatch.kernel.web.http import decode_cursor, encode_cursor
from dispatch.tasks.lifecycle import LIFECYCLE as TASK
from dispatch.tasks.lifecycle import TaskState
from intake.calls.lifecycle import LIFECYCLE as CALL_BACK
from intake.reports.lifecycle import LIFECYCLE as REPORT
from intake.reports.raw_lifecycle import RAW_LIFECYCLE as RAW

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def test_ids_sort_by_the_millisecond_they_were_made_in() -> None:
    clock = ManualClock(NOW)
    ids = []
    for _ in range(100):
        ids.append(uuid7(clock.now()))
        clock.advance(seconds=0.001)
    assert ids == sorted(ids)
    assert {made.version for made in ids} == {7}
    assert {made.variant for made in ids} == {"specified in RFC 4122"}


@given(st.text() | st.text(alphabet=st.characters(categories=["Cs", "Cc"])))
def test_any_text_can_be_stored_after_cleaning(text: str) -> None:
    cleaned = clean(text)
    assert isinstance(cleaned, str)
    assert "\0" not in cleaned
    cleaned.encode("utf-8")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_ordinary_text_is_kept_as_it_came(text: str) -> None:
    assert clean(text) == text


def test_a_transition_that_the_table_lacks_names_what_is_allowed() -> None:
    with pytest.raises(Conflict) as caught:
        TASK.check(TaskState.CANCELLED, TaskState.ACKNOWLEDGED)
    assert caught.value.code == "task.illegal_transition"
    assert caught.value.params == {"state": "cancelled", "to": "acknowledged", "allowed": []}


@pytest.mark.parametrize(
    "lifecycle", [INCIDENT, TASK, REPORT, CALL_BACK, RAW], ids=lambda lifecycle: lifecycle.noun
)
def test_every_transition_records_a_fact_of_its_noun(lifecycle: Lifecycle[StrEnum, Event]) -> None:
    assert {fact.split(".")[0] for fact in lifecycle.facts()} == {lifecycle.noun}
    assert lifecycle.mermaid().startswith("stateDiagram-v2\n    [*] --> ")
    assert all(lifecycle.leads(old, new) for old, new in lifecycle.transitions)


@pytest.mark.parametrize(
    "lifecycle", [INCIDENT, TASK, REPORT, CALL_BACK], ids=lambda lifecycle: lifecycle.noun
)
def test_every_state_can_be_reached(lifecycle: Lifecycle[StrEnum, Event]) -> None:
    reached = {*lifecycle.begins, *(new for _old, new in lifecycle.transitions)}
    assert reached == set(lifecycle.states)


def test_a_true_time_may_lie_in_the_past_but_not_in_the_future() -> None:
    assert true_time(None, NOW) == NOW
    assert true_time(NOW - timedelta(days=3000), NOW) == NOW - timedelta(days=3000)
    with pytest.raises(Invalid, match=r"time\.future"):
        true_time(NOW + timedelta(minutes=6), NOW)
    with pytest.raises(Invalid, match=r"time\.no_zone"):
        true_time(NOW.replace(tzinfo=None), NOW)


def test_cursors_come_back_and_strangers_are_refused() -> None:
    key = uuid7(NOW)
    assert decode_cursor(encode_cursor(NOW, key)) == (NOW, key)
    assert decode_cursor(None) == (None, None)
    for stranger in ("x", "%00", "bm9wZQ", "🙂"):
        with pytest.raises(Invalid, match=r"invalid\.cursor"):
            decode_cursor(stranger)


def test_ids_of_one_millisecond_keep_the_order_they_were_made_in() -> None:
    ids = [uuid7(NOW) for _ in range(1000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 1000
