"""What an agency may know of an order.

The task, the incident's facts, and nobody's telephone number.
"""

from collections.abc import Mapping
from typing import Any, Final

from dispatch.kernel.masking import mask_personal

FACTS: Final = """
SELECT t.*, a.name AS agency_name, i.number, i.state AS incident_state, i.type AS incident_type, i.priority, i.summary, i.lat, i.lon,
    i.accuracy_m, i.location_method, i.address, i.area_code, i.area_name, i.opened_at, i.flags AS incident_flags, i.drill, k.label_id, k.label_en
FROM task t JOIN agency a ON a.id = t.agency_id JOIN incident i ON i.id = t.incident_id JOIN incident_type k ON k.code = i.type
"""


def incident_facts(record: Mapping[str, Any], *, unmasked: bool = False) -> dict[str, Any]:
    """Return the incident of a row of `FACTS` as JSON members.

    Telephone numbers in its summary only when `unmasked`.
    """
    location = None
    if record["lat"] is not None:
        location = {
            "lat": record["lat"],
            "lon": record["lon"],
            "accuracy_m": record["accuracy_m"],
            "method": record["location_method"],
            "address": record["address"],
        }
    return {
        "id": record["incident_id"],
        "number": record["number"],
        "state": record["incident_state"],
        "type": record["incident_type"],
        "type_label": {"id": record["label_id"], "en": record["label_en"]},
        "priority": record["priority"],
        "summary": record["summary"] if unmasked else mask_personal(record["summary"]),
        "location": location,
        "address": record["address"],
        "area": None
        if record["area_code"] is None
        else {"code": record["area_code"], "name": record["area_name"]},
        "opened_at": record["opened_at"],
        "flags": record["incident_flags"],
        "drill": record["drill"],
    }


_TASK_MEMBERS: Final = (
    *("id", "agency_id", "agency_name", "service", "state", "attempt", "stand_by"),
    *("reasons", "note", "assigned_at", "released_at", "replaces_task_id", "version"),
)


def notice_body(
    record: Mapping[str, Any], *, event: str, reason: str | None, base_url: str
) -> dict[str, Any]:
    """Return what an agency's system is sent about a task.

    Complete, so that it can act without asking back.
    """
    api = f"{base_url}/api/v1"
    task = f"{api}/tasks/{record['id']}"
    return {
        "event": event,
        "reason": reason,
        "task": {name: record[name] for name in _TASK_MEMBERS},
        "incident": incident_facts(record),
        "links": {
            "task": f"{api}/portal/tasks/{record['id']}",
            "seen": f"{task}/seen",
            "acknowledge": f"{task}/acknowledge",
            "decline": f"{task}/decline",
            "progress": f"{task}/progress",
            "page": f"{base_url}/instansi",
        },
    }
