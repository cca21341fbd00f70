"""The states of a report and the events between them."""

from enum import StrEnum

from dispatch.kernel.lifecycle import Lifecycle


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

LIFECYCLE = Lifecycle(
    "report",
    {
        (_S.RECEIVED, _S.TRIAGED): "report.triaged",
        **{
            (state, _S.LINKED): "report.linked"
            for state in (_S.RECEIVED, _S.TRIAGED, _S.DISCARDED, _S.REFERRED, _S.LINKED)
        },
        **{(state, _S.DISCARDED): "report.discarded" for state in WAITING},
        **{(state, _S.REFERRED): "report.referred" for state in WAITING},
    },
)
