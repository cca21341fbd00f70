"""Incidents over HTTP: the same picture as on the board, and the verbs that change it."""

from typing import Annotated, Any, Final, Protocol
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query, Response, status

from dispatch.access.guards import Work, needs, note_read
from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.board.incident_view import agencies_of, load_incidents, narrow
from dispatch.incidents.alarm import set_alarm
from dispatch.incidents.classify import Classification, check_type, classify, locate
from dispatch.incidents.close import cancel, close, control, reopen
from dispatch.incidents.hold import hold, release
from dispatch.incidents.lifecycle import OPEN
from dispatch.incidents.merge import get_pair, merge, unmerge
from dispatch.incidents.models import Incident
from dispatch.incidents.open_incident import NewIncident, open_incident
from dispatch.incidents.place import check_place
from dispatch.incidents.refer import Referral, refer
from dispatch.incidents.schemas import (
    AlarmIn,
    AtIn,
    ClassifyIn,
    CloseIn,
    IncidentDetailOut,
    IncidentFilters,
    IncidentIn,
    IncidentOut,
    LocateIn,
    MergeIn,
    NoteIn,
    PlaceIn,
    ReasonIn,
    ReferIncidentIn,
)
from dispatch.incidents.verify import begin_check, verify
from dispatch.kernel.container import Service
from dispatch.kernel.errors import NotFound
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.store.reading import Reading
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import true_time, with_zone
from dispatch.kernel.web.http import Page, Read, TheUnits, decode_cursor, encode_cursor
from dispatch.kernel.web.json_text import json_response
from dispatch.tasks.verify import check_orders_over
from routing.place import Place

router = APIRouter(prefix="/incidents", tags=["incidents"])


class Reports(Protocol):
    """What opening an incident needs of intake; `main.py` fills it."""

    async def take(self, uow: UnitOfWork, report_id: UUID) -> NewIncident:
        """Lock the report and return what it says about the incident.

        Refuse one that belongs to another.
        """
        ...

    async def tie(self, uow: UnitOfWork, report_id: UUID, incident: Incident) -> None:
        """Tie the report to the incident opened from it."""
        ...


REPORTS: Final = Service[Reports]("reports")


def checked_place(place: PlaceIn | None) -> Place | None:
    """Check a place and return it as a value; `location.*` when it is none."""
    if place is None:
        return None
    check_place(place.lat, place.lon)
    return Place(
        lat=place.lat,
        lon=place.lon,
        accuracy_m=place.accuracy_m,
        method=place.method,
        address=place.address,
    )


async def view(uow: UnitOfWork, incident: Incident) -> Response:
    """Let the facts have their consequences and return the incident as it will be."""
    await uow.settle()
    items = await load_incidents(uow, [incident.id])
    return json_response(items[0] | await ending(uow, incident.id))


_ENDING = "SELECT verified_at, referred_to, referral_ticket, held_at FROM incident WHERE id = $1"


async def ending(reading: Reading, incident_id: UUID) -> dict[str, Any]:
    """Return the members that only `IncidentDetailOut` has."""
    row = await reading.fetchrow(_ENDING, incident_id)
    if row is None:
        raise NotFound("incident.not_found", f"incident {incident_id}")
    referral = (
        None
        if row["referred_to"] is None
        else {"to": row["referred_to"], "ticket": row["referral_ticket"]}
    )
    return {"verified_at": row["verified_at"], "referral": referral, "held_at": row["held_at"]}


MayOpen = Annotated[Subject, needs("incident.open")]
MayChange = Annotated[Subject, needs("incident.change")]
MayClose = Annotated[Subject, needs("incident.close")]
MayVerify = Annotated[Subject, needs("incident.verify")]
MayHold = Annotated[Subject, needs("incident.hold")]
MayRead = Annotated[Subject, needs("incident.read")]


@router.post("", status_code=status.HTTP_201_CREATED, response_model=IncidentDetailOut)
async def post_incident(
    body: IncidentIn, _: MayOpen, uow: Work, reports: Annotated[Reports, Depends(REPORTS)]
) -> Response:
    """Open an incident, from a report or without one; its plan is made in the same transaction."""
    kind = await check_type(uow, body.type)
    told = None if body.report_id is None else await reports.take(uow, body.report_id)
    at = true_time(body.at, uow.now)
    reached = (
        true_time(body.reached_at, uow.now)
        if body.reached_at
        else (told.reached_at if told else at)
    )
    answered = (
        true_time(body.answered_at, uow.now)
        if body.answered_at
        else (told.answered_at if told else None) or at
    )
    new = NewIncident(
        type=kind.code,
        priority=body.priority or kind.priority,
        summary=body.summary or (told.summary if told else ""),
        channel=told.channel if told else body.channel,
        place=checked_place(body.location) or (told.place if told else None),
        address=body.address or (told.address if told else None),
        reached_at=reached,
        answered_at=answered,
        opened_at=at,
        report_id=body.report_id,
        drill=body.drill or (told.drill if told else False),
    )
    incident = await open_incident(uow, new)
    if body.report_id is not None:
        await reports.tie(uow, body.report_id, incident)
    answer = await view(uow, incident)
    answer.status_code = status.HTTP_201_CREATED
    return answer


_LIST = """
SELECT id, opened_at FROM incident i
WHERE ($1::text[] IS NULL OR state = ANY($1)) AND ($2::text IS NULL OR type = $2) AND ($3::int IS NULL OR priority = $3)
    AND ($4::text IS NULL OR EXISTS (SELECT FROM task t WHERE t.incident_id = i.id AND t.agency_id = $4))
    AND ($5::text IS NULL OR area_code = $5 OR area_code LIKE $5 || '.%')
    AND ($6::timestamptz IS NULL OR opened_at >= $6) AND ($7::timestamptz IS NULL OR opened_at < $7)
    AND ($8::timestamptz IS NULL OR (opened_at, id) < ($8, $9))
    AND ($10::text IS NULL OR EXISTS (SELECT FROM task t WHERE t.incident_id = i.id AND t.agency_id = $10))
ORDER BY opened_at DESC, id DESC LIMIT $11
"""


def _states(state: str | None) -> list[str] | None:
    if state is None:
        return None
    if state == "open":
        return sorted(OPEN)
    return [state]


@router.get("", response_model=Page[IncidentOut])
async def list_incidents(
    subject: MayRead,
    reading: Read,
    filters: Annotated[IncidentFilters, Query()],
) -> Response:
    """List incidents, newest first; an agency sees those it was asked for."""
    moment, key = decode_cursor(filters.cursor)
    own = subject.agency_id
    limit = filters.limit
    rows = await reading.fetch(
        _LIST,
        _states(filters.state),
        filters.type,
        filters.priority,
        filters.agency_id,
        filters.area,
        with_zone(filters.since),
        with_zone(filters.until),
        moment,
        key,
        own,
        limit + 1,
    )
    ids = [row["id"] for row in rows[:limit]]
    found = {item["id"]: _as_seen(item, own) for item in await load_incidents(reading, ids)}
    last = rows[limit - 1] if len(rows) > limit else None
    page = {
        "items": [found[key] for key in ids],
        "next_cursor": None if last is None else encode_cursor(last["opened_at"], last["id"]),
    }
    return json_response(page)


async def read_visible(reading: Reading, subject: Subject, incident_id: UUID) -> dict[str, Any]:
    """Return the incident if `subject` may see it; as not found otherwise."""
    items = await load_incidents(
        reading, [incident_id], unmasked=allows(subject, "report.see_reporter")
    )
    if not items or not allows(
        subject, "incident.read", Resource(agency_ids=agencies_of(items[0]))
    ):
        raise NotFound("incident.not_found", f"incident {incident_id}")
    return _as_seen(items[0], subject.agency_id)


def _as_seen(item: dict[str, Any], agency_id: str | None) -> dict[str, Any]:
    return item if agency_id is None else narrow(item, agency_id)


@router.get("/{incident_id}", response_model=IncidentDetailOut)
async def read_incident(incident_id: UUID, subject: MayRead, units: TheUnits) -> Response:
    """Read one incident; a telephone number in its summary is shown to call takers and dispatchers only, and that is written down."""
    async with units.reading() as reading:
        item = await read_visible(reading, subject, incident_id)
        item |= await ending(reading, incident_id)
    if item["summary"] != mask_personal(item["summary"]):
        async with units.begin(subject.actor) as uow:
            note_read(uow, verb="report.see_reporter", noun="incident", noun_id=str(incident_id))
    return json_response(item)


@router.post("/{incident_id}/classify", response_model=IncidentDetailOut)
async def post_classify(incident_id: UUID, body: ClassifyIn, _: MayChange, uow: Work) -> Response:
    """Set type and priority; the plan is made anew."""
    incident = await uow.get(Incident, incident_id)
    await classify(
        uow,
        incident,
        Classification(type=body.type, priority=body.priority, at=body.at, version=body.version),
    )
    return await view(uow, incident)


@router.post("/{incident_id}/locate", response_model=IncidentDetailOut)
async def post_locate(incident_id: UUID, body: LocateIn, _: MayChange, uow: Work) -> Response:
    """Set or correct the place; the plan is made anew."""
    incident, place = await uow.get(Incident, incident_id), checked_place(body.location)
    if place is not None:
        await locate(uow, incident, place, at=body.at, version=body.version)
    return await view(uow, incident)


@router.post("/{incident_id}/alarm", response_model=IncidentDetailOut)
async def post_alarm(incident_id: UUID, body: AlarmIn, _: MayChange, uow: Work) -> Response:
    """Raise or lower the alarm level.

    The plan is made anew, orders that were given stay as they are.
    """
    incident = await uow.get(Incident, incident_id)
    return await view(
        uow,
        await set_alarm(
            uow, incident, body.level, reason=body.reason, at=body.at, version=body.version
        ),
    )


@router.post("/{incident_id}/merge", response_model=IncidentDetailOut)
async def post_merge(incident_id: UUID, body: MergeIn, _: MayClose, uow: Work) -> Response:
    """Merge into another incident; reversible."""
    incident, into = await get_pair(uow, incident_id, body.into)
    return await view(uow, await merge(uow, incident, into, reason=body.reason, at=body.at))


@router.post("/{incident_id}/unmerge", response_model=IncidentDetailOut)
async def post_unmerge(
    incident_id: UUID, body: Annotated[AtIn, Body(default_factory=AtIn)], _: MayClose, uow: Work
) -> Response:
    """Take a merge back."""
    return await view(uow, await unmerge(uow, await uow.get(Incident, incident_id), at=body.at))


@router.post("/{incident_id}/check", response_model=IncidentDetailOut)
async def post_check(incident_id: UUID, body: NoteIn, _: MayChange, uow: Work) -> Response:
    """Say that somebody is finding out whether and what it is (`verifying`).

    It can be sent to meanwhile.
    """
    incident = await uow.get(Incident, incident_id)
    return await view(
        uow, await begin_check(uow, incident, note=body.note, at=body.at, version=body.version)
    )


@router.post("/{incident_id}/refer", response_model=IncidentDetailOut)
async def post_refer(incident_id: UUID, body: ReferIncidentIn, _: MayClose, uow: Work) -> Response:
    """Hand it over to the non-emergency side or another city, with its ticket.

    Orders nobody answered are taken back.
    """
    referral = Referral(
        to=body.to, ticket=body.ticket, note=body.note, at=body.at, version=body.version
    )
    return await view(uow, await refer(uow, await uow.get(Incident, incident_id), referral))


@router.post("/{incident_id}/verify", response_model=IncidentDetailOut)
async def post_verify(incident_id: UUID, body: NoteIn, _: MayVerify, uow: Work) -> Response:
    """Sign a closed incident off, and with it the work of its agencies.

    Refused while an order is still under way.
    """
    incident = await uow.get(Incident, incident_id)
    await check_orders_over(uow, incident)
    return await view(
        uow, await verify(uow, incident, note=body.note, at=body.at, version=body.version)
    )


@router.post("/{incident_id}/close", response_model=IncidentDetailOut)
async def post_close(incident_id: UUID, body: CloseIn, _: MayClose, uow: Work) -> Response:
    """Close with a disposition; orders nobody answered are taken back."""
    return await view(
        uow,
        await close(
            uow, await uow.get(Incident, incident_id), body.disposition, note=body.note, at=body.at
        ),
    )


@router.post("/{incident_id}/control", response_model=IncidentDetailOut)
async def post_control(
    incident_id: UUID, body: Annotated[AtIn, Body(default_factory=AtIn)], _: MayClose, uow: Work
) -> Response:
    """Say that the danger is contained."""
    return await view(uow, await control(uow, await uow.get(Incident, incident_id), at=body.at))


@router.post("/{incident_id}/cancel", response_model=IncidentDetailOut)
async def post_cancel(incident_id: UUID, body: ReasonIn, _: MayClose, uow: Work) -> Response:
    """Call the incident off."""
    return await view(
        uow, await cancel(uow, await uow.get(Incident, incident_id), reason=body.reason, at=body.at)
    )


@router.post("/{incident_id}/reopen", response_model=IncidentDetailOut)
async def post_reopen(incident_id: UUID, body: ReasonIn, _: MayClose, uow: Work) -> Response:
    """Say that it was not over."""
    return await view(
        uow, await reopen(uow, await uow.get(Incident, incident_id), reason=body.reason, at=body.at)
    )


@router.post("/{incident_id}/hold", response_model=IncidentDetailOut)
async def post_hold(incident_id: UUID, body: ReasonIn, _: MayHold, uow: Work) -> Response:
    """Put it under a legal hold: nothing that belongs to it is erased until it is released."""
    return await view(
        uow, await hold(uow, await uow.get(Incident, incident_id), reason=body.reason, at=body.at)
    )


@router.post("/{incident_id}/release", response_model=IncidentDetailOut)
async def post_release(incident_id: UUID, body: ReasonIn, _: MayHold, uow: Work) -> Response:
    """End the legal hold: the retention rules apply again."""
    return await view(
        uow,
        await release(uow, await uow.get(Incident, incident_id), reason=body.reason, at=body.at),
    )
