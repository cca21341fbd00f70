"""The states of a report and the events between them."""

from enum import StrEnum
from typing import Final

from dispatch.kernel.lifecycle import Lifecycle
from dispatch.kernel.store.event_log import Event
from intake.reports.events import (
    ReportDiscarded,
    ReportLinked,
    ReportReceived,
    ReportReferred,
    ReportRestored,
)


class ReportState(StrEnum):
    """Where a report stands."""

    RECEIVED = "received"
    TRIAGED = "triaged"
    LINKED = "linked"
    DISCARDED = "discarded"
    REFERRED = "referred"


class DiscardReason(StrEnum):
    """Why a report leads to no incident.

    Nothing is deleted; a discarded report can be linked after all.
    """

    NUISANCE = "nuisance"
    GHOST = "ghost"
    TEST = "test"
    INFORMATION = "information"


_S = ReportState
WAITING = frozenset({_S.RECEIVED, _S.TRIAGED})

LIFECYCLE: Final[Lifecycle[ReportState, Event]] = Lifecycle(
    "report",
    ReportState,
    # A report about which something could be proposed at once begins as triaged.
    begins={_S.RECEIVED: ReportReceived, _S.TRIAGED: ReportReceived},
    transitions={
        **{
            (state, _S.LINKED): ReportLinked
            for state in (_S.RECEIVED, _S.TRIAGED, _S.DISCARDED, _S.REFERRED, _S.LINKED)
        },
        **{(state, _S.DISCARDED): ReportDiscarded for state in (_S.RECEIVED, _S.TRIAGED)},
        **{(state, _S.REFERRED): ReportReferred for state in (_S.RECEIVED, _S.TRIAGED)},
        # Every decision about a report can be taken back: it waits for a person again.
        **{(state, _S.TRIAGED): ReportRestored for state in (_S.LINKED, _S.DISCARDED, _S.REFERRED)},
    },
)
