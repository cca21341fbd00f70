"""What a desk does to an incident while it goes on: classify, locate, alarm, check, hold."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body

from dispatch.access.guards import Work, needs
from dispatch.access.subject import Subject
from dispatch.board.incident_view import IncidentPicture
from dispatch.desk.incident_http import settled_view
from dispatch.incidents.alarm import set_alarm
from dispatch.incidents.classify import Classification, classify, locate
from dispatch.incidents.close import control
from dispatch.incidents.hold import hold, release
from dispatch.incidents.models import Incident
from dispatch.incidents.place import checked_place
from dispatch.incidents.schemas import (
    AlarmIn,
    AtIn,
    ClassifyIn,
    LocateIn,
    NoteIn,
    ReasonIn,
    SignsIn,
)
from dispatch.incidents.signs import Edit, edit_signs
from dispatch.incidents.verify import begin_check
from routing.case import Sign

router = APIRouter(prefix="/incidents", tags=["incidents"])
MayChange = Annotated[Subject, needs("incident.change")]
MayClose = Annotated[Subject, needs("incident.close")]
MayHold = Annotated[Subject, needs("incident.hold")]


@router.post("/{incident_id}/classify")
async def post_classify(
    incident_id: UUID, body: ClassifyIn, _: MayChange, uow: Work
) -> IncidentPicture:
    """Set an incident's type and priority; the plan is made anew."""
    incident = await uow.get(Incident, incident_id)
    await classify(
        uow,
        incident,
        Classification(
            type=body.type,
            priority=body.priority,
            also=None if body.also is None else tuple(body.also),
            at=body.at,
            version=body.version,
        ),
    )
    return await settled_view(uow, incident)


@router.post("/{incident_id}/signs")
async def post_signs(incident_id: UUID, body: SignsIn, _: MayChange, uow: Work) -> IncidentPicture:
    """Set which signs of people and danger are so, and which not; the plan is made anew.

    An agency that stands by for what is now needed goes.
    """
    incident = await uow.get(Incident, incident_id)
    edit = Edit(
        signs=tuple([Sign(sign.code, sign.count) for sign in body.signs]),
        not_so=tuple(body.not_so),
        at=body.at,
        version=body.version,
    )
    return await settled_view(uow, await edit_signs(uow, incident, edit))


@router.post("/{incident_id}/locate")
async def post_locate(
    incident_id: UUID, body: LocateIn, _: MayChange, uow: Work
) -> IncidentPicture:
    """Set or correct an incident's place; the plan is made anew."""
    incident, place = await uow.get(Incident, incident_id), checked_place(body.location)
    if place is not None:
        await locate(uow, incident, place, at=body.at, version=body.version)
    return await settled_view(uow, incident)


@router.post("/{incident_id}/alarm")
async def post_alarm(incident_id: UUID, body: AlarmIn, _: MayChange, uow: Work) -> IncidentPicture:
    """Raise or lower an incident's alarm level.

    The plan is made anew, orders that were given stay as they are.
    """
    incident = await uow.get(Incident, incident_id)
    return await settled_view(
        uow,
        await set_alarm(
            uow, incident, body.level, reason=body.reason, at=body.at, version=body.version
        ),
    )


@router.post("/{incident_id}/check")
async def post_check(incident_id: UUID, body: NoteIn, _: MayChange, uow: Work) -> IncidentPicture:
    """Record that somebody finds out whether an incident is real (`verifying`).

    Agencies can be dispatched meanwhile.
    """
    incident = await uow.get(Incident, incident_id)
    return await settled_view(
        uow, await begin_check(uow, incident, note=body.note, at=body.at, version=body.version)
    )


@router.post("/{incident_id}/control")
async def post_control(
    incident_id: UUID, body: Annotated[AtIn, Body(default_factory=AtIn)], _: MayClose, uow: Work
) -> IncidentPicture:
    """Record that the danger of an incident is contained."""
    return await settled_view(
        uow, await control(uow, await uow.get(Incident, incident_id), at=body.at)
    )


@router.post("/{incident_id}/hold")
async def post_hold(incident_id: UUID, body: ReasonIn, _: MayHold, uow: Work) -> IncidentPicture:
    """Put an incident under a legal hold: nothing of it is erased until it is released."""
    return await settled_view(
        uow, await hold(uow, await uow.get(Incident, incident_id), reason=body.reason, at=body.at)
    )


@router.post("/{incident_id}/release")
async def post_release(incident_id: UUID, body: ReasonIn, _: MayHold, uow: Work) -> IncidentPicture:
    """End an incident's legal hold: the retention rules apply again."""
    return await settled_view(
        uow,
        await release(uow, await uow.get(Incident, incident_id), reason=body.reason, at=body.at),
    )
