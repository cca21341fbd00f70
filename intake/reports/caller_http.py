"""What is known of a number while its call comes in: history, open incidents, how they ended."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field

from dispatch.access.guards import Work, needs, note_read
from dispatch.access.subject import Subject
from dispatch.incidents.lifecycle import OPEN
from dispatch.kernel.city import CITY
from dispatch.kernel.store.read_transaction import Columns
from dispatch.kernel.texts import Text
from dispatch.kernel.web.view import View
from dispatch.transports.numbers import NumberPlan
from intake.reports.dial import dial
from intake.reports.handle import lock_report
from intake.reports.nuisance import Earlier, grade
from intake.reports.schemas import AnswerIn
from intake.reports.view import DialView

router = APIRouter(prefix="/reports", tags=["intake"])
_HISTORY: Final = """
SELECT r.id, r.received_at, r.channel, r.state, r.discard_reason, left(r.text, 160) AS summary,
    i.id AS incident_id, i.number, i.type, i.state AS incident_state, i.disposition
FROM report r LEFT JOIN incident i ON i.id = r.incident_id
WHERE r.reporter_phone = $1 ORDER BY r.received_at DESC, r.id LIMIT 100
"""


class CallerIn(BaseModel):
    """The number, however it is written, and the priority that the words said now propose."""

    model_config = ConfigDict(json_schema_extra={"example": {"number": "0812 3456 7890"}})
    number: Text = Field(min_length=1, max_length=80)
    priority: int | None = Field(default=None, ge=1, le=5)


class ContactView(View):
    """One earlier contact of the number and what became of it."""

    report_id: UUID
    received_at: datetime
    channel: str
    state: str
    discard_reason: str | None
    summary: str
    incident_id: UUID | None
    incident_number: str | None
    incident_type: str | None
    incident_state: str | None
    disposition: str | None


class CallerView(View):
    """What every desk knows of a number. The grade is advice: it never keeps a call out."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "number": "+6281234567890",
                "contacts": [],
                "open_incidents": [],
                "nuisance": 0.0,
            }
        }
    )
    number: str
    contacts: tuple[ContactView, ...] = Field(description="Newest first, at most a hundred.")
    open_incidents: tuple[UUID, ...]
    nuisance: float = Field(
        description="0 to 1. Fades by half in a week; 0 when the words speak of an emergency."
    )


@router.post("/caller")
async def post_caller(
    body: CallerIn, request: Request, _: Annotated[Subject, needs("report.handle")], uow: Work
) -> CallerView:
    """Read the history of a number; that it was read is written down.

    The number stands in the body, so that no list of requests keeps it.
    """
    telephone = CITY.of(request).facts.telephone
    plan = NumberPlan(telephone.country, telephone.area_code)
    number = plan.e164(body.number) or body.number.strip()
    rows = await uow.fetch(_HISTORY, number)
    for row in rows[:1]:
        # The list of who read what must not become another list of numbers.
        note_read(uow, verb="report.see_reporter", noun="report", noun_id=str(row["id"]))
    earlier = [
        Earlier(
            at=row["received_at"],
            discard_reason=row["discard_reason"],
            disposition=row["disposition"],
        )
        for row in rows
    ]
    still_open = [row["incident_id"] for row in rows if row["incident_state"] in OPEN]
    return CallerView(
        number=number,
        contacts=tuple([_contact(row) for row in rows]),
        open_incidents=tuple(dict.fromkeys(still_open)),
        nuisance=grade(earlier, uow.now, priority=body.priority),
    )


@router.post("/{report_id}/dial")
async def post_dial(
    report_id: UUID,
    body: Annotated[AnswerIn, Body(default_factory=AnswerIn)],
    _: Annotated[Subject, needs("report.see_reporter")],
    uow: Work,
) -> DialView:
    """Call the reporter back: the number is told, and who asked for it is written down."""
    number = await dial(uow, await lock_report(uow, report_id), at=body.at)
    note_read(uow, verb="report.see_reporter", noun="report", noun_id=str(report_id))
    return DialView(number=number)


def _contact(row: Columns) -> ContactView:
    return ContactView.model_validate(
        {
            **row,
            "report_id": row["id"],
            "incident_number": row["number"],
            "incident_type": row["type"],
        }
    )
