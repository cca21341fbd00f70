"""What an agency may know of an order: the order, the incident's facts, and nobody's number."""

from typing import Final

from agencies.channels.notice import AgencyIncident, LinksView, NoticeBody
from dispatch.incidents.view import AreaView, row_address, row_place, sign_views
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.store.read_transaction import Columns
from dispatch.kernel.web.view import LabelView
from dispatch.tasks.view import FROM, SELECTED, task_view

_INCIDENT: Final = (
    *("number", "summary", "priority", "lat", "lon", "accuracy_m", "location_method", "address"),
    *("area_code", "area_name", "opened_at", "alarm_level", "signs", "also_types"),
)
# An order with its incident and the labels of its type.
FACTS: Final = f"""
SELECT {SELECTED}, {", ".join(f"i.{name}" for name in _INCIDENT)},
    i.flags AS incident_flags, i.state AS incident_state, i.type AS incident_type, k.label_id,
        k.label_en,
    (SELECT count(*) FROM task s WHERE s.incident_id = t.incident_id AND s.agency_id = t.agency_id
        AND (s.assigned_at, s.id) <= (t.assigned_at, t.id)) AS order_place
{FROM} JOIN incident_type k ON k.code = i.type
"""  # noqa: S608 - constants of our own


def incident_facts(row: Columns, *, unmasked: bool = False) -> AgencyIncident:
    """Return the incident of a row of `FACTS`.

    Telephone numbers in its summary and address only when `unmasked`.
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
            "address": row_address(row, unmasked=unmasked),
            "location": row_place(row, unmasked=unmasked),
            "flags": row["incident_flags"],
            "signs": sign_views(row["signs"]),
            "area": None if area is None else AreaView(code=area, name=row["area_name"]),
        }
    )


def order_number(incident_number: str, place: int) -> str:
    """Return the order as people name it: the incident's count, and its place from the second on.

    The place is counted among the orders that the same agency got for the incident.
    """
    count = incident_number.rpartition("-")[2].lstrip("0") or "0"
    return count if place == 1 else f"{count}-{place}"


def notice_body(row: Columns, *, event: str, reason: str | None, base_url: str) -> NoticeBody:
    """Return what an agency's system is sent about the order of a row of `FACTS`."""
    api = f"{base_url}/api/v1"
    task = f"{api}/tasks/{row['id']}"
    return NoticeBody(
        event=event,
        reason=reason,
        order_number=order_number(row["number"], row["order_place"]),
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
