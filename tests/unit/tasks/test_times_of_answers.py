"""The times of an agency's answers: what was said, what is possible, and in whatever order."""

from datetime import datetime
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.kernel.errors import Conflict
from dispatch.kernel.said_time import exactly, read_time
from dispatch.tasks.answer import acknowledge, decline, record_delivered, record_seen
from dispatch.tasks.decline_cause import read_cause
from dispatch.tasks.events import TaskAcknowledged, TaskDelivered, TaskOnScene
from dispatch.tasks.lifecycle import STEPS, TaskState, implied_by, stamp_of
from dispatch.tasks.models import Task
from dispatch.tasks.progress import progress, resume
from dispatch.tasks.record_answer import Answer
from tests.support.ledger import START, Ledger, after, put_task

_S: Final = TaskState
NOW: Final = 600.0
# What a telephone may say, in seconds after the order; its clock may be anywhere.
CLOCKS: Final = st.one_of(st.none(), st.floats(-90_000, 90_000))


def said(seconds: float | None, **more: Any) -> Answer:
    at = None if seconds is None else exactly(after(seconds))
    return Answer(by="Komandan Budi", at=at, **more)


def stamps(task: Task) -> dict[TaskState, datetime]:
    found = {step: getattr(task, stamp_of(step)) for step in STEPS}
    return {step: at for step, at in found.items() if at is not None}


async def tell(work: Ledger, task: Task, steps: list[tuple[TaskState, float | None]]) -> None:
    for step, seconds in steps:
        await progress(work, task, step, said(seconds))


@given(st.lists(st.tuples(st.sampled_from(list(STEPS)), CLOCKS), min_size=1, max_size=8))
async def test_whatever_is_told_in_whatever_order_is_kept_and_possible(
    told: list[tuple[TaskState, float | None]],
) -> None:
    work = Ledger(at=NOW)
    task = put_task(work)
    await tell(work, task, told)
    known = stamps(task)
    assert set(known) == {step for step, _ in told}
    # Nothing happened before the order, and nothing that has yet to come.
    assert all(START <= at <= work.now for at in known.values())
    # The order stands where the furthest step that was told has brought it.
    assert task.state == max(known, key=list(STEPS).index)
    # What is only implied has no time, and what has a time is not only implied.
    assert not set(task.implied) & set(known)
    proven = {step for told_step in known for step in implied_by(told_step)}
    assert set(task.implied) == proven - set(known)


@given(st.permutations(list(STEPS)), st.lists(st.integers(1, 500), min_size=5, max_size=5))
async def test_steps_told_with_true_times_stand_whole_in_any_order(
    order: list[TaskState], pauses: list[int]
) -> None:
    true = {step: float(sum(pauses[: i + 1])) for i, step in enumerate(STEPS)}
    work = Ledger(at=5_000)
    task = put_task(work)
    await tell(work, task, [(step, true[step]) for step in order])
    assert stamps(task) == {step: after(at) for step, at in true.items()}
    assert (task.implied, task.flags, task.said) == ([], [], {})


@given(st.lists(st.tuples(st.sampled_from(list(STEPS)), CLOCKS), min_size=1, max_size=6), CLOCKS)
async def test_an_answer_that_is_said_again_changes_nothing(
    told: list[tuple[TaskState, float | None]], again_at: float | None
) -> None:
    work = Ledger(at=NOW)
    task = put_task(work)
    await tell(work, task, told)
    before, facts = task.model_dump(), work.facts()
    work.be_at(NOW + 60)
    await tell(work, task, [(step, again_at) for step, _ in told])
    assert (task.model_dump(), work.facts()) == (before, facts)


@pytest.mark.parametrize(
    ("seconds", "counts", "flags"),
    [
        (None, NOW, []),
        (NOW, NOW, []),
        (300, 300, []),
        (NOW + 2, NOW, []),
        (NOW + 3, NOW, ["time_ahead"]),
        (NOW + 900, NOW, ["time_ahead"]),
        (NOW + 901, NOW, ["time_hopeless"]),
        (0, 0, []),
        (-2, 0, []),
        (-3, 0, ["time_too_early"]),
        (-900, 0, ["time_too_early"]),
        (-901, NOW, ["time_hopeless"]),
    ],
)
async def test_a_clock_counts_as_far_as_it_can_be_right(
    seconds: float | None, counts: float, flags: list[str]
) -> None:
    work = Ledger(at=NOW)
    task = put_task(work)
    await acknowledge(work, task, said(seconds))
    assert (task.acknowledged_at, task.flags) == (after(counts), flags)
    fact = work.last(TaskAcknowledged)
    assert (fact.at, fact.flags) == (after(counts), flags)
    assert (fact.said_at is not None) == bool(flags) == ("acknowledged_at" in task.said)


@pytest.mark.parametrize(
    ("words", "counts", "flags"),
    [
        ("tadi sore", NOW, ["time_unreadable", "time_hopeless"]),
        ("2026-11-22T12:05:00", 300, ["time_without_zone"]),
        ("2026-11-22T05:05:00", NOW, ["time_without_zone", "time_hopeless"]),
        ("1970-01-01T00:00:00Z", NOW, ["time_hopeless"]),
        ("0001-01-01T00:00:00", NOW, ["time_without_zone", "time_hopeless"]),
        ("9999-12-31T23:59:59", NOW, ["time_without_zone", "time_hopeless"]),
        (1_795_324_000, 400, []),
        (float("nan"), NOW, ["time_unreadable", "time_hopeless"]),
        (10**400, NOW, ["time_unreadable", "time_hopeless"]),
        ({"at": 1}, NOW, ["time_unreadable", "time_hopeless"]),
    ],
)
async def test_words_that_are_no_time_cost_nobody_the_answer(
    words: object, counts: float, flags: list[str]
) -> None:
    work = Ledger(at=NOW)
    task = put_task(work)
    await progress(work, task, _S.ON_SCENE, Answer(by="Budi", at=read_time(words)))
    assert (task.on_scene_at, task.flags) == (after(counts), flags)
    assert task.said == ({"on_scene_at": str(words)[:100]} if flags else {})


async def test_an_earlier_step_lies_before_what_is_known_to_have_come_after_it() -> None:
    work = Ledger(at=NOW)
    task = put_task(work)
    await tell(work, task, [(_S.ON_SCENE, 400), (_S.EN_ROUTE, None), (_S.UNIT_ASSIGNED, 450)])
    assert stamps(task) == {
        _S.UNIT_ASSIGNED: after(400),
        _S.EN_ROUTE: after(400),
        _S.ON_SCENE: after(400),
    }
    assert (task.flags, task.implied) == (["time_ahead"], [_S.ACKNOWLEDGED])


async def test_a_step_with_an_earlier_time_than_the_one_before_is_kept_and_doubted() -> None:
    work = Ledger(at=NOW)
    task = put_task(work)
    await tell(work, task, [(_S.EN_ROUTE, 500), (_S.ON_SCENE, 200)])
    assert (task.en_route_at, task.on_scene_at) == (after(500), after(200))
    assert task.flags == ["steps_out_of_order"]
    assert work.last(TaskOnScene).flags == ["steps_out_of_order"]


async def test_a_proof_of_delivery_that_comes_after_the_answer_leaves_the_state() -> None:
    work = Ledger(at=NOW)
    task = put_task(work)
    await acknowledge(work, task, said(50))
    await record_delivered(work, task, by="sms", at=after(20))
    assert (task.state, task.delivered_at) == (_S.ACKNOWLEDGED, after(20))
    assert (work.last(TaskDelivered).by, work.last(TaskDelivered).at) == ("sms", after(20))
    await record_delivered(work, task, by="webhook", at=after(40))
    assert (task.delivered_at, work.facts().count("task.delivered")) == (after(20), 1)
    # Looking at it after it was taken says nothing new.
    await record_seen(work, task)
    assert task.seen_at is None


async def test_an_answer_after_the_time_was_up_is_marked_late_and_counts() -> None:
    work = Ledger(at=NOW)
    task = put_task(work, _S.EXPIRED)
    await acknowledge(work, task, said(None))
    assert (task.state, work.last(TaskAcknowledged).late) == (_S.ACKNOWLEDGED, True)


async def test_an_answer_to_an_older_picture_is_refused_but_not_its_repetition() -> None:
    work = Ledger(at=NOW)
    task = put_task(work)
    with pytest.raises(Conflict) as stale:
        await acknowledge(work, task, said(None, version=9))
    assert (stale.value.code, task.state) == ("conflict.stale_version", _S.ASSIGNED)
    await acknowledge(work, task, said(None, version=1))
    await acknowledge(work, task, said(None, version=1))
    with pytest.raises(Conflict):
        await progress(work, task, _S.EN_ROUTE, said(None, version=1))


@pytest.mark.parametrize(
    ("how", "flags"),
    [("telepon Pak Budi", ["on_behalf"]), ("", ["on_behalf", "on_behalf_unexplained"]), (None, [])],
)
async def test_what_the_desk_says_for_an_agency_is_marked(
    how: str | None, flags: list[str]
) -> None:
    work = Ledger(at=NOW)
    task = put_task(work)
    await acknowledge(work, task, said(None, on_behalf=how))
    assert (task.flags, work.last(TaskAcknowledged).on_behalf) == (flags, how)
    # Who was said to have told it stays when the agency answers itself afterwards.
    await progress(work, task, _S.EN_ROUTE, said(None))
    assert (task.flags, task.on_behalf) == (flags, how or None)


@pytest.mark.parametrize(
    ("word", "note", "kept", "flags"),
    [
        ("no_resource", "", "", []),
        ("no_resource", "semua unit di Gedeg", "semua unit di Gedeg", []),
        ("mogok", "", "mogok", ["decline_cause_unknown"]),
        ("mogok", "ban pecah", "ban pecah", ["decline_cause_unknown"]),
        ("other", "", "", ["decline_without_note"]),
        (None, "", "", ["decline_cause_missing", "decline_without_note"]),
        (None, "penuh", "penuh", ["decline_cause_missing"]),
    ],
)
async def test_a_refusal_counts_with_whatever_reason_it_has(
    word: str | None, note: str, kept: str, flags: list[str]
) -> None:
    work = Ledger(at=NOW)
    task = put_task(work, note="bawa tangga")
    await decline(work, task, read_cause(word), said(None, note=note))
    assert (task.state, task.flags) == (_S.DECLINED, flags)
    assert task.note == (kept or "bawa tangga")
    assert task.said == ({"decline_cause": "mogok"} if word == "mogok" else {})


@pytest.mark.parametrize("further", [step for step in STEPS if step is not _S.COMPLETED])
async def test_work_goes_on_where_it_stood_before_completed_was_pressed(further: TaskState) -> None:
    work = Ledger(at=NOW)
    task = put_task(work)
    await tell(work, task, [(further, 100), (_S.COMPLETED, 200)])
    before = stamps(task)
    await resume(work, task, said(None, note="salah pencet"))
    assert (task.state, task.completed_at) == (further, None)
    assert stamps(task) == {step: at for step, at in before.items() if step is not _S.COMPLETED}
    await tell(work, task, [(_S.COMPLETED, 500)])
    assert task.completed_at == after(500)
