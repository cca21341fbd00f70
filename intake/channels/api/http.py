"""POST /reports: a report as any system sends it, once it is known who sends."""

import codecs
from datetime import datetime

from fastapi import APIRouter, Request, Response, status
from pydantic import ValidationError

from dispatch.access.guards import check_allowed, subject_of
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.kernel.errors import Invalid, TanggapError
from dispatch.kernel.times import true_time
from dispatch.kernel.web.http import UNITS, described_body, invalid_request
from dispatch.kernel.web.json_text import json_response
from dispatch.kernel.web.raw_body import read_body
from intake.channels.api.schemas import ReportIn
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.receive import RECEIVER
from intake.reports.keep_raw import keep_raw
from intake.reports.schemas import TEXT_MAX, ReportOut, report_item

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
    body = await read_body(request, BODY_MAX)
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
