"""An order as people and agencies see it: one shape for HTTP, board, portal and webhooks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from pydantic import Field

from dispatch.kernel.store.read_transaction import Columns
from dispatch.kernel.web.view import ReasonView, View
from dispatch.tasks.assign import OverrideReason
from dispatch.tasks.lifecycle import DeclineCause, TaskState
from dispatch.tasks.models import Task
from dispatch.tasks.reasons import reason_views
from dispatch.tasks.stamps import TaskStamps


class TaskView(TaskStamps, View):
    """An order and its times.

    An agency sees its own orders whole; of the orders of others only how far they are: what they
    said and who said it is between them and the centre.
    """

    between_agency_and_centre: ClassVar[Mapping[str, Any]] = {
        "reasons": (),
        "note": "",
        "acknowledged_by": None,
        "recall_acknowledged_by": None,
        "decline_cause": None,
        "flags": (),
        "said": {},
        "on_behalf": None,
        "override_reason": None,
    }

    id: UUID
    incident_id: UUID
    agency_id: str
    agency_name: str | None
    service: str
    state: TaskState
    attempt: int = Field(description="1, and one more each time the order was given anew.")
    stand_by: bool = Field(description="Be ready, do not go yet.")
    count: int = Field(description="How many crews are wanted.")
    drill: bool = Field(description="An exercise: nobody is in danger.")
    reasons: tuple[ReasonView, ...]
    note: str
    assigned_at: datetime
    acknowledged_by: str | None
    decline_cause: DeclineCause | None
    recall_open: bool = Field(
        description="It was taken back, and nobody at the agency has said that he heard of it."
    )
    recall_acknowledged_by: str | None
    flags: tuple[str, ...] = Field(description="What is doubtful in the agency's answers.")
    implied: tuple[str, ...] = Field(
        description="Steps that a later one proves; nobody told their time."
    )
    said: dict[str, str] = Field(
        description="The agency's own words, by member, where another value counts."
    )
    on_behalf: str | None = Field(
        description="How the desk learnt what it answered for the agency."
    )
    override_reason: OverrideReason | None = Field(
        description="Why another agency than the plan's was asked."
    )
    replaces_task_id: UUID | None
    version: int

    def for_others(self) -> "TaskView":
        """Return what another agency that was asked may see of it."""
        return self.model_copy(update=dict(self.between_agency_and_centre))


# What a view is made from, whatever else a statement reads: `SELECT {SELECTED} {FROM} WHERE ...`.
_COLUMNS: Final = (
    *(name for name in Task.model_fields if name in TaskView.model_fields),
    "reason_params",
)
SELECTED: Final = ", ".join(
    (*(f"t.{name}" for name in _COLUMNS), "a.name AS agency_name", "i.drill AS drill")
)
FROM: Final = (
    "FROM task t JOIN agency a ON a.id = t.agency_id JOIN incident i ON i.id = t.incident_id"
)


def task_view(row: Columns) -> TaskView:
    """Return the view of a row read with `SELECTED`."""
    return TaskView.model_validate(
        {**row, "reasons": reason_views(row["reasons"], row["reason_params"])}
    )
