"""A deadline as people see it."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import Field

from dispatch.kernel.store.read_transaction import Columns, ReadTransaction
from dispatch.kernel.web.view import View
from dispatch.sla.metrics import Metric, Verdict


class ClockView(View):
    """One deadline."""

    scope_id: UUID = Field(description="The report, incident, task or unit it measures.")
    metric: Metric
    incident_id: UUID | None
    report_id: UUID | None
    agency_id: str | None
    owner: str = Field(description="Who answers for a breach.")
    started_at: datetime
    target_s: float | None = Field(
        description="Null where the city has set no target: measured, and nothing falls due."
    )
    warn_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    verdict: Verdict
    warned_at: datetime | None
    breached_at: datetime | None
    escalated_at: datetime | None
    live: bool = Field(
        description="False for what was entered late: it is judged but alarms nobody."
    )
    legal_basis: str


_OF_THINGS: Final = (
    f"SELECT {', '.join(ClockView.model_fields)} FROM sla_clock"  # noqa: S608 - our own names
    " WHERE metric = $1 AND scope_id = ANY($2::uuid[])"
)
SELECTED: Final = ", ".join(f"c.{name}" for name in ClockView.model_fields)


def clock_view(row: Columns) -> ClockView:
    """Return the view of a row read with `SELECTED`."""
    return ClockView.model_validate({**row})


async def clocks_of(
    reading: ReadTransaction, metric: Metric, scope_ids: Collection[UUID]
) -> dict[UUID, ClockView]:
    """Return the clock of `metric` of each of some things that has one."""
    rows = await reading.fetch(_OF_THINGS, metric, list(scope_ids))
    return {row["scope_id"]: clock_view(row) for row in rows}
