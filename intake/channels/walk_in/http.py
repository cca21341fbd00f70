"""POST: what an officer at a counter writes down, once it is known who writes."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from dispatch.access.guards import CurrentSubject, check_allowed
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource
from dispatch.kernel.city import CITY
from dispatch.kernel.errors import Invalid
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.http import described_body
from dispatch.kernel.web.json_text import json_response
from dispatch.kernel.web.raw_body import read_body
from intake.channels.api.read_report import KEY_MAX
from intake.channels.base import Receiving
from intake.channels.walk_in.adapter import CHANNEL, WalkInAdapter, Written
from intake.channels.walk_in.schemas import VisitIn
from intake.pipeline.receive_items import Fate, Source
from intake.reports.view import ReportView, report_view

router = APIRouter(prefix="/channels/walk_in", tags=["intake"])
BODY_MAX: Final = 1024 * 1024


@router.post(
    "/reports",
    status_code=HTTPStatus.CREATED,
    response_model=ReportView,
    openapi_extra=described_body(VisitIn, idempotency_key=KEY_MAX),
    responses={200: {"description": "The same visit was stored before"}},
)
async def post_visit(request: Request, subject: CurrentSubject, items: Receiving) -> Response:
    """Write down what a visitor reports; a queue number of one day is one report.

    What cannot be used is left out and flagged; a body that is no report in any form is kept for a
    person, whose id is in the member `kept`.
    """
    check_allowed(subject, "report.create", Resource(channel=CHANNEL))
    arrival = arrival_of(request)
    written = Written(
        body=await read_body(request, BODY_MAX),
        content_type=request.headers.get("content-type", ""),
        received_at=arrival.at,
        officer=subject.name,
        key=request.headers.get("idempotency-key"),
        new_key=arrival.key,
    )
    adapter = WalkInAdapter(CITY.of(request).zone)
    source = Source(channel=CHANNEL, sender=subject.actor)
    [outcome] = await items.receive(adapter.parse(written, sender=subject.actor), source)
    if outcome.value is None:
        raise Invalid("invalid.json", why="kept", kept=outcome.noun_id)
    is_known = outcome.fate is Fate.DUPLICATE
    see = allows(subject, "report.see_reporter")
    view = report_view(outcome.value, see_reporter=see, duplicate=is_known)
    return json_response(view, 200 if is_known else 201)
