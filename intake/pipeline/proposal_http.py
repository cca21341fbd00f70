"""What a report would be taken for, while the caller is still speaking. Nothing is stored."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
from dispatch.kernel.texts import Text
from dispatch.kernel.web.http import UNITS, Read
from dispatch.kernel.web.view import View
from intake.duplicates.view import CandidateView, candidate_views
from intake.location.gazetteer import GAZETTEER
from intake.location.view import FoundPlaceView, found_place_views
from intake.pipeline.candidates import find_nearby, sought
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.priorities import load_priorities
from intake.pipeline.propose import propose, score_candidates
from intake.reports.proposal_view import ProposalView, proposal_view
from intake.reports.schemas import TEXT_MAX, LocationIn

router = APIRouter(prefix="/reports", tags=["intake"])


class ProposalIn(BaseModel):
    """What is known of a report while its words are still being typed."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"text": "omah kobong cedak pasar tanjung, ana wong kejebak"}}
    )
    channel: Text = Field(default="112", max_length=40)
    text: Text = Field(default="", max_length=TEXT_MAX)
    location: LocationIn | None = None
    phone: Text | None = Field(default=None, max_length=40)


class PreviewView(View):
    """What words that are still being typed would be taken for, and where, and with what."""

    proposal: ProposalView | None
    places: tuple[FoundPlaceView, ...]
    candidates: tuple[CandidateView, ...] = Field(description="Open incidents, likeliest first.")
    flags: tuple[str, ...]


@router.post("/proposal")
async def post_proposal(
    body: ProposalIn, request: Request, _: Annotated[Subject, needs("report.handle")], reading: Read
) -> PreviewView:
    """Propose for words that are still being typed.

    The same functions judge the report when it is kept.
    """
    gazetteer = GAZETTEER.of(request)
    place = None if body.location is None else body.location.point()
    report = NeutralReport(
        channel=body.channel,
        external_id="",
        received_at=UNITS.of(request).clock.now(),
        text=body.text,
        reporter_phone=body.phone,
        lat=None if place is None else place[0],
        lon=None if place is None else place[1],
        accuracy_m=None if body.location is None else body.location.accuracy_m,
    )
    proposed = propose(report, await load_priorities(reading), gazetteer)
    nearby = await find_nearby(reading, [sought(report, proposed)])
    candidates = score_candidates(
        report, proposed, [dict(row) for row in nearby.get(0, [])], gazetteer
    )
    return PreviewView(
        proposal=proposal_view(proposed.document),
        places=found_place_views(proposed.places),
        candidates=candidate_views(candidates),
        flags=proposed.flags,
    )
