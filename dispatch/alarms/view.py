"""An alarm as people see it."""

from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import Field

from dispatch.kernel.store.read_transaction import Columns
from dispatch.kernel.web.view import Sentence, View
from dispatch.sla.metrics import WORDS
from routing.explain import SENTENCES as PLAN
from routing.reason import Reason, Sentences

_SENTENCES: Final = Sentences(Path(__file__).parent / "messages")


class AlarmView(View):
    """One thing that somebody must act on; it ends when what it says is no longer so."""

    id: UUID
    kind: str
    detail: str = Field(description="The service that is needed, or the metric that is overdue.")
    text: Sentence
    incident_id: UUID | None
    incident_number: str | None
    report_id: UUID | None
    agency_id: str | None
    agency_name: str | None
    priority: int
    since: datetime = Field(description="Since when it has been so.")
    raised_at: datetime
    step: int = Field(description="How far it has climbed its ladder, from 0.")
    whom: str = Field(description="Who is called now: a desk, or all_hands.")
    channel: str = Field(description="How: on the board, by sound, by telephone.")
    next_at: datetime | None = Field(description="When it calls again unless it ends.")
    taken_by: str | None = Field(description="Who said that he is at it.")
    taken_at: datetime | None
    ended_at: datetime | None


SELECTED: Final = """
SELECT l.*, i.number AS incident_number, a.name AS agency_name FROM alarm l
LEFT JOIN incident i ON i.id = l.incident_id LEFT JOIN agency a ON a.id = l.agency_id
"""


def alarm_view(row: Columns) -> AlarmView:
    """Return the view of a row read with `SELECTED`."""
    kind, detail, agency = str(row["kind"]), str(row["detail"]), str(row["agency_name"] or "")

    def say(language: str) -> str:
        what = WORDS[detail]["label"][language] if detail in WORDS else PLAN.label(detail, language)
        return _SENTENCES.say(Reason(kind, {"what": what, "agency": agency}), language)

    return AlarmView.model_validate({**row, "text": Sentence(say)})
