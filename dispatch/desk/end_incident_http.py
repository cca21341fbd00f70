"""How an incident ends at a desk, and how that is taken back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body

from dispatch.access.guards import Work, needs
from dispatch.access.subject import Subject
from dispatch.board.incident_view import IncidentPicture
from dispatch.desk.incident_http import settled_view
from dispatch.incidents.change_state import check_version
from dispatch.incidents.close import cancel, close, reopen
from dispatch.incidents.merge import get_pair, merge, unmerge
from dispatch.incidents.models import Incident
from dispatch.incidents.refer import Referral, refer
from dispatch.incidents.schemas import (
    AtIn,
    CallOffIn,
    CloseIn,
    MergeIn,
    NoteIn,
    ReasonIn,
    ReferIncidentIn,
)
from dispatch.incidents.verify import verify
from dispatch.tasks.verify import check_orders_over

router = APIRouter(prefix="/incidents", tags=["incidents"])
MayClose = Annotated[Subject, needs("incident.close")]
MayVerify = Annotated[Subject, needs("incident.verify")]


@router.post("/{incident_id}/merge")
async def post_merge(incident_id: UUID, body: MergeIn, _: MayClose, uow: Work) -> IncidentPicture:
    """Merge an incident into another one; reversible."""
    incident, into = await get_pair(uow, incident_id, body.into)
    check_version(incident, body.version)
    check_version(into, body.into_version)
    return await settled_view(uow, await merge(uow, incident, into, reason=body.reason, at=body.at))


@router.post("/{incident_id}/unmerge")
async def post_unmerge(
    incident_id: UUID, body: Annotated[AtIn, Body(default_factory=AtIn)], _: MayClose, uow: Work
) -> IncidentPicture:
    """Take an incident's merge back."""
    return await settled_view(
        uow, await unmerge(uow, await uow.get(Incident, incident_id), at=body.at)
    )


@router.post("/{incident_id}/refer")
async def post_refer(
    incident_id: UUID, body: ReferIncidentIn, _: MayClose, uow: Work
) -> IncidentPicture:
    """Hand an incident over to the non-emergency side or another city, with its ticket.

    Orders nobody answered are taken back.
    """
    referral = Referral(
        to=body.to, ticket=body.ticket, note=body.note, at=body.at, version=body.version
    )
    return await settled_view(uow, await refer(uow, await uow.get(Incident, incident_id), referral))


@router.post("/{incident_id}/verify")
async def post_verify(incident_id: UUID, body: NoteIn, _: MayVerify, uow: Work) -> IncidentPicture:
    """Sign a closed incident off, and with it the work of its agencies.

    Refused while an order is still under way.
    """
    incident = await uow.get(Incident, incident_id)
    await check_orders_over(uow, incident)
    return await settled_view(
        uow, await verify(uow, incident, note=body.note, at=body.at, version=body.version)
    )


@router.post("/{incident_id}/close")
async def post_close(incident_id: UUID, body: CloseIn, _: MayClose, uow: Work) -> IncidentPicture:
    """Close an incident with a disposition; orders nobody answered are taken back."""
    return await settled_view(
        uow,
        await close(
            uow,
            await uow.get(Incident, incident_id),
            body.disposition,
            note=body.note,
            at=body.at,
            version=body.version,
        ),
    )


@router.post("/{incident_id}/cancel")
async def post_cancel(
    incident_id: UUID, body: CallOffIn, _: MayClose, uow: Work
) -> IncidentPicture:
    """Call an incident off; every order is taken back."""
    incident = await uow.get(Incident, incident_id)
    return await settled_view(
        uow, await cancel(uow, incident, reason=body.reason, at=body.at, version=body.version)
    )


@router.post("/{incident_id}/reopen")
async def post_reopen(incident_id: UUID, body: ReasonIn, _: MayClose, uow: Work) -> IncidentPicture:
    """Reopen an incident: it was not over."""
    return await settled_view(
        uow, await reopen(uow, await uow.get(Incident, incident_id), reason=body.reason, at=body.at)
    )
