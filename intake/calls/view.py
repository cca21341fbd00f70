"""Calls and call-backs as the board and the API show them."""

from typing import Any

from intake.calls.models import Call, CallBack
from intake.reports.schemas import mask_phone


def call_back_item(row: CallBack, *, call_id: str, see_number: bool) -> dict[str, Any]:
    """Return the members of `CallBackOut`; the number is masked unless `see_number`."""
    item = row.model_dump(exclude={"version", "note", "done_by"})
    return item | {
        "call_id": call_id,
        "number": row.number if see_number else mask_phone(row.number) or "",
    }


def call_item(row: Call, *, see_number: bool) -> dict[str, Any]:
    """Return the member `call` of a report: what the form shows of the call it came by.

    The state shown is the one that the log tells, so that a snapshot equals the deltas before it:
    holding and transferring are not facts of the log.
    """
    stamps = {"ended": row.ended_at, "abandoned": row.abandoned_at, "answered": row.answered_at}
    return {
        "call_id": row.call_id,
        "trunk": row.trunk,
        "state": next((state for state, at in stamps.items() if at is not None), "ringing"),
        "ani": row.ani if see_number else None,
        "agent_extension": row.agent_extension,
        "presumed_service": row.presumed_service,
        "answered_at": row.answered_at,
        "abandoned_at": row.abandoned_at,
    }
