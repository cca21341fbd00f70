"""Improve where a report comes from, while no person has said where it is."""

from datetime import datetime
from typing import Final

from dispatch.incidents.classify import locate as locate_incident
from dispatch.incidents.lifecycle import OPEN
from dispatch.incidents.models import Incident
from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.location.evidence import Method
from intake.reports.events import ReportLocated
from intake.reports.models import Report
from routing.place import Place

# What a machine found out. Any other place a person has given or confirmed.
_BY_MACHINE: Final = frozenset(
    {None, Method.GPS, Method.AML, Method.CELL, Method.UNKNOWN, Method.GAZETTEER}
)


_PLACED_BY_PERSON: Final = """
SELECT EXISTS (SELECT FROM event
    WHERE incident_id = $1 AND type = 'incident.located' AND actor LIKE 'person:%')
"""


async def locate(uow: UnitOfWork, report: Report, place: Place, *, at: datetime) -> bool:
    """Take over `place`, which was so at `at`, and hand it on to the report's open incident.

    Return whether it was taken: a place that a person gave stays, and so does an equal one.
    """
    was = (report.lat, report.lon, report.accuracy_m, report.location_method)
    new = (place.lat, place.lon, place.accuracy_m, place.method)
    if report.location_method not in _BY_MACHINE or was == new:
        return False
    await uow.change(
        report,
        lat=place.lat,
        lon=place.lon,
        accuracy_m=place.accuracy_m,
        location_method=place.method,
    )
    uow.append(
        ReportLocated(
            noun_id=report.id,
            incident_id=report.incident_id,
            at=min(at, uow.now),
            method=place.method,
            accuracy_m=place.accuracy_m,
        )
    )
    if report.incident_id is not None:
        await _hand_on(uow, await uow.get(Incident, report.incident_id), place, was[:2])
    return True


async def _hand_on(
    uow: UnitOfWork,
    incident: Incident,
    place: Place,
    was: tuple[float | None, float | None],
) -> None:
    """Move an open incident that had this report's place, or none; another report's stays."""
    if await uow.fetchval(_PLACED_BY_PERSON, incident.id):
        return
    had_ours = incident.lat is None or (incident.lat, incident.lon) == was
    if incident.state in OPEN and had_ours and incident.location_method in _BY_MACHINE:
        await locate_incident(uow, incident, place, at=None, version=None)
