"""POST: a finding of the cyber patrol, once it is known who found it."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from dispatch.access.guards import CurrentSubject
from dispatch.kernel.web.http import described_body
from intake.channels.api.officer import noted_in, told_back
from intake.channels.api.read_report import KEY_MAX
from intake.channels.base import Receiving
from intake.channels.cyber_patrol.adapter import CHANNEL, CyberPatrolAdapter
from intake.channels.cyber_patrol.join import in_turn, with_same
from intake.channels.cyber_patrol.schemas import FindingIn
from intake.pipeline.items import Item, Message
from intake.pipeline.receive_items import Fate, Outcome, ReceiveItems, Source
from intake.reports.view import ReportView

router = APIRouter(prefix="/channels/cyber_patrol", tags=["intake"])


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
    noted = await noted_in(request, subject, CHANNEL)
    [item] = CyberPatrolAdapter().parse(noted)
    async with in_turn():
        outcome, is_known = await _receive(items, item, subject.actor)
    return told_back(outcome, subject, is_known=is_known)


async def _receive(items: ReceiveItems, item: Item, actor: str) -> tuple[Outcome, bool]:
    """Return what became of the finding, and whether its report was there before."""
    if isinstance(item, Message):
        async with items.units.reading() as reading:
            item = await with_same(reading, item)
    [outcome] = await items.receive([item], Source(channel=CHANNEL, sender=actor))
    added = outcome.value is not None and outcome.value.added_at is not None
    return outcome, added or outcome.fate is Fate.DUPLICATE
