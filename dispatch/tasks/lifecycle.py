"""The states of a task and the events between them.

A task begins as an order. What is only planned is a line of the incident's plan
(`dispatch/tasks/plan.py`), advice that nobody has to answer
(docs/adr/0015-planned-and-returned.md).
"""

from enum import StrEnum

from dispatch.kernel.lifecycle import Lifecycle


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
_STEPS = (_S.ACKNOWLEDGED, _S.UNIT_ASSIGNED, _S.EN_ROUTE, _S.ON_SCENE, _S.COMPLETED)

LIFECYCLE = Lifecycle(
    "task",
    {
        (_S.ASSIGNED, _S.DELIVERED): "task.delivered",
        (_S.ASSIGNED, _S.SEEN): "task.seen",
        (_S.DELIVERED, _S.SEEN): "task.seen",
        # A late answer of an agency that was passed over is still an answer.
        **{(state, _S.ACKNOWLEDGED): "task.acknowledged" for state in (*OFFERED, _S.EXPIRED)},
        **{
            (state, _S.DECLINED): "task.declined"
            for state in (*OFFERED, _S.EXPIRED, _S.ACKNOWLEDGED)
        },
        **{(state, _S.EXPIRED): "task.expired" for state in OFFERED},
        # A step may be skipped: a crew that forgot to press "en route" can still say "on scene".
        **{(old, new): f"task.{new}" for i, old in enumerate(_STEPS) for new in _STEPS[i + 1 :]},
        **{(state, _S.CANCELLED): "task.cancelled" for state in (*OFFERED, _S.EXPIRED)},
        **{(state, _S.ABORTED): "task.aborted" for state in ACCEPTED},
        (_S.COMPLETED, _S.VERIFIED): "task.verified",
        (_S.COMPLETED, _S.RETURNED): "task.returned",
    },
)
