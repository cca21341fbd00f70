"""The states of an incident and the events between them."""

from enum import StrEnum
from typing import Final

from dispatch.incidents.events import (
    IncidentCancelled,
    IncidentClassified,
    IncidentClosed,
    IncidentControlled,
    IncidentDispatched,
    IncidentInProgress,
    IncidentMerged,
    IncidentOpened,
    IncidentReferred,
    IncidentReopened,
    IncidentUnmerged,
    IncidentVerified,
    IncidentVerifying,
)
from dispatch.kernel.lifecycle import Lifecycle
from dispatch.kernel.store.event_log import Event


class IncidentState(StrEnum):
    """How far an incident has come, from its first report to its verification."""

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
BEFORE_SENDING = (_S.RECEIVED, _S.VERIFYING, _S.PENDING, _S.REOPENED)

LIFECYCLE: Final[Lifecycle[IncidentState, Event]] = Lifecycle(
    "incident",
    IncidentState,
    # An incident whose type is unknown has yet to be classified.
    begins={_S.RECEIVED: IncidentOpened, _S.PENDING: IncidentOpened},
    transitions={
        (_S.RECEIVED, _S.VERIFYING): IncidentVerifying,
        (_S.RECEIVED, _S.PENDING): IncidentClassified,
        (_S.VERIFYING, _S.PENDING): IncidentClassified,
        # A missing place or type never blocks sending, so every state before it leads to
        # dispatched.
        **{(state, _S.DISPATCHED): IncidentDispatched for state in BEFORE_SENDING},
        (_S.DISPATCHED, _S.IN_PROGRESS): IncidentInProgress,
        (_S.IN_PROGRESS, _S.CONTROLLED): IncidentControlled,
        (_S.DISPATCHED, _S.CONTROLLED): IncidentControlled,
        **{(state, _S.CLOSED): IncidentClosed for state in sorted(OPEN)},
        **{(state, _S.MERGED): IncidentMerged for state in sorted(OPEN)},
        **{(state, _S.CANCELLED): IncidentCancelled for state in sorted(OPEN)},
        **{(state, _S.REFERRED): IncidentReferred for state in sorted(OPEN)},
        **{(_S.MERGED, state): IncidentUnmerged for state in sorted(OPEN)},
        (_S.CLOSED, _S.VERIFIED): IncidentVerified,
        (_S.CLOSED, _S.REOPENED): IncidentReopened,
        (_S.CANCELLED, _S.REOPENED): IncidentReopened,
        (_S.REFERRED, _S.REOPENED): IncidentReopened,
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
