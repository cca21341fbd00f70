"""The agency's inbox as JSON."""

from pydantic import ConfigDict
from pydantic.config import JsonDict

from agencies.channels.notice import AgencyIncident
from dispatch.kernel.web.http import Page
from dispatch.kernel.web.view import View
from dispatch.tasks.view import TaskView


class ContactView(View):
    """Somebody who reported the incident."""

    name: str | None
    phone: str | None


_EXAMPLE: JsonDict = {
    "id": "01937d2e-8a00-7000-8000-000000000002",
    "incident_id": "01937d2e-8a00-7000-8000-000000000001",
    "agency_id": "damkar-kota",
    "agency_name": "Damkar Kota",
    "service": "fire",
    "state": "delivered",
    "attempt": 1,
    "stand_by": False,
    "reasons": [],
    "note": "",
    "assigned_at": "2026-11-22T11:00:05Z",
    "delivered_at": "2026-11-22T11:00:06Z",
    "version": 2,
    "others": ["PSC 119"],
    "incident": {
        "id": "01937d2e-8a00-7000-8000-000000000001",
        "number": "ABC-26-000123",
        "state": "dispatched",
        "type": "fire",
        "type_label": {"id": "Kebakaran", "en": "Fire"},
        "priority": 1,
        "summary": "Rumah terbakar, ada orang terjebak",
        "location": {
            "lat": -7.4716,
            "lon": 112.4401,
            "accuracy_m": 80,
            "method": "address",
            "address": "Jl. Majapahit",
        },
        "address": "Jl. Majapahit",
        "area": {"code": "35.76.01.1001", "name": "Kranggan"},
        "opened_at": "2026-11-22T11:00:00Z",
        "flags": [],
        "drill": False,
    },
}


class PortalTask(TaskView):
    """An order with what its agency needs to act; of the other agencies only the names."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})
    incident: AgencyIncident
    others: tuple[str, ...]


class PortalInbox(Page[PortalTask]):
    """The agency's live orders, and those taken back of which nobody there has said he heard."""

    recalls: list[PortalTask]


class PortalTaskDetail(PortalTask):
    """An order with its reporters, once a human at the agency has taken it; null before that."""

    reporters: list[ContactView] | None = None
