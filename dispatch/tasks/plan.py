"""Plan who should answer an incident: routing's advice, stored with its reasons."""

from typing import Final, Protocol

from dispatch.incidents.models import Incident
from dispatch.incidents.signs import signs_of
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.events import PlanMade
from dispatch.tasks.models import StoredPlan
from routing import Case, Plan, Router, as_record


class TableSource(Protocol):
    """Gives the routing table in force; filled by `main.py` from the agencies' registry."""

    def current(self) -> Router:
        """Return the table in force, compiled."""
        ...


class Floods(Protocol):
    """The flood states (NORMAL, WASPADA, SIAGA, AWAS) of one moment."""

    def near(self, lat: float | None, lon: float | None) -> str | None:
        """Return the worst level of the gauges whose ground a place lies on.

        Of all gauges where no place is known; None when no gauge there reports.
        """
        ...


class FloodWatch(Protocol):
    """Knows the flood states of now; filled by `main.py` from the gauges."""

    def current(self) -> Floods:
        """Return the flood states of now."""
        ...


class NoFloodWatch:
    """A flood watch without gauges."""

    def current(self) -> Floods:
        """Return this watch itself: it knows of no gauge."""
        return self

    def near(self, lat: float | None, lon: float | None) -> str | None:  # noqa: ARG002 - of the protocol
        """Return None: no gauge reports."""
        return None


NO_FLOODS: Final = NoFloodWatch()
# Flag of an incident, with the service: fewer crews are known than are needed.
SHORTFALL: Final = "shortfall"


async def plan_incident(
    uow: UnitOfWork, incident: Incident, router: Router, floods: Floods
) -> Plan:
    """Make the response plan of an incident, store it and append the fact.

    It also notes the area on the incident. A plan is advice, not an order.
    """
    case = Case(
        type=incident.type,
        priority=incident.priority,
        lon=incident.lon,
        lat=incident.lat,
        accuracy_m=incident.accuracy_m,
        flood_state=floods.near(incident.lat, incident.lon),
        alarm_level=incident.alarm_level,
        also=tuple(incident.also_types),
        signs=signs_of(incident),
        at=incident.opened_at,
    )
    advice = router.plan(case)
    area = advice.area
    missing = [f"{SHORTFALL}:{short.service}" for short in advice.shortfalls]
    others = [flag for flag in incident.flags if not flag.startswith(SHORTFALL)]
    await uow.change(
        incident,
        flags=[*others, *missing],
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
