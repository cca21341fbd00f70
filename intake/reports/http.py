"""Reports over HTTP."""

import codecs
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request, Response, status
from pydantic import ValidationError

from dispatch.access.guards import Work, check_allowed, needs, note_read, subject_of
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.incidents.models import Incident
from dispatch.kernel.errors import Invalid, NotFound, TanggapError, TooLarge
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time
from dispatch.kernel.web.http import (
    UNITS,
    Page,
    Read,
    decode_cursor,
    described_body,
    encode_cursor,
    invalid_request,
)
from dispatch.kernel.web.json_text import json_response
from intake.pipeline.keep_raw import keep_raw
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.receive import RECEIVER
from intake.reports.handle import answer, discard, lock_report, refer
from intake.reports.lifecycle import ReportState
from intake.reports.link import link
from intake.reports.models import Report
from intake.reports.schemas import (
    TEXT_MAX,
    AnswerIn,
    DiscardIn,
    LinkIn,
    ReferIn,
    ReportIn,
    ReportOut,
    report_item,
)

router = APIRouter(prefix="/reports", tags=["intake"])
BODY_MAX = 2 * 1024 * 1024
_KEY_MAX = 300


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=ReportOut,
    openapi_extra=described_body(ReportIn, idempotency_key=_KEY_MAX),
    responses={200: {"description": "The same message was stored before"}},
)
async def post_report(request: Request) -> Response:
    """Receive a report; it is durable when the answer arrives.

    Sending the same message again returns the stored one with 200.

    A body that cannot be used is refused with a problem document and kept for a person: its id is
    in the member `kept`.
    """
    subject = await subject_of(request)
    body = await read_body(request)
    try:
        parsed = _parse(body)
        check_allowed(subject, "report.create", Resource(channel=parsed.channel))
        report = _neutral(request, subject, parsed, body)
    except TanggapError as refusal:
        if refusal.status == status.HTTP_422_UNPROCESSABLE_CONTENT:
            kept = await keep_raw(
                UNITS.of(request),
                "reports",
                body,
                problem=refusal.code,
                detail=refusal.detail,
                sender=subject.actor,
                content_type="application/json",
            )
            refusal.extra["kept"] = str(kept)
        raise
    received = await RECEIVER.of(request).submit(report)
    item = report_item(
        received.report,
        see_reporter=allows(subject, "report.see_reporter"),
        duplicate=received.duplicate,
    )
    return json_response(item, 200 if received.duplicate else 201)


async def read_body(request: Request, limit: int = BODY_MAX) -> bytes:
    """Return the raw body; `too_large` above `limit` bytes, without reading further."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise TooLarge("too_large", f"at most {limit} bytes")
        parts.append(part)
    return b"".join(parts)


def _parse(body: bytes) -> ReportIn:
    try:
        parsed = ReportIn.model_validate_json(body.removeprefix(codecs.BOM_UTF8))
    except ValidationError as error:
        raise invalid_request([dict(found) for found in error.errors(include_url=False)]) from error
    if len(parsed.text) > TEXT_MAX:
        raise Invalid("text.too_long", f"{len(parsed.text)} characters, at most {TEXT_MAX}")
    return parsed


def _neutral(request: Request, subject: Subject, parsed: ReportIn, body: bytes) -> NeutralReport:
    units = UNITS.of(request)
    key = request.headers.get("idempotency-key")
    if key is not None and len(key) > _KEY_MAX:
        raise Invalid(
            "invalid.request", f"idempotency-key: {len(key)} characters, at most {_KEY_MAX}"
        )
    now: datetime = units.clock.now()
    place = None if parsed.location is None else parsed.location.point()
    location, reporter = parsed.location, parsed.reporter
    return NeutralReport(
        channel=parsed.channel,
        external_id=parsed.external_id or key or str(units.new_id()),
        received_at=true_time(parsed.received_at, now),
        text=parsed.text,
        language=parsed.language,
        reporter_name=None if reporter is None else reporter.name,
        reporter_phone=None if reporter is None else reporter.phone,
        reporter_ref=None if reporter is None else reporter.ref,
        anonymous=reporter is not None and reporter.anonymous,
        lat=None if place is None else place[0],
        lon=None if place is None else place[1],
        accuracy_m=None if location is None else location.accuracy_m,
        location_method=None if location is None else location.method,
        address=None if location is None else location.address,
        occurred_at=None if parsed.occurred_at is None else true_time(parsed.occurred_at, now),
        answered_at=None if parsed.answered_at is None else true_time(parsed.answered_at, now),
        declared_type=parsed.type,
        declared_priority=parsed.priority,
        drill=parsed.drill,
        opens=parsed.open,
        sender=subject.actor,
        raw=body,
    )


_LIST = """
SELECT * FROM report
WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR channel = $2) AND ($3::uuid IS NULL OR incident_id = $3)
    AND ($4::timestamptz IS NULL OR (received_at, id) < ($4, $5))
ORDER BY received_at DESC, id DESC LIMIT $6
"""


@router.get("", response_model=Page[ReportOut])
async def list_reports(
    _: Annotated[Subject, needs("report.read")],
    reading: Read,
    state: ReportState | None = None,
    channel: str | None = None,
    incident_id: UUID | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> dict[str, Any]:
    """List reports, newest first, with masked reporters."""
    moment, key = decode_cursor(cursor)
    rows = [
        Report.model_validate(dict(row))
        for row in await reading.fetch(_LIST, state, channel, incident_id, moment, key, limit + 1)
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    items = [report_item(row, see_reporter=False) for row in rows[:limit]]
    return {
        "items": items,
        "next_cursor": None if last is None else encode_cursor(last.received_at, last.id),
    }


@router.get("/{report_id}", response_model=ReportOut)
async def read_report(
    report_id: UUID, subject: Annotated[Subject, needs("report.read")], uow: Work
) -> dict[str, Any]:
    """Read one report; the reporter is shown to call takers and dispatchers, and the reading is written down."""
    report = await uow.find(Report, report_id)
    if report is None:
        raise NotFound("report.not_found", f"report {report_id}")
    return shown(uow, subject, report)


def shown(uow: UnitOfWork, subject: Subject, report: Report) -> dict[str, Any]:
    """Return the report with as much of its reporter as `subject` may see.

    Write down that it was seen.
    """
    see = allows(subject, "report.see_reporter")
    if see:
        note_read(uow, verb="report.see_reporter", noun="report", noun_id=str(report.id))
    return report_item(report, see_reporter=see)


MayHandle = Annotated[Subject, needs("report.handle")]


@router.post("/{report_id}/answer", response_model=ReportOut)
async def post_answer(
    report_id: UUID,
    body: Annotated[AnswerIn, Body(default_factory=AnswerIn)],
    subject: MayHandle,
    uow: Work,
) -> dict[str, Any]:
    """Record that a human has the report."""
    return shown(uow, subject, await answer(uow, await lock_report(uow, report_id), at=body.at))


@router.post("/{report_id}/link", response_model=ReportOut)
async def post_link(report_id: UUID, body: LinkIn, subject: MayHandle, uow: Work) -> dict[str, Any]:
    """Tie the report to an open incident."""
    report = await lock_report(uow, report_id, body.incident_id)
    return shown(
        uow, subject, await link(uow, report, await uow.get(Incident, body.incident_id), at=body.at)
    )


@router.post("/{report_id}/discard", response_model=ReportOut)
async def post_discard(
    report_id: UUID, body: DiscardIn, subject: MayHandle, uow: Work
) -> dict[str, Any]:
    """Say that the report leads to no incident."""
    return shown(
        uow,
        subject,
        await discard(uow, await lock_report(uow, report_id), body.reason, note=body.note),
    )


@router.post("/{report_id}/refer", response_model=ReportOut)
async def post_refer(
    report_id: UUID, body: ReferIn, subject: MayHandle, uow: Work
) -> dict[str, Any]:
    """Hand the report to the non-emergency side or another city."""
    return shown(
        uow,
        subject,
        await refer(uow, await lock_report(uow, report_id), to=body.to, ticket=body.ticket),
    )
