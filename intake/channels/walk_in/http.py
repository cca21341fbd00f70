"""POST: what an officer at a counter writes down, once it is known who writes."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from dispatch.access.guards import CurrentSubject
from dispatch.kernel.city import CITY
from dispatch.kernel.web.http import described_body
from intake.channels.api.officer import noted_in, told_back
from intake.channels.api.read_report import KEY_MAX
from intake.channels.base import Receiving
from intake.channels.walk_in.adapter import CHANNEL, WalkInAdapter
from intake.channels.walk_in.schemas import VisitIn
from intake.pipeline.receive_items import Fate, Source
from intake.reports.view import ReportView

router = APIRouter(prefix="/channels/walk_in", tags=["intake"])


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
    noted = await noted_in(request, subject, CHANNEL)
    adapter = WalkInAdapter(CITY.of(request).zone)
    source = Source(channel=CHANNEL, sender=subject.actor)
    [outcome] = await items.receive(adapter.parse(noted), source)
    return told_back(outcome, subject, is_known=outcome.fate is Fate.DUPLICATE)
