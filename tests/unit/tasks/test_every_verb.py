"""Every verb on an order in every state: done, without effect, or refused with its code."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

import pytest

from dispatch.kernel.errors import TanggapError
from dispatch.tasks.answer import acknowledge, decline, record_delivered, record_seen
from dispatch.tasks.decline_cause import read_cause
from dispatch.tasks.lifecycle import ACCEPTED, LIFECYCLE, OFFERED, STEPS, TaskState, stamp_of
from dispatch.tasks.models import Task
from dispatch.tasks.progress import cancel, expire, progress, resume
from dispatch.tasks.recall import acknowledge_recall
from dispatch.tasks.record_answer import Answer
from dispatch.tasks.reinforce import reinforce
from dispatch.tasks.release import release
from dispatch.tasks.verify import return_task, verify
from tests.support.ledger import Ledger, after, put_task

Outcome: TypeAlias = Mapping[TaskState, TaskState | str]
Verb: TypeAlias = Callable[[Ledger, Task], Awaitable[Any]]
_S: Final = TaskState
HEARD: Final = Answer(by="Komandan Budi")
UNANSWERED: Final = OFFERED | {_S.EXPIRED}
NOT_LIVE: Final = "task.not_live"
NO_WAY: Final = "task.illegal_transition"


def step(to: TaskState) -> Verb:
    return lambda work, task: progress(work, task, to, HEARD)


VERBS: Final[dict[str, Verb]] = {
    "delivered": lambda work, task: record_delivered(work, task, by="webhook"),
    "seen": record_seen,
    "acknowledge": lambda work, task: acknowledge(work, task, HEARD),
    "decline": lambda work, task: decline(work, task, read_cause("no_resource"), HEARD),
    **{str(to): step(to) for to in STEPS if to is not _S.ACKNOWLEDGED},
    "resume": lambda work, task: resume(work, task, HEARD),
    "release": release,
    "reinforce": lambda work, task: reinforce(work, task, 3),
    "cancel": lambda work, task: cancel(work, task, reason="sudah padam"),
    "expire": expire,
    "heard of the recall": lambda work, task: acknowledge_recall(work, task, HEARD),
    "verify": verify,
    "return": lambda work, task: return_task(work, task, reason="masih berasap"),
}


def going_on(to: TaskState) -> Outcome:
    """Return where a step of the agency's work leads from each state."""
    known = [*ACCEPTED, _S.COMPLETED, _S.VERIFIED, _S.RETURNED]
    behind = {state: state for state in known if state not in STEPS or is_further(state, to)}
    return {**dict.fromkeys([*UNANSWERED, *ACCEPTED], to), **behind}


def is_further(state: TaskState, to: TaskState) -> bool:
    order = list(STEPS)
    return order.index(state) >= order.index(to)


# Verb -> what becomes of the order by the state it was in; in all others the last refusal.
OUTCOMES: Final[dict[str, tuple[Outcome, str]]] = {
    "delivered": ({state: state for state in _S} | {_S.ASSIGNED: _S.DELIVERED}, ""),
    "seen": ({state: state for state in _S} | dict.fromkeys(OFFERED, _S.SEEN), ""),
    "acknowledge": (going_on(_S.ACKNOWLEDGED), NO_WAY),
    "decline": (
        dict.fromkeys([*UNANSWERED, _S.ACKNOWLEDGED, _S.DECLINED], _S.DECLINED),
        NO_WAY,
    ),
    **{str(to): (going_on(to), NO_WAY) for to in STEPS if to is not _S.ACKNOWLEDGED},
    "resume": (
        {
            **dict.fromkeys(UNANSWERED, "task.not_accepted"),
            **{state: state for state in ACCEPTED},
            _S.COMPLETED: _S.ACKNOWLEDGED,
        },
        NO_WAY,
    ),
    "release": (
        {
            **dict.fromkeys([*OFFERED, _S.ACKNOWLEDGED, _S.UNIT_ASSIGNED], _S.ASSIGNED),
            **{state: state for state in (_S.EN_ROUTE, _S.ON_SCENE)},
        },
        NOT_LIVE,
    ),
    "reinforce": ({state: state for state in OFFERED | ACCEPTED}, NOT_LIVE),
    "cancel": (
        {**dict.fromkeys(UNANSWERED, _S.CANCELLED), **dict.fromkeys(ACCEPTED, _S.ABORTED)},
        NO_WAY,
    ),
    "expire": (dict.fromkeys(OFFERED, _S.EXPIRED), NO_WAY),
    "heard of the recall": (
        {state: state for state in (_S.CANCELLED, _S.ABORTED)},
        "task.not_recalled",
    ),
    "verify": ({_S.COMPLETED: _S.VERIFIED}, NO_WAY),
    "return": ({_S.COMPLETED: _S.RETURNED}, NO_WAY),
}


EXPECTED: Final = {
    verb: {state: outcomes.get(state, otherwise) for state in TaskState}
    for verb, (outcomes, otherwise) in OUTCOMES.items()
}


def begin(verb: str, state: TaskState) -> tuple[Ledger, Task]:
    work = Ledger(at=60)
    return work, put_task(work, state, stand_by=verb == "release")


async def outcome(verb: str, work: Ledger, task: Task) -> TaskState | str:
    """Return the state that a verb leads to, or the code with which it is refused."""
    state, before, facts = task.state, task.model_dump(), work.facts()
    try:
        await VERBS[verb](work, task)
    except TanggapError as refused:
        code, said = refused.code, refused.params["state"]
    else:
        return TaskState(task.state)
    assert (said, task.model_dump(), work.facts()) == (state, before, facts)
    return code


def moves_of(verb: str) -> list[tuple[TaskState, TaskState]]:
    """Return from which state to which other one a verb leads."""
    outcomes = EXPECTED[verb].items()
    return [(state, to) for state, to in outcomes if isinstance(to, TaskState) and to is not state]


def test_no_verb_is_forgotten() -> None:
    assert set(OUTCOMES) == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
async def test_a_verb_leads_where_it_may_and_is_refused_elsewhere(verb: str) -> None:
    found = {state: await outcome(verb, *begin(verb, state)) for state in TaskState}
    assert found == EXPECTED[verb]


@pytest.mark.parametrize("verb", VERBS)
async def test_whoever_moves_an_order_says_so_in_the_log_and_stamps_it(verb: str) -> None:
    for state, to in moves_of(verb):
        work, task = begin(verb, state)
        await VERBS[verb](work, task)
        kinds = {kind.type for (_, end), kind in LIFECYCLE.transitions.items() if end is to}
        assert work.facts()[-1] in kinds
        # What comes back to where it was keeps its first time there.
        assert verb in {"release", "resume"} or getattr(task, stamp_of(to)) == after(60)


@pytest.mark.parametrize("verb", VERBS)
async def test_pressed_twice_is_pressed_once(verb: str) -> None:
    ends = {"cancel", "expire", "verify", "return"}
    for state in TaskState:
        work, task = begin(verb, state)
        first = await outcome(verb, work, task)
        once, facts = task.model_dump(), work.facts()
        work.be_at(90)
        again = await outcome(verb, work, task)
        # What has ended an order cannot end it again, and says so.
        assert again == (NO_WAY if verb in ends and first in set(TaskState) else first)
        assert (task.model_dump(), work.facts()) == (once, facts)
