"""The one way in which a report comes to belong to an incident, and leaves the one before.

A person links, a policy joins, an alarm joins its flood: all of them come through `link`, so the
incident is open, counts the report and keeps the earliest time at which it was reached.
"""

from datetime import datetime

from dispatch.incidents.classify import check_open
from dispatch.incidents.lifecycle import OPEN
from dispatch.incidents.merge import count_report, uncount_report
from dispatch.incidents.models import Incident
from dispatch.incidents.signs import unhear_signs
from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from intake.reports.change_state import transition
from intake.reports.handle import answer
from intake.reports.heard import hear_report
from intake.reports.lifecycle import ReportState
from intake.reports.models import Report
from intake.reports.verify import check_verified

# What is known without the report that leaves; an incident that was opened without one was answered
# when it was opened.
_OTHERS = """
SELECT least(min(r.received_at), i.opened_at,
        (SELECT min(reached_at) FROM incident WHERE merged_into = i.id)) AS reached_at,
    coalesce(min(r.answered_at), i.opened_at) AS answered_at
FROM incident i LEFT JOIN report r ON r.incident_id = i.id WHERE i.id = $1 GROUP BY i.id
"""


async def link(
    uow: UnitOfWork, report: Report, incident: Incident, *, at: datetime | None = None
) -> Report:
    """Let a person tie the report to an open incident; whoever links it has answered it.

    `incident.not_open` when the incident is over, `report.unverified` when only its finder has seen
    what it says. Linked to the same one again changes nothing.
    """
    if _belongs_to(report, incident):
        return report
    check_open(incident)
    check_verified(report)
    when = true_time(at, uow.now)
    await answer(uow, report, at=when)
    left = report.incident_id if report.state == ReportState.LINKED else None
    await _move(uow, report, incident, at=when, by_policy=False)
    await _count(uow, report, incident)
    if left is not None:
        await _leave(uow, report, await uow.get(Incident, left))
    return report


async def join(uow: UnitOfWork, report: Report, incident: Incident) -> bool:
    """Let a policy tie the report to an incident; return whether it did.

    Nothing is refused here, because a report that is being received must be stored whatever became
    of the incident meanwhile: one that is over leaves the report waiting for a person.
    """
    if incident.state not in OPEN or _belongs_to(report, incident):
        return False
    await _move(uow, report, incident, at=uow.now, by_policy=True)
    await _count(uow, report, incident)
    return True


async def link_to_opened(
    uow: UnitOfWork,
    report: Report,
    incident: Incident,
    *,
    by_policy: bool,
    at: datetime | None = None,
) -> Report:
    """Tie the report to the incident that was just opened from it, which counts it already."""
    when = true_time(at, uow.now)
    if not by_policy:
        await answer(uow, report, at=when)
    return await _move(uow, report, incident, at=when, by_policy=by_policy)


async def unlink(uow: UnitOfWork, report: Report, *, at: datetime | None = None) -> Report:
    """Take a link back: the report waits again, the incident counts it no more.

    `report.not_linked` when it belongs to no incident.
    """
    if report.state != ReportState.LINKED or report.incident_id is None:
        raise Conflict("report.not_linked", state=report.state)
    incident = await uow.get(Incident, report.incident_id)
    await transition(
        uow,
        report,
        ReportState.TRIAGED,
        at=true_time(at, uow.now),
        says={"was_incident_id": str(incident.id)},
        incident_id=None,
    )
    await _leave(uow, report, incident)
    return report


def _belongs_to(report: Report, incident: Incident) -> bool:
    return report.state == ReportState.LINKED and report.incident_id == incident.id


async def _move(
    uow: UnitOfWork, report: Report, incident: Incident, *, at: datetime, by_policy: bool
) -> Report:
    says = {"incident_id": incident.id, "by_policy": by_policy}
    linked = await transition(
        uow,
        report,
        ReportState.LINKED,
        at=at,
        says=says,
        incident_id=incident.id,
        discard_reason=None,
    )
    await hear_report(uow, report, incident)
    return linked


async def _count(uow: UnitOfWork, report: Report, incident: Incident) -> None:
    known, own = incident.answered_at, report.answered_at
    if own is not None and known is not None and own < known:
        await uow.change(incident, answered_at=own)
    await count_report(uow, incident, report_id=report.id, reached_at=report.received_at)


async def _leave(uow: UnitOfWork, report: Report, incident: Incident) -> None:
    """Take the report out of the incident to which it was tied by mistake, with its times."""
    others = await uow.fetchrow(_OTHERS, incident.id)
    if others is None:
        return
    if incident.answered_at == report.answered_at:
        await uow.change(incident, answered_at=others["answered_at"])
    reached_at = (
        others["reached_at"] if incident.reached_at == report.received_at else incident.reached_at
    )
    await unhear_signs(uow, incident, report_id=report.id)
    await uncount_report(uow, incident, report_id=report.id, reached_at=reached_at)
