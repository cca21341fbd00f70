"""The one door through which a report's state changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dispatch.kernel.store.change_state import change_state
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.reports.lifecycle import LIFECYCLE, ReportState
from intake.reports.models import Report


async def transition(
    uow: UnitOfWork,
    report: Report,
    to: ReportState,
    *,
    at: datetime,
    says: Mapping[str, Any] | None = None,
    **stamps: object,
) -> Report:
    """Move `report` to the state `to` at the true time `at`, and record the lifecycle's fact.

    `says` are the fact's own members, `stamps` what is written with the state.
    """
    about = {"noun_id": report.id, "incident_id": report.incident_id, "at": at}
    fact = {**about, **(says or {})}
    return await change_state(uow, LIFECYCLE, report, to, fact=fact, **stamps)
