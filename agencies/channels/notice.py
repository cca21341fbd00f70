"""What an agency is told about an order: complete, so that neither system nor reader asks back."""

from typing import Final

from pydantic import Field

from dispatch.incidents.view import IncidentFacts
from dispatch.kernel.web.view import LabelView, View
from dispatch.tasks.view import TaskView

# Sent by an administrator to see whether a channel works; nobody has to do anything.
TEST: Final = "channel.test"


class AgencyIncident(IncidentFacts):
    """What the agency may know of the incident."""

    type_label: LabelView


class LinksView(View):
    """The addresses at which the order is read and answered."""

    task: str
    seen: str
    acknowledge: str
    decline: str
    progress: str
    page: str = Field(description="The agency's page, for people.")


class NoticeBody(View):
    """What an agency's system is sent about an order; complete, so that it need not ask back."""

    event: str = Field(description="What happened: `task.assigned`, `task.cancelled` ...")
    reason: str | None = Field(description="Why, where somebody said so.")
    order_number: str = Field(
        description="The order as people name it: the incident's count, `123`; a further order of"
        " the same agency for the same incident is `123-2`."
    )
    task: TaskView
    incident: AgencyIncident
    links: LinksView


class ChannelTrial(View):
    """What a channel is sent by an administrator who tries it."""

    event: str = TEST
    text: str = "Uji saluran Tanggap 112: pesan ini tidak perlu dijawab."
