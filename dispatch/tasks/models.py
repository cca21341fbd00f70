"""Tables of tasks and of the plans they came from."""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.rows import Row, document, required_stamp, text
from dispatch.tasks.lifecycle import LIVE, DeclineCause, TaskState
from dispatch.tasks.stamps import TaskStamps

# The version before this one adds tasks without naming these columns.
_NO_ITEMS: Final = {"server_default": sql("'[]'::jsonb")}
_NO_MEMBERS: Final = {"server_default": sql("'{}'::jsonb")}


class StoredPlan(Row):
    """The routing plan as it was proposed, with its reasons.

    Advice, kept so that it can be judged later.
    """

    __table_name__: ClassVar[str] = "incident_plan"
    id: UUID = Field(primary_key=True)
    incident_id: UUID = Field(foreign_key="incident.id")
    made_at: datetime = required_stamp()
    plan: dict[str, Any] = document()


class StoredPlanTable(StoredPlan, table=True):
    """Table of plans."""

    __tablename__ = "incident_plan"
    __table_args__ = (Index("incident_plan_incident", "incident_id", "made_at"),)


class Task(TaskStamps, Row):
    """An order to one agency, for `count` crews.

    `candidates` are the agencies to ask next if this one declines or stays silent. `implied` names
    steps that a later one proves and whose own time nobody told. `flags` says what is doubtful in
    the agency's answers, `said` keeps their words (column -> words) where another value counts, and
    `on_behalf` is how the desk learnt what it answered for the agency. `recall_open` while an order
    that was taken back may still be carried out: nobody there has said that he heard of it.
    `override_reason` says why a dispatcher asked another agency than the plan did.
    """

    __table_name__: ClassVar[str] = "task"
    id: UUID = Field(primary_key=True)
    incident_id: UUID = Field(foreign_key="incident.id")
    agency_id: str = text(foreign_key="agency.id")
    service: str = text()
    state: str = text()
    attempt: int = Field(default=1)
    stand_by: bool = Field(default=False)
    count: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    reasons: list[str] = document(default_factory=list)
    # What their sentences are filled with, in the same order; None in rows of older versions.
    reason_params: list[dict[str, Any]] | None = document(default=None)
    candidates: list[str] = document(default_factory=list)
    note: str = text(default="")
    assigned_at: datetime = required_stamp()
    assigned_by: str = text()
    recorded_at: datetime = required_stamp()
    acknowledged_by: str | None = text(default=None)
    decline_cause: str | None = text(default=None)
    recall_open: bool = Field(default=False, sa_column_kwargs={"server_default": sql("false")})
    recall_acknowledged_by: str | None = text(default=None)
    flags: list[str] = document(default_factory=list, sa_column_kwargs=_NO_ITEMS)
    implied: list[str] = document(default_factory=list, sa_column_kwargs=_NO_ITEMS)
    said: dict[str, str] = document(default_factory=dict, sa_column_kwargs=_NO_MEMBERS)
    on_behalf: str | None = text(default=None)
    override_reason: str | None = text(default=None)
    replaces_task_id: UUID | None = Field(default=None, foreign_key="task.id")
    version: int = Field(default=1)


class TaskTable(Task, table=True):
    """Table of tasks."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint(check_constraint("state", TaskState), name="task_state"),
        CheckConstraint(check_constraint("decline_cause", DeclineCause), name="task_decline_cause"),
        CheckConstraint("(declined_at IS NULL) = (decline_cause IS NULL)", name="task_decline"),
        Index("task_incident", "incident_id"),
        Index(
            "task_agency_live",
            "agency_id",
            "assigned_at",
            postgresql_where=sql(check_constraint("state", sorted(LIVE))),
        ),
        Index("task_assigned", "assigned_at", "id"),
        Index("task_recall_open", "agency_id", postgresql_where=sql("recall_open")),
    )
