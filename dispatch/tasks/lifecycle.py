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
    TaskReturned,
    TaskSeen,
    TaskUnitAssigned,
    TaskVerified,
)


class TaskState(StrEnum):
    """Where an order stands.

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
    """Why an agency refuses; always one of these."""

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
# The steps of an order that was taken, in their order.
STEPS: Final[Mapping[TaskState, type[Event]]] = {
    _S.ACKNOWLEDGED: TaskAcknowledged,
    _S.UNIT_ASSIGNED: TaskUnitAssigned,
    _S.EN_ROUTE: TaskEnRoute,
    _S.ON_SCENE: TaskOnScene,
    _S.COMPLETED: TaskCompleted,
}

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
        **{(state, _S.CANCELLED): TaskCancelled for state in (*OFFERED, _S.EXPIRED)},
        **{(state, _S.ABORTED): TaskAborted for state in ACCEPTED},
        (_S.COMPLETED, _S.VERIFIED): TaskVerified,
        (_S.COMPLETED, _S.RETURNED): TaskReturned,
    },
)
