"""Plan who should answer an incident: routing's advice, stored with its reasons."""

from typing import Protocol

from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.events import PlanMade
from dispatch.tasks.models import StoredPlan
from routing import Case, Plan, Router, as_record


class TableSource(Protocol):
    """Gives the routing table in force; filled by `main.py` from the agencies' registry."""

    def current(self) -> Router:
        """Return the table in force, compiled."""
        ...


class FloodWatch(Protocol):
    """Knows the city's flood state (NORMAL, WASPADA, SIAGA, AWAS).

    Filled by `main.py` from the gauges.
    """

    def current(self) -> str | None:
        """Return the worst level now; None when no gauge reports."""
        ...


class NoFloodWatch:
    """Knows of no gauge."""

    def current(self) -> str | None:
        """Return that nothing is known."""
        return None


NO_FLOODS = NoFloodWatch()


async def plan_incident(
    uow: UnitOfWork, incident: Incident, router: Router, flood_state: str | None
) -> Plan:
    """Ask routing, note the area on the incident, store the plan and say so in the log.

    Advice, not an order.
    """
    case = Case(
        type=incident.type,
        priority=incident.priority,
        lon=incident.lon,
        lat=incident.lat,
        accuracy_m=incident.accuracy_m,
        flood_state=flood_state,
        alarm_level=incident.alarm_level,
        at=incident.opened_at,
    )
    advice = router.plan(case)
    area = advice.area
    await uow.change(
        incident,
        area_code=None if area is None else area.code,
        area_name=None if area is None else area.name,
    )
    uow.add(
        StoredPlan(
            id=uow.new_id(), incident_id=incident.id, made_at=uow.now, plan=as_record(advice)
        )
    )
    agencies = [line.agency_id for line in advice.lines]
    uow.append(
        PlanMade(
            noun_id=incident.id,
            incident_id=incident.id,
            at=uow.now,
            agencies=agencies,
            flags=list(advice.flags),
        )
    )
    return advice
