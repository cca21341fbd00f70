"""POST: a finding of the cyber patrol, once it is known who found it."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from dispatch.access.guards import CurrentSubject, check_allowed
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource
from dispatch.kernel.errors import Invalid
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.http import described_body
from dispatch.kernel.web.json_text import json_response
from dispatch.kernel.web.raw_body import read_body
from intake.channels.api.read_report import KEY_MAX
from intake.channels.base import Receiving
from intake.channels.cyber_patrol.adapter import CHANNEL, CyberPatrolAdapter, Noted
from intake.channels.cyber_patrol.join import in_turn, with_same
from intake.channels.cyber_patrol.schemas import FindingIn
from intake.pipeline.items import Item, Message
from intake.pipeline.receive_items import Fate, Outcome, ReceiveItems, Source
from intake.reports.view import ReportView, report_view

router = APIRouter(prefix="/channels/cyber_patrol", tags=["intake"])
BODY_MAX: Final = 1024 * 1024


@router.post(
    "/findings",
    status_code=HTTPStatus.CREATED,
    response_model=ReportView,
    openapi_extra=described_body(FindingIn, idempotency_key=KEY_MAX),
    responses={200: {"description": "The same post or picture was found before"}},
)
async def post_finding(request: Request, subject: CurrentSubject, items: Receiving) -> Response:
    """Write down a finding; no office is told of it before a second person has verified it.

    The same post or the same picture goes on with the report that is there (200). What cannot be
    used is flagged; a body that nobody can read is kept for a person, whose id is in `kept`.
    """
    check_allowed(subject, "report.create", Resource(channel=CHANNEL))
    arrival = arrival_of(request)
    noted = Noted(
        body=await read_body(request, BODY_MAX),
        content_type=request.headers.get("content-type", ""),
        received_at=arrival.at,
        actor=subject.actor,
        name=subject.name,
        key=request.headers.get("idempotency-key"),
        new_key=arrival.key,
    )
    [item] = CyberPatrolAdapter().parse(noted)
    async with in_turn():
        outcome, is_known = await _receive(items, item, subject.actor)
    if outcome.value is None:
        raise Invalid("invalid.json", why="kept", kept=outcome.noun_id)
    see = allows(subject, "report.see_reporter")
    view = report_view(outcome.value, see_reporter=see, duplicate=is_known)
    return json_response(view, 200 if is_known else 201)


async def _receive(items: ReceiveItems, item: Item, actor: str) -> tuple[Outcome, bool]:
    """Return what became of the finding, and whether its report was there before."""
    if isinstance(item, Message):
        async with items.units.reading() as reading:
            item = await with_same(reading, item)
    [outcome] = await items.receive([item], Source(channel=CHANNEL, sender=actor))
    added = outcome.value is not None and outcome.value.added_at is not None
    return outcome, added or outcome.fate is Fate.DUPLICATE
