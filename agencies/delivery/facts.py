"""What an agency may know of an order: the order, the incident's facts, and nobody's number."""

from typing import Final

from pydantic import Field

from dispatch.incidents.view import AreaView, IncidentFacts, row_place
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.store.reading import Columns
from dispatch.kernel.web.view import LabelView, View
from dispatch.tasks.view import FROM, SELECTED, TaskView, task_view

_INCIDENT: Final = (
    *("number", "summary", "priority", "lat", "lon", "accuracy_m", "location_method", "address"),
    *("area_code", "area_name", "opened_at", "alarm_level"),
)
# An order with its incident and the labels of its type.
FACTS: Final = f"""
SELECT {SELECTED}, {", ".join(f"i.{name}" for name in _INCIDENT)},
    i.flags AS incident_flags, i.state AS incident_state, i.type AS incident_type, k.label_id,
        k.label_en
{FROM} JOIN incident_type k ON k.code = i.type
"""


class AgencyIncident(IncidentFacts):
    """What the agency may know of the incident."""

    type_label: LabelView


class LinksView(View):
    """Where to read the order and how to answer it."""

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
    task: TaskView
    incident: AgencyIncident
    links: LinksView


def incident_facts(row: Columns, *, unmasked: bool = False) -> AgencyIncident:
    """Return the incident of a row of `FACTS`.

    Telephone numbers in its summary only when `unmasked`.
    """
    area = row["area_code"]
    return AgencyIncident.model_validate(
        {
            **row,
            "id": row["incident_id"],
            "state": row["incident_state"],
            "type": row["incident_type"],
            "type_label": LabelView(id=row["label_id"], en=row["label_en"]),
            "summary": row["summary"] if unmasked else mask_personal(row["summary"]),
            "location": row_place(row),
            "flags": row["incident_flags"],
            "area": None if area is None else AreaView(code=area, name=row["area_name"]),
        }
    )


def notice_body(row: Columns, *, event: str, reason: str | None, base_url: str) -> NoticeBody:
    """Return what an agency's system is sent about the order of a row of `FACTS`."""
    api = f"{base_url}/api/v1"
    task = f"{api}/tasks/{row['id']}"
    return NoticeBody(
        event=event,
        reason=reason,
        task=task_view(row),
        incident=incident_facts(row),
        links=LinksView(
            task=f"{api}/portal/tasks/{row['id']}",
            seen=f"{task}/seen",
            acknowledge=f"{task}/acknowledge",
            decline=f"{task}/decline",
            progress=f"{task}/progress",
            page=f"{base_url}/instansi",
        ),
    )
