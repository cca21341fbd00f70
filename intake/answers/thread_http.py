"""What the desk writes to a reporter, and what he was told, over HTTP."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import Work, needs
from dispatch.access.permission_map import allows
from dispatch.access.subject import Subject
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.texts import Text
from dispatch.kernel.web.http import Read
from dispatch.kernel.web.view import View
from intake.answers.models import AnswerKind, AnswerOutcome, CitizenAnswer
from intake.answers.thread import tell_reporter
from intake.answers.ticket import ticket_of
from intake.answers.ways import WAYS_BACK, WaysBack
from intake.reports.handle import lock_report

router = APIRouter(prefix="/reports", tags=["answers"])
Ways = Annotated[WaysBack, Depends(WAYS_BACK)]
_TOLD = "SELECT * FROM citizen_answer WHERE report_id = $1 ORDER BY at, id LIMIT 500"


class WordsToCitizenIn(BaseModel):
    """What the reporter is to read; ticket and sender are put before it."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "Di gang berapa, Bu?"}})
    text: Text = Field(min_length=1, max_length=400)


class AnswerView(View):
    """One thing told to a reporter, and whether it has left."""

    id: UUID
    kind: AnswerKind
    channel: str
    language: str
    text: str
    outcome: AnswerOutcome
    at: datetime
    sent_at: datetime | None
    error: str | None


class AnswersOut(BaseModel):
    """What a reporter was told, oldest first, and the ticket under which he knows his report."""

    ticket: str
    items: list[AnswerView]


def _view(row: CitizenAnswer, *, unmasked: bool) -> AnswerView:
    text = row.text if unmasked else mask_personal(row.text)
    return AnswerView.model_validate({**row.__dict__, "text": text})


@router.post("/{report_id}/tell", status_code=HTTPStatus.CREATED)
async def post_words(
    report_id: UUID,
    body: WordsToCitizenIn,
    _: Annotated[Subject, needs("report.handle")],
    uow: Work,
    ways: Ways,
) -> AnswerView:
    """Write to the reporter on the channel he used, else to his number.

    What he answers within a day joins this report; `answer.no_way_back` when he cannot be reached.
    """
    row = tell_reporter(uow, ways, await lock_report(uow, report_id), body.text)
    return _view(row, unmasked=True)


@router.get("/{report_id}/told")
async def list_told(
    report_id: UUID, subject: Annotated[Subject, needs("report.read")], reading: Read
) -> AnswersOut:
    """List what the reporter was told; links are left out, they are his alone."""
    see = allows(subject, "report.see_reporter")
    rows = [
        CitizenAnswer.model_validate(dict(row)) for row in await reading.fetch(_TOLD, report_id)
    ]
    return AnswersOut(ticket=ticket_of(report_id), items=[_view(row, unmasked=see) for row in rows])
