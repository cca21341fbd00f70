"""What we owe an agency, as people see it."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from agencies.delivery.dead_letters import waits_for_person
from dispatch.kernel.store.read_transaction import Columns
from dispatch.kernel.web.view import View


class TryView(View):
    """One try to tell the agency."""

    at: datetime
    channel: str
    outcome: str
    status: int | None
    error: str | None


class NoticeView(View):
    """One notice that an agency must have."""

    id: UUID
    task_id: UUID
    incident_id: UUID
    incident_number: str
    incident_state: str
    priority: int
    agency_id: str
    agency_name: str
    agency_contact: str | None
    notice: str
    task_state: str
    state: str
    waits: bool = Field(description="A person must still reach the agency another way.")
    attempts: int
    created_at: datetime
    due_at: datetime
    settled_at: datetime | None
    last_error: str | None
    resent_at: datetime | None
    handled_at: datetime | None
    handled_by: str | None
    handled_note: str | None


class NoticeDetail(NoticeView):
    """A notice with every try to deliver it."""

    tries: tuple[TryView, ...]


def notice_view(row: Columns) -> NoticeView:
    """Return the view of a row of `dead_letters.NOTICES`."""
    return NoticeView.model_validate({**row, "waits": waits_for_person(row)})
