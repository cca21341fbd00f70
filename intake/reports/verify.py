"""What somebody only found is verified by a second person before an office is told of it."""

from collections.abc import Iterable
from typing import Final

from dispatch.access.subject import Subject
from dispatch.kernel.errors import Conflict, Forbidden
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.reports.events import ReportVerified
from intake.reports.models import Report

UNVERIFIED: Final = "finding.unverified"
VERIFIED: Final = "finding.verified"
FOUND_BY: Final = "found_by"


def joined_flags(known: Iterable[str], added: Iterable[str]) -> list[str]:
    """Return the flags of a report that was added to: what was verified stays verified."""
    flags = dict.fromkeys((*known, *added))
    if VERIFIED in flags:
        flags.pop(UNVERIFIED, None)
    return list(flags)


def check_verified(report: Report) -> Report:
    """Refuse to tell anybody of what only its finder has seen (`report.unverified`)."""
    if UNVERIFIED in report.flags:
        raise Conflict("report.unverified")
    return report


async def verify(uow: UnitOfWork, report: Report, subject: Subject) -> Report:
    """Record that a second person has seen what was found. Once: again changes nothing.

    `forbidden` to whoever found it.
    """
    if UNVERIFIED not in report.flags:
        return report
    if report.extra.get(FOUND_BY) == subject.actor:
        raise Forbidden("forbidden", why="own_finding")
    flags = [VERIFIED if flag == UNVERIFIED else flag for flag in report.flags]
    await uow.change(report, flags=flags)
    uow.append(ReportVerified(noun_id=report.id, incident_id=report.incident_id, at=uow.now))
    return report
