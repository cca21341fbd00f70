"""Reports over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query

from dispatch.access.guards import Work, needs, note_read
from dispatch.access.permission_map import allows
from dispatch.access.subject import Subject
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import NotFound
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.web.http import (
    Page,
    Read,
    decode_cursor,
    encode_cursor,
)
from intake.reports.handle import answer, discard, lock_report, refer
from intake.reports.lifecycle import ReportState
from intake.reports.link import link
from intake.reports.models import Report, ReportPart
from intake.reports.schemas import (
    AnswerIn,
    DiscardIn,
    LinkIn,
    ReferIn,
)
from intake.reports.verify import verify
from intake.reports.view import PartView, ReportView, part_view, report_view

router = APIRouter(prefix="/reports", tags=["intake"])

_LIST = """
SELECT * FROM report
WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR channel = $2)
    AND ($3::uuid IS NULL OR incident_id = $3)
    AND ($4::timestamptz IS NULL OR (received_at, id) < ($4, $5))
ORDER BY received_at DESC, id DESC LIMIT $6
"""


@router.get("")
async def list_reports(
    _: Annotated[Subject, needs("report.read")],
    reading: Read,
    state: ReportState | None = None,
    channel: str | None = None,
    incident_id: UUID | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Page[ReportView]:
    """List reports, newest first, with masked reporters."""
    moment, key = decode_cursor(cursor)
    rows = [
        Report.model_validate(dict(row))
        for row in await reading.fetch(_LIST, state, channel, incident_id, moment, key, limit + 1)
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    items = [report_view(row, see_reporter=False) for row in rows[:limit]]
    return Page(
        items=items,
        next_cursor=None if last is None else encode_cursor(last.received_at, last.id),
    )


@router.get("/{report_id}")
async def read_report(
    report_id: UUID, subject: Annotated[Subject, needs("report.read")], uow: Work
) -> ReportView:
    """Read one report.

    The reporter is shown to call takers and dispatchers, and the reading is written down.
    """
    report = await uow.find(Report, report_id)
    if report is None:
        raise NotFound("report.not_found", id=report_id)
    return shown(uow, subject, report)


def shown(uow: UnitOfWork, subject: Subject, report: Report) -> ReportView:
    """Return the report with as much of its reporter as `subject` may see.

    Write down that it was seen.
    """
    see = allows(subject, "report.see_reporter")
    if see:
        note_read(uow, verb="report.see_reporter", noun="report", noun_id=str(report.id))
    return report_view(report, see_reporter=see)


_PARTS = "SELECT * FROM report_part WHERE report_id = $1 ORDER BY place"


@router.get("/{report_id}/parts")
async def list_parts(
    report_id: UUID, subject: Annotated[Subject, needs("report.read")], reading: Read
) -> list[PartView]:
    """List what was added to a report, in order: first what it began with, then each message.

    Numbers in the words are hidden from who may not see reporters.
    """
    see = allows(subject, "report.see_reporter")
    return [
        part_view(ReportPart.model_validate(dict(row)), see_reporter=see)
        for row in await reading.fetch(_PARTS, report_id)
    ]


MayHandle = Annotated[Subject, needs("report.handle")]


@router.post("/{report_id}/answer")
async def post_answer(
    report_id: UUID,
    body: Annotated[AnswerIn, Body(default_factory=AnswerIn)],
    subject: MayHandle,
    uow: Work,
) -> ReportView:
    """Record that a human has the report."""
    return shown(uow, subject, await answer(uow, await lock_report(uow, report_id), at=body.at))


@router.post("/{report_id}/verify")
async def post_verify(report_id: UUID, subject: MayHandle, uow: Work) -> ReportView:
    """Say that a second person has seen what was found; whoever found it may not."""
    report = await verify(uow, await lock_report(uow, report_id), subject)
    return shown(uow, subject, report)


@router.post("/{report_id}/link")
async def post_link(report_id: UUID, body: LinkIn, subject: MayHandle, uow: Work) -> ReportView:
    """Tie the report to an open incident."""
    report = await lock_report(uow, report_id, body.incident_id)
    return shown(
        uow, subject, await link(uow, report, await uow.get(Incident, body.incident_id), at=body.at)
    )


@router.post("/{report_id}/discard")
async def post_discard(
    report_id: UUID, body: DiscardIn, subject: MayHandle, uow: Work
) -> ReportView:
    """Say that the report leads to no incident."""
    return shown(
        uow,
        subject,
        await discard(uow, await lock_report(uow, report_id), body.reason, note=body.note),
    )


@router.post("/{report_id}/refer")
async def post_refer(report_id: UUID, body: ReferIn, subject: MayHandle, uow: Work) -> ReportView:
    """Hand the report to the non-emergency side or another city."""
    return shown(
        uow,
        subject,
        await refer(uow, await lock_report(uow, report_id), to=body.to, ticket=body.ticket),
    )
