"""Calls and call-backs as the board and the API show them."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from dispatch.kernel.web.view import View
from intake.calls.models import Call, CallBack
from intake.reports.schemas import mask_phone
from intake.reports.view import ReportCallView


class CallBackView(View):
    """A call-back that is owed, or was made."""

    id: UUID
    call_id: str = Field(description="The telephone system's own id of the call.")
    number: str = Field(description="Masked unless the reader's role needs it.")
    abandoned_at: datetime
    due_at: datetime
    short: bool = Field(description="They hung up within seconds.")
    state: str
    outcome: str | None
    done_at: datetime | None


def call_back_view(row: CallBack, *, call_id: str, see_number: bool) -> CallBackView:
    """Return the view of a call-back; the number is masked unless `see_number`."""
    return CallBackView.model_validate(
        {
            **row.__dict__,
            "call_id": call_id,
            "number": row.number if see_number else mask_phone(row.number) or "",
        }
    )


def report_call_view(row: Call, *, see_number: bool) -> ReportCallView:
    """Return what the form shows of the call that a report came by.

    The state shown is the one that the log tells, so that a snapshot equals the deltas before it:
    holding and transferring are not facts of the log.
    """
    stamps = {"ended": row.ended_at, "abandoned": row.abandoned_at, "answered": row.answered_at}
    return ReportCallView(
        call_id=row.call_id,
        trunk=row.trunk,
        state=next((state for state, at in stamps.items() if at is not None), "ringing"),
        ani=row.ani if see_number else None,
        agent_extension=row.agent_extension,
        presumed_service=row.presumed_service,
        answered_at=row.answered_at,
        abandoned_at=row.abandoned_at,
    )
