"""POST /reports: a report as any system sends it, once it is known who sends.

An authenticated message always becomes a report (docs/adr/0018): what is wrong in it is left out
and flagged. Only what is no report in any form is answered as a problem, and then it is kept whole
and shown to a person at once.
"""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response, status

from dispatch.access.guards import check_allowed, subject_of
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Role, Subject
from dispatch.kernel.errors import Invalid, TooLarge
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.http import UNITS, described_body
from dispatch.kernel.web.json_text import json_response
from dispatch.kernel.web.raw_body import read_start
from intake.channels.api.members import Members
from intake.channels.api.read_body import NotReadable, read_members
from intake.channels.api.read_report import KEY_MAX, Context, channel_of, read_report
from intake.channels.api.schemas import ReportIn
from intake.pipeline.receive import RECEIVER
from intake.reports.keep_raw import keep_raw
from intake.reports.view import ReportView, report_view

router = APIRouter(prefix="/reports", tags=["intake"])
BODY_MAX: Final = 2 * 1024 * 1024
# What is longer is kept as far as BODY_MAX; beyond this nobody reads on.
READ_MAX: Final = 16 * 1024 * 1024
_USUAL_CHANNEL: Final = "112"


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=ReportView,
    openapi_extra=described_body(ReportIn, idempotency_key=KEY_MAX),
    responses={200: {"description": "The same message was stored before"}},
)
async def post_report(request: Request) -> Response:
    """Receive a report; it is durable when the answer arrives.

    Sending the same message again returns the stored one with 200.

    A member that cannot be used is left out and named in `flags`, an unknown one is kept in
    `extra`. A body that is no report at all is answered with a problem document and kept for a
    person: its id is in the member `kept`.
    """
    subject = await subject_of(request)
    body, whole = await read_start(request, BODY_MAX)
    content_type = request.headers.get("content-type", "application/json")
    if not whole:
        kept = await _keep(request, subject, body, "too_large", "only the beginning was kept")
        raise TooLarge("too_large", why="kept", limit=BODY_MAX, kept=kept)
    try:
        read = read_members(body, content_type)
    except NotReadable as problem:
        kept = await _keep(request, subject, body, "invalid.json", str(problem))
        raise Invalid("invalid.json", why="kept", kept=kept) from None
    members = Members(read.members)
    channel = channel_of(members, _usual_channel(subject))
    check_allowed(subject, "report.create", Resource(channel=channel))
    arrival = arrival_of(request)
    context = Context(
        now=arrival.at,
        sender=subject.actor,
        channel=channel,
        key=request.headers.get("idempotency-key"),
        new_key=arrival.key,
        raw=body,
        content_type=content_type[:100],
    )
    received = await RECEIVER.of(request).submit(read_report(read, members, context))
    item = report_view(
        received.report,
        see_reporter=allows(subject, "report.see_reporter"),
        duplicate=received.duplicate,
    )
    return json_response(item, 200 if received.duplicate else 201)


def _usual_channel(subject: Subject) -> str:
    """Return the channel of a report that names none: the token's own, or the room's number."""
    if subject.role == Role.CHANNEL and subject.scopes:
        return min(subject.scopes)
    return _USUAL_CHANNEL


async def _keep(request: Request, subject: Subject, body: bytes, problem: str, detail: str) -> UUID:
    """Keep what nobody could read for a person; return its id."""
    return await keep_raw(
        UNITS.of(request),
        "reports",
        body,
        problem=problem,
        detail=detail,
        sender=subject.actor,
        content_type=request.headers.get("content-type", "")[:100],
    )
