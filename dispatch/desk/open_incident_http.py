"""A desk opens an incident, from a report or without one."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends, status

from dispatch.access.guards import Work, needs
from dispatch.access.subject import Subject
from dispatch.board.incident_view import IncidentPicture
from dispatch.desk.incident_http import settled_view
from dispatch.incidents.classify import check_type
from dispatch.incidents.models import Incident, IncidentType
from dispatch.incidents.open_incident import NewIncident, open_incident
from dispatch.incidents.place import checked_place
from dispatch.incidents.schemas import IncidentIn
from dispatch.kernel.container import Service
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time

router = APIRouter(prefix="/incidents", tags=["incidents"])
MayOpen = Annotated[Subject, needs("incident.open")]


class Reports(Protocol):
    """What opening an incident needs of intake; `main.py` fills it."""

    async def lock_report(self, uow: UnitOfWork, report_id: UUID) -> NewIncident:
        """Lock a report and return what it says about the incident.

        A report that belongs to another incident is refused.
        """
        ...

    async def link_report(self, uow: UnitOfWork, report_id: UUID, incident: Incident) -> None:
        """Link a report to the incident opened from it."""
        ...


REPORTS: Final = Service[Reports]("reports")


@router.post("", status_code=status.HTTP_201_CREATED)
async def post_incident(
    body: IncidentIn, _: MayOpen, uow: Work, reports: Annotated[Reports, Depends(REPORTS)]
) -> IncidentPicture:
    """Open an incident, from a report or without one; its plan is made in the same transaction."""
    kind = await check_type(uow, body.type)
    at = true_time(body.at, uow.now)
    reported = _nothing(body, at)
    if body.report_id is not None:
        reported = await reports.lock_report(uow, body.report_id)
    incident = await open_incident(uow, _entered(body, kind, reported, at=at, now=uow.now))
    if body.report_id is not None:
        await reports.link_report(uow, body.report_id, incident)
    return await settled_view(uow, incident)


def _nothing(body: IncidentIn, at: datetime) -> NewIncident:
    """Return what is known without a report: the call reached the desk when the desk opens it."""
    return NewIncident(
        type=body.type, priority=1, channel=body.channel, reached_at=at, opened_at=at
    )


def _entered(
    body: IncidentIn, kind: IncidentType, reported: NewIncident, *, at: datetime, now: datetime
) -> NewIncident:
    """Return what the desk entered; where it is silent, what the report reported."""
    return replace(
        reported,
        type=kind.code,
        priority=body.priority or kind.priority,
        summary=body.summary or reported.summary,
        place=checked_place(body.location) or reported.place,
        address=body.address or reported.address,
        reached_at=_moment(body.reached_at, reported.reached_at, now),
        answered_at=_moment(body.answered_at, reported.answered_at or at, now),
        opened_at=at,
        drill=body.drill or reported.drill,
    )


def _moment(given: datetime | None, otherwise: datetime, now: datetime) -> datetime:
    return otherwise if given is None else true_time(given, now)
