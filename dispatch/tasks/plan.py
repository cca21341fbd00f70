"""Plan who should answer an incident: routing's advice, stored with its reasons."""

from typing import Protocol

from dispatch.incidents.models import Incident
from dispatch.kernel.unit_of_work import UnitOfWork
from dispatch.tasks.events import PlanMade
from dispatch.tasks.models import StoredPlan
from routing.case import Case
from routing.plan import Plan, plan
from routing.table import Table


class TableSource(Protocol):
    """Gives the routing table in force; filled by `main.py` from the agencies' registry."""

    def current(self) -> Table:
        """Return the table in force."""
        ...


async def plan_incident(uow: UnitOfWork, incident: Incident, table: Table) -> Plan:
    """Ask routing, note the area on the incident, store the plan and say so in the log. Advice, not an order."""
    case = Case(
        type=incident.type,
        priority=incident.priority,
        lon=incident.lon,
        lat=incident.lat,
        accuracy_m=incident.accuracy_m,
        alarm_level=incident.alarm_level,
        at=incident.opened_at,
    )
    advice = plan(case, table)
    await uow.change(incident, area_code=advice.area_code, area_name=advice.area_name)
    uow.add(StoredPlan(id=uow.new_id(), incident_id=incident.id, made_at=uow.now, plan=advice.as_document()))
    uow.append(
        PlanMade(
            noun_id=incident.id, incident_id=incident.id, at=uow.now, agencies=[line.agency_id for line in advice.lines if line.agency_id], flags=list(advice.flags)
        )
    )
    return advice
