"""The states of an incident and the events between them."""

from enum import StrEnum

from dispatch.kernel.lifecycle import Lifecycle


class IncidentState(StrEnum):
    """Where an incident stands."""

    RECEIVED = "received"
    VERIFYING = "verifying"
    PENDING = "pending"
    DISPATCHED = "dispatched"
    IN_PROGRESS = "in_progress"
    CONTROLLED = "controlled"
    CLOSED = "closed"
    VERIFIED = "verified"
    MERGED = "merged"
    REFERRED = "referred"
    REOPENED = "reopened"
    CANCELLED = "cancelled"


_S = IncidentState
OPEN = frozenset(
    {
        _S.RECEIVED,
        _S.VERIFYING,
        _S.PENDING,
        _S.DISPATCHED,
        _S.IN_PROGRESS,
        _S.CONTROLLED,
        _S.REOPENED,
    }
)
_BEFORE_SENDING = (_S.RECEIVED, _S.VERIFYING, _S.PENDING, _S.REOPENED)

LIFECYCLE = Lifecycle(
    "incident",
    {
        (_S.RECEIVED, _S.VERIFYING): "incident.verifying",
        (_S.RECEIVED, _S.PENDING): "incident.classified",
        (_S.VERIFYING, _S.PENDING): "incident.classified",
        # A missing place or type never blocks sending, so every state before it leads to
        # dispatched.
        **{(state, _S.DISPATCHED): "incident.dispatched" for state in _BEFORE_SENDING},
        (_S.DISPATCHED, _S.IN_PROGRESS): "incident.in_progress",
        (_S.IN_PROGRESS, _S.CONTROLLED): "incident.controlled",
        (_S.DISPATCHED, _S.CONTROLLED): "incident.controlled",
        **{(state, _S.CLOSED): "incident.closed" for state in sorted(OPEN)},
        **{(state, _S.MERGED): "incident.merged" for state in sorted(OPEN)},
        **{(state, _S.CANCELLED): "incident.cancelled" for state in sorted(OPEN)},
        **{(state, _S.REFERRED): "incident.referred" for state in sorted(OPEN)},
        **{(_S.MERGED, state): "incident.unmerged" for state in sorted(OPEN)},
        (_S.CLOSED, _S.VERIFIED): "incident.verified",
        (_S.CLOSED, _S.REOPENED): "incident.reopened",
        (_S.CANCELLED, _S.REOPENED): "incident.reopened",
        (_S.REFERRED, _S.REOPENED): "incident.reopened",
    },
)


class Disposition(StrEnum):
    """How an incident ended."""

    HANDLED = "handled"
    UNFOUNDED = "unfounded"
    NUISANCE = "nuisance"
    DUPLICATE = "duplicate"
    REFERRED = "referred"
    NO_ACTION = "no_action"
    DRILL = "drill"
