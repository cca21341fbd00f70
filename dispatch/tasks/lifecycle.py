"""The states of a task and the events between them.

A task begins as an order. What is only planned is a line of the incident's plan
(`dispatch/tasks/plan.py`), advice that nobody has to answer
(docs/adr/0015-planned-and-returned.md).
"""

from collections.abc import Mapping
from enum import StrEnum
from itertools import combinations
from typing import Final

from dispatch.kernel.lifecycle import Lifecycle
from dispatch.kernel.store.event_log import Event
from dispatch.tasks.events import (
    AgencyAnswer,
    TaskAborted,
    TaskAcknowledged,
    TaskAssigned,
    TaskCancelled,
    TaskCompleted,
    TaskDeclined,
    TaskDelivered,
    TaskEnRoute,
    TaskExpired,
    TaskOnScene,
    TaskReleased,
    TaskResumed,
    TaskReturned,
    TaskSeen,
    TaskUnitAssigned,
    TaskVerified,
)


class TaskState(StrEnum):
    """How far an order has come.

    Delivered, seen, acknowledged and unit sent are four separate times.
    """

    ASSIGNED = "assigned"
    DELIVERED = "delivered"
    SEEN = "seen"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"
    EXPIRED = "expired"
    UNIT_ASSIGNED = "unit_assigned"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ABORTED = "aborted"
    VERIFIED = "verified"
    RETURNED = "returned"


class DeclineCause(StrEnum):
    """Why an agency declines an order; always one of these."""

    NOT_OUR_AREA = "not_our_area"
    NOT_OUR_SERVICE = "not_our_service"
    NO_RESOURCE = "no_resource"
    DUPLICATE = "duplicate"
    NEED_INFORMATION = "need_information"
    UNSAFE = "unsafe"
    OTHER = "other"


_S = TaskState
OFFERED = frozenset({_S.ASSIGNED, _S.DELIVERED, _S.SEEN})
ACCEPTED = frozenset({_S.ACKNOWLEDGED, _S.UNIT_ASSIGNED, _S.EN_ROUTE, _S.ON_SCENE})
LIVE = OFFERED | ACCEPTED
# Somebody still may answer the order, or has it or has done it: nobody else is asked instead.
TAKEN_OR_ASKED = LIVE | {_S.COMPLETED, _S.VERIFIED}
# The centre took it back; a human at the agency must have heard of it.
RECALLED = frozenset({_S.CANCELLED, _S.ABORTED})
# What an agency says of its own work, in the order in which it happens.
STEPS: Final[Mapping[TaskState, type[AgencyAnswer]]] = {
    _S.ACKNOWLEDGED: TaskAcknowledged,
    _S.UNIT_ASSIGNED: TaskUnitAssigned,
    _S.EN_ROUTE: TaskEnRoute,
    _S.ON_SCENE: TaskOnScene,
    _S.COMPLETED: TaskCompleted,
}
# In these a step that was forgotten can still be told.
TOLD_AFTERWARDS = ACCEPTED | {_S.COMPLETED, _S.VERIFIED, _S.RETURNED}

LIFECYCLE: Final[Lifecycle[TaskState, Event]] = Lifecycle(
    "task",
    TaskState,
    begins={_S.ASSIGNED: TaskAssigned},
    transitions={
        (_S.ASSIGNED, _S.DELIVERED): TaskDelivered,
        (_S.ASSIGNED, _S.SEEN): TaskSeen,
        (_S.DELIVERED, _S.SEEN): TaskSeen,
        # A late answer of an agency that was passed over is still an answer.
        **{(state, _S.ACKNOWLEDGED): TaskAcknowledged for state in (*OFFERED, _S.EXPIRED)},
        **{(state, _S.DECLINED): TaskDeclined for state in (*OFFERED, _S.EXPIRED, _S.ACKNOWLEDGED)},
        **{(state, _S.EXPIRED): TaskExpired for state in OFFERED},
        # A step may be skipped: a crew that forgot to press "en route" can still say "on scene".
        **{(old, new): STEPS[new] for old, new in combinations(STEPS, 2)},
        # Stand-by is over, go: the order is open again until a human has heard it. Whoever left
        # already only learns that it was right.
        **{
            (state, _S.ASSIGNED): TaskReleased
            for state in (*OFFERED, _S.ACKNOWLEDGED, _S.UNIT_ASSIGNED)
        },
        **{(state, state): TaskReleased for state in (_S.EN_ROUTE, _S.ON_SCENE)},
        # "Completed" was pressed too early: back to the step before it.
        **{(_S.COMPLETED, state): TaskResumed for state in ACCEPTED},
        **{(state, _S.CANCELLED): TaskCancelled for state in (*OFFERED, _S.EXPIRED)},
        **{(state, _S.ABORTED): TaskAborted for state in ACCEPTED},
        (_S.COMPLETED, _S.VERIFIED): TaskVerified,
        (_S.COMPLETED, _S.RETURNED): TaskReturned,
    },
)


def steps_before(step: TaskState) -> tuple[TaskState, ...]:
    """Return the steps that come before `step` in an agency's work."""
    order = tuple(STEPS)
    return order[: order.index(step)]


def implied_by(step: TaskState) -> tuple[TaskState, ...]:
    """Return the steps that must have been taken before `step`, told or not.

    Work can be completed without a unit at the scene (a line switched off from afar), so being
    completed implies only that somebody took the order.
    """
    return (TaskState.ACKNOWLEDGED,) if step is TaskState.COMPLETED else steps_before(step)


def is_behind(state: str, step: TaskState) -> bool:
    """Whether an order in `state` has come as far as `step` or further."""
    if step not in STEPS or state not in TOLD_AFTERWARDS:
        return False
    return state not in ACCEPTED or step not in _ahead_of(TaskState(state))


def _ahead_of(state: TaskState) -> tuple[TaskState, ...]:
    order = tuple(STEPS)
    return order[order.index(state) + 1 :]


def stamp_of(state: TaskState) -> str:
    """Return the column that keeps when the state was reached."""
    return f"{state}_at"
