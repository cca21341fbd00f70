"""What a report would be taken for, while the caller is still speaking. Nothing is stored."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import needs
from dispatch.access.subject import Subject
from dispatch.kernel.texts import Text
from dispatch.kernel.web.http import UNITS, Read
from intake.location.gazetteer import GAZETTEER
from intake.pipeline.candidates import find_nearby
from intake.pipeline.neutral import NeutralReport
from intake.pipeline.priorities import load_priorities
from intake.pipeline.propose import propose, score_candidates
from intake.reports.schemas import TEXT_MAX, LocationIn

router = APIRouter(prefix="/reports", tags=["intake"])


class ProposalIn(BaseModel):
    """What is known so far."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"text": "omah kobong cedak pasar tanjung, ana wong kejebak"}}
    )
    channel: Text = Field(default="112", max_length=40)
    text: Text = Field(default="", max_length=TEXT_MAX)
    location: LocationIn | None = None
    phone: Text | None = Field(default=None, max_length=40)


class ProposalOut(BaseModel):
    """Type and priority with reasons, the places that the words name, and the open incidents it may belong to."""

    proposal: dict[str, Any]
    places: list[dict[str, Any]]
    candidates: list[dict[str, Any]]
    flags: list[str]


@router.post("/proposal")
async def post_proposal(
    body: ProposalIn, request: Request, _: Annotated[Subject, needs("report.handle")], reading: Read
) -> ProposalOut:
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
    nearby = await find_nearby(reading, [report])
    candidates = score_candidates(
        report, proposed, [dict(row) for row in nearby.get(0, [])], gazetteer
    )
    return ProposalOut(
        proposal=proposed.document,
        places=proposed.places,
        candidates=candidates,
        flags=list(proposed.flags),
    )
