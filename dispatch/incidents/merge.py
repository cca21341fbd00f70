"""Join two incidents that are one emergency, reversibly; count the reports of one."""

from datetime import datetime
from uuid import UUID

from dispatch.incidents.change_state import transition
from dispatch.incidents.classify import check_open
from dispatch.incidents.events import ReportCounted
from dispatch.incidents.lifecycle import IncidentState
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Conflict, Invalid
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time


async def get_pair(uow: UnitOfWork, one: UUID, other: UUID) -> tuple[Incident, Incident]:
    """Lock both incidents in the order of their keys, so that crosswise merges cannot deadlock."""
    if one == other:
        raise Invalid("incident.merge_with_itself")
    rows = {key: await uow.get(Incident, key) for key in sorted((one, other))}
    return rows[one], rows[other]


async def merge(
    uow: UnitOfWork,
    incident: Incident,
    into: Incident,
    *,
    reason: str = "",
    at: datetime | None = None,
) -> Incident:
    """Merge `incident` into `into`, which keeps the earlier time of reaching the centre."""
    check_open(into)
    await transition(
        uow,
        incident,
        IncidentState.MERGED,
        at=true_time(at, uow.now),
        says={"into": str(into.id), "reason": reason},
        merged_into=into.id,
        state_before_merge=incident.state,
        into_reached_at=into.reached_at,
    )
    await count_report(
        uow, into, report_id=None, reached_at=incident.reached_at, count=incident.report_count
    )
    return incident


async def unmerge(uow: UnitOfWork, incident: Incident, *, at: datetime | None = None) -> Incident:
    """Take an incident's merge back; it stands where it stood, or waits for its first order."""
    if (
        incident.state != IncidentState.MERGED
        or incident.merged_into is None
        or incident.state_before_merge is None
    ):
        raise Conflict("incident.not_merged", state=incident.state)
    other = await uow.get(Incident, incident.merged_into)
    # Only what the merge had moved goes back: an earlier report that came since stays.
    reached_at = incident.into_reached_at if other.reached_at == incident.reached_at else None
    await uow.change(other, reached_at=reached_at or other.reached_at)
    await count_report(
        uow,
        other,
        report_id=None,
        reached_at=other.reached_at,
        count=-min(incident.report_count, other.report_count),
    )
    was = IncidentState(incident.state_before_merge)
    if was is IncidentState.DISPATCHED:
        # Nobody had taken it, so the merge took every order back: it must be seen to wait for one
        # again.
        was = IncidentState.PENDING
    return await transition(
        uow,
        incident,
        was,
        at=true_time(at, uow.now),
        says={"out_of": str(incident.merged_into)},
        merged_into=None,
        state_before_merge=None,
        into_reached_at=None,
    )


async def count_report(
    uow: UnitOfWork,
    incident: Incident,
    *,
    report_id: UUID | None,
    reached_at: datetime,
    count: int = 1,
) -> Incident:
    """Count one more report of an incident and keep the earliest time of reaching the centre."""
    await uow.change(
        incident,
        report_count=incident.report_count + count,
        reached_at=min(incident.reached_at, reached_at),
        words_at=uow.now if count > 0 else incident.words_at,
    )
    uow.append(
        ReportCounted(
            noun_id=incident.id,
            incident_id=incident.id,
            at=uow.now,
            report_id=str(report_id or ""),
            report_count=incident.report_count,
            reached_at=incident.reached_at.isoformat(),
        )
    )
    return incident


async def uncount_report(
    uow: UnitOfWork, incident: Incident, *, report_id: UUID, reached_at: datetime
) -> Incident:
    """Count one report of an incident less, because it belongs elsewhere.

    `reached_at` is when the earliest of those that stay reached the centre.
    """
    await uow.change(incident, reached_at=reached_at)
    return await count_report(
        uow,
        incident,
        report_id=report_id,
        reached_at=reached_at,
        count=-min(1, incident.report_count),
    )
