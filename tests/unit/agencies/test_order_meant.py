"""Which order a duty telephone means, and what still needs a person, in every state."""

from typing import Any, Final, cast
from uuid import UUID

import pytest
from asyncpg import Record
from hypothesis import given
from hypothesis import strategies as st

from agencies.channels.answers import Says, WordedAnswer, read_answer
from agencies.delivery.dead_letters import waits_for_person
from agencies.delivery.due import is_needed
from agencies.delivery.worded_answers import NO_ORDER, SEVERAL, NoOrder, order_meant
from dispatch.incidents.lifecycle import OPEN, IncidentState
from dispatch.tasks.lifecycle import ACCEPTED, OFFERED, TaskState

_S: Final = TaskState
ASKED: Final = OFFERED | {_S.EXPIRED}
GOES_ON: Final = ASKED | ACCEPTED
DONE: Final = {_S.COMPLETED, _S.VERIFIED, _S.RETURNED}


def order(
    number: int, state: TaskState = _S.ASSIGNED, *, place: int = 1, recall: bool = False
) -> Record:
    row = {
        "id": UUID(int=number * 10 + place),
        "number": f"MJK-26-{number:06d}",
        "state": state,
        "place": place,
        "recall_open": recall,
    }
    return cast("Record", row)


def meant(says: Says, *rows: Record, number: int | None = None, place: int | None = None) -> str:
    """Return the number of the order that is meant, or why none is."""
    said = WordedAnswer(says=says, number=number, place=place)
    try:
        found = order_meant(said, list(rows))
    except NoOrder as none:
        return none.why
    return f"{found['number'][-3:].lstrip('0')}-{found['place']}"


# What an answer can be about. Whoever is there may say so of work that is done, but not take it on.
SUITED: Final[dict[Says, frozenset[TaskState]]] = {
    Says.ACKNOWLEDGE: GOES_ON | DONE,
    Says.EN_ROUTE: GOES_ON | DONE,
    Says.ON_SCENE: GOES_ON | DONE,
    Says.COMPLETED: GOES_ON | DONE,
    Says.DECLINE: ASKED | {_S.ACKNOWLEDGED, _S.DECLINED},
    Says.CANCEL: frozenset(),
}


@pytest.mark.parametrize("says", Says)
def test_an_answer_suits_only_what_can_still_be_answered_so(says: Says) -> None:
    found = {state for state in _S if meant(says, order(7, state)) == "7-1"}
    assert found == SUITED[says]


@pytest.mark.parametrize("state", _S)
def test_that_it_is_over_is_heard_only_where_somebody_must_hear_it(state: TaskState) -> None:
    assert meant(Says.CANCEL, order(7, state)) == NO_ORDER
    assert meant(Says.CANCEL, order(7, state, recall=True), order(8)) == "7-1"


@pytest.mark.parametrize(
    ("rows", "number", "place", "expected"),
    [
        ([], None, None, NO_ORDER),
        ([order(7)], None, None, "7-1"),
        ([order(7)], 8, None, NO_ORDER),
        ([order(7), order(8)], None, None, SEVERAL),
        ([order(7), order(8)], 8, None, "8-1"),
        # Without its place the number means the first order of the incident, or the only open one.
        ([order(7), order(7, place=2)], 7, None, "7-1"),
        ([order(7), order(7, place=2)], 7, 2, "7-2"),
        ([order(7, _S.CANCELLED), order(7, place=2)], 7, None, "7-2"),
        ([order(7, place=2), order(7, place=3)], 7, None, SEVERAL),
        ([order(7)], 7, 2, NO_ORDER),
        # What is over does not stand in the way of what is open.
        ([order(6, _S.ABORTED), order(7)], None, None, "7-1"),
    ],
)
def test_a_number_names_one_order_and_silence_the_only_one(
    rows: list[Record], number: int | None, place: int | None, expected: str
) -> None:
    assert meant(Says.ACKNOWLEDGE, *rows, number=number, place=place) == expected


ROWS: Final = st.lists(
    st.builds(
        order,
        st.integers(1, 3),
        st.sampled_from(list(_S)),
        place=st.integers(1, 2),
        recall=st.booleans(),
    ),
    max_size=5,
)


@given(st.sampled_from(list(Says)), ROWS, st.one_of(st.none(), st.integers(1, 3)))
def test_an_answer_never_reaches_the_order_of_another_incident(
    says: Says, rows: list[Record], number: int | None
) -> None:
    found = meant(says, *rows, number=number)
    count, _, place = found.partition("-")
    assert found in {NO_ORDER, SEVERAL} or number in {None, int(count)}
    # Two that suit are never guessed between: without a number no other one suits.
    others = {meant(says, row) for row in rows} - {found, NO_ORDER}
    assert number is not None or not place or others == set()


@given(st.text(max_size=60))
def test_whatever_is_written_it_is_read_or_left_to_a_person(text: str) -> None:
    said = read_answer(text)
    assert said is None or said.number is None or 0 <= said.number < 10**9


WORDS: Final = {
    "ok": Says.ACKNOWLEDGE,
    "tolak": Says.DECLINE,
    "otw": Says.EN_ROUTE,
    "tiba": Says.ON_SCENE,
    "selesai": Says.COMPLETED,
    "batal": Says.CANCEL,
}


@given(
    st.sampled_from(list(WORDS)),
    st.integers(1, 999_999),
    st.sampled_from(["{} {}", "{}{}", "{} #{}", "{}, {}.", "  {}\n{}  ", "{} MJK-26-{:06d}"]),
    st.sampled_from(["upper", "lower", "title"]),
)
def test_every_spelling_of_an_answer_names_its_number(
    word: str, number: int, form: str, spell: str
) -> None:
    said = read_answer(form.format(getattr(word, spell)(), number))
    assert said is not None
    assert (said.says, said.number, said.note) == (WORDS[word], number, "")


@pytest.mark.parametrize("notice", ["task.assigned", "task.released"])
def test_an_order_is_told_until_it_is_answered(notice: str) -> None:
    told = {state for state in _S if is_needed(notice, {"state": state})}
    assert told == OFFERED


@pytest.mark.parametrize("notice", ["task.cancelled", "task.aborted"])
@pytest.mark.parametrize("heard", [True, False])
def test_a_recall_is_told_until_a_human_has_heard_it(notice: str, *, heard: bool) -> None:
    facts = {"state": "aborted", "recall_acknowledged_at": object() if heard else None}
    assert is_needed(notice, facts) is not heard


@pytest.mark.parametrize("notice", ["task.returned", "task.reinforced"])
def test_that_it_is_not_done_or_more_are_wanted_is_always_told(notice: str) -> None:
    assert all(is_needed(notice, {"state": state}) for state in _S)


def letter(notice: str, **more: Any) -> dict[str, Any]:
    usual = {
        "state": "dead",
        "handled_at": None,
        "notice": notice,
        "recall_acknowledged_at": None,
        "task_state": _S.ASSIGNED,
        "incident_state": "dispatched",
    }
    return {**usual, **more}


def test_a_person_must_call_for_an_order_nobody_answered_while_the_incident_is_open() -> None:
    needed = {
        (state, incident)
        for state in _S
        for incident in IncidentState
        if waits_for_person(letter("task.assigned", task_state=state, incident_state=incident))
    }
    assert needed == {(state, incident) for state in ASKED for incident in OPEN}


@pytest.mark.parametrize(
    ("more", "waits"),
    [
        ({}, True),
        ({"state": "due"}, False),
        ({"state": "done"}, False),
        ({"handled_at": object()}, False),
        ({"recall_acknowledged_at": object()}, False),
        # Whoever drives must turn back although the incident is long over.
        ({"incident_state": "closed", "task_state": _S.ABORTED}, True),
    ],
)
def test_a_recall_waits_for_a_person_until_somebody_has_heard_it(
    more: dict[str, Any], *, waits: bool
) -> None:
    assert waits_for_person(letter("task.aborted", **more)) is waits
