"""The emergency page over HTTP: `/darurat` asks neither the database nor anybody who asks it.

Who was signed in at the desk is known from the disk (`dispatch/access/known_people.py`); whoever
was not brings the desk's code.
"""

import asyncio
import logging
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from dispatch.access.guards import COOKIE, check_same_origin, note_read
from dispatch.access.known_people import KNOWN_PEOPLE
from dispatch.access.permission_map import allows
from dispatch.access.sign_in import TooManyAttempts
from dispatch.access.subject import Role, Subject
from dispatch.kernel.catalogue import LANGUAGES
from dispatch.kernel.city import CITY
from dispatch.kernel.errors import Forbidden
from dispatch.kernel.store.breaker import Standing
from dispatch.kernel.store.pulse import PULSE
from dispatch.kernel.texts import clean
from dispatch.kernel.web.http import UNITS
from dispatch.kernel.web.language import spoken
from intake.emergency.desk_code import DESK_CODE, DeskCode
from intake.emergency.page import PATH, Reader, Situation, code_page, list_page, note_page
from intake.emergency.said import Waiting, read_entry
from intake.journal.journal import JOURNAL, IntakeJournal
from intake.pipeline.on_paper import PaperNote
from routing.value_object import value_object

page = APIRouter(prefix=PATH)
LET_IN: Final = "tanggap_darurat"
_NAME_MOST: Final = 100
_NOTE_MOST: Final = 1000
_SEE_OTHER: Final = 303
# Whoever has the desk's code stands in the room, with the paper in his hand.
_AT_THE_DESK: Final = Subject(
    kind="desk-code", id="emergency", name="emergency", role=Role.DISPATCHER
)
_log = logging.getLogger(__name__)


@value_object(kw_only=True)
class Visit:
    """One request: who reads, how things stand, and what waits."""

    reader: Reader
    who: Subject | None
    now: datetime
    situation: Situation
    waiting: list[Waiting]


async def open_visit(request: Request) -> Visit:
    """Find out who reads and what waits, from memory and disk alone."""
    journal, now = JOURNAL.of(request), UNITS.of(request).clock.now()
    who = _who(request, now)
    waiting = await asyncio.to_thread(_waiting, journal)
    reader = Reader(
        language=_language(request),
        zone=CITY.of(request).zone,
        sees=who is not None and allows(who, "journal.read"),
        sees_numbers=who is not None and allows(who, "report.see_reporter"),
        makes_code=who is not None and allows(who, "journal.open"),
    )
    situation = _situation(request, len(waiting))
    return Visit(reader=reader, who=who, now=now, situation=situation, waiting=waiting)


TheVisit = Annotated[Visit, Depends(open_visit)]
TheJournal = Annotated[IntakeJournal, Depends(JOURNAL)]
TheCode = Annotated[DeskCode, Depends(DESK_CODE)]


@page.get("")
async def get_waiting(visit: TheVisit, journal: TheJournal) -> HTMLResponse:
    """Show what waits, the newest last."""
    return await _shown(visit, journal)


@page.post("/masuk")
async def post_code(
    request: Request, visit: TheVisit, journal: TheJournal, code: TheCode
) -> Response:
    """Let a browser in whose user typed the desk's code."""
    typed = (await _form(request)).get("code", "")
    address = request.client.host if request.client else "-"
    try:
        check_same_origin(request)
        key = await code.enter(typed, address=address, now=visit.now)
    except Forbidden:
        return await _shown(visit, journal, trouble="elsewhere", status=403)
    except TooManyAttempts:
        return await _shown(visit, journal, trouble="too_many", status=429)
    if key is None:
        _log.warning("a wrong desk code was typed at %s", address)
        return await _shown(visit, journal, trouble="wrong", status=401)
    _log.warning("the emergency page was opened with the desk code from %s", address)
    answer = _back(visit)
    secure = request.url.scheme == "https"
    answer.set_cookie(LET_IN, key, path=PATH, httponly=True, samesite="strict", secure=secure)
    return answer


@page.post("/kode")
async def post_new_code(
    request: Request, visit: TheVisit, journal: TheJournal, code: TheCode
) -> HTMLResponse:
    """Make the desk's code of the day, and show it once."""
    if visit.who is None or not visit.reader.makes_code or _is_foreign(request):
        return await _shown(visit, journal, trouble="elsewhere", status=403)
    if visit.situation.standing == "well":
        async with UNITS.of(request).begin(visit.who.actor) as uow:
            note_read(uow, verb="journal.open", noun="journal", noun_id="desk-code")
    made, until = await code.make(visit.now)
    _log.warning("%s made a new desk code", visit.who.actor)
    return code_page(visit.reader, visit.situation, made, until)


@page.get("/{ticket}")
async def get_note(ticket: str, visit: TheVisit, journal: TheJournal) -> HTMLResponse:
    """Show the form for a note on paper."""
    one = _found(visit, ticket)
    if one is None:
        return await _shown(visit, journal, trouble=_missing(visit), status=404)
    return note_page(visit.reader, visit.situation, one, trouble=None)


@page.post("/{ticket}")
async def post_note(
    ticket: str, request: Request, visit: TheVisit, journal: TheJournal
) -> Response:
    """Keep that somebody dealt with a report on paper, and what he did."""
    one = _found(visit, ticket)
    if one is None or _is_foreign(request):
        trouble = _missing(visit) if one is None else "elsewhere"
        return await _shown(visit, journal, trouble=trouble, status=404 if one is None else 403)
    typed = await _form(request)
    by, said = typed.get("by", "").strip()[:_NAME_MOST], typed.get("note", "").strip()
    if not by:
        return note_page(visit.reader, visit.situation, one, typed=said, trouble="no_name")
    note = PaperNote(ticket=ticket, at=visit.now, by=by, note=said[:_NOTE_MOST])
    try:
        await asyncio.to_thread(journal.paper.add, note)
    except OSError:
        _log.critical("a note on paper could not be kept", exc_info=True)
        return note_page(visit.reader, visit.situation, one, typed=said, trouble="not_kept")
    return _back(visit)


@page.post("/{ticket}/disalin")
async def post_copied(
    ticket: str, request: Request, visit: TheVisit, journal: TheJournal
) -> Response:
    """Strike off a note that a person has copied into the console."""
    waits = any(one.ticket == ticket for one in visit.waiting)
    if not visit.reader.sees or waits or _is_foreign(request):
        return await _shown(visit, journal, trouble="elsewhere", status=403)
    await asyncio.to_thread(journal.paper.carried, ticket)
    return _back(visit)


async def _shown(
    visit: Visit, journal: IntakeJournal, *, trouble: str | None = None, status: int = 200
) -> HTMLResponse:
    notes = await asyncio.to_thread(journal.paper.standing) if visit.reader.sees else {}
    return list_page(
        visit.reader, visit.situation, visit.waiting, notes, trouble=trouble, status=status
    )


def _waiting(journal: IntakeJournal) -> list[Waiting]:
    return [read_entry(entry) for entry in journal.entries()]


def _who(request: Request, now: datetime) -> Subject | None:
    found = KNOWN_PEOPLE.of(request).find(request.cookies.get(COOKIE))
    if found is None and DESK_CODE.of(request).is_let_in(request.cookies.get(LET_IN), now):
        return _AT_THE_DESK
    return found


def _situation(request: Request, count: int) -> Situation:
    pulse, breaker = PULSE.of(request), UNITS.of(request).pool.breaker
    standing = str(pulse.health.standing)
    if pulse.health.standing is Standing.WELL:
        calm = "draining" if count else "well"
        standing = "starting" if breaker.held else calm
    return Situation(standing=standing, since=pulse.stood_since, count=count)


def _found(visit: Visit, ticket: str) -> Waiting | None:
    """Return what waits under a ticket, for whoever may see it."""
    found = (one for one in visit.waiting if one.ticket == ticket and visit.reader.sees)
    return next(found, None)


def _missing(visit: Visit) -> str | None:
    return "not_waiting" if visit.reader.sees else None


def _is_foreign(request: Request) -> bool:
    try:
        check_same_origin(request)
    except Forbidden:
        return True
    return False


async def _form(request: Request) -> dict[str, str]:
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return {name: str(clean(value)) for name, value in parse_qsl(body)}
    except ValueError:  # more fields than any form has
        return {}


def _language(request: Request) -> str:
    asked = request.query_params.get("bahasa")
    return asked if asked in LANGUAGES else spoken()


def _back(visit: Visit) -> RedirectResponse:
    return RedirectResponse(visit.reader.path(), status_code=_SEE_OTHER)
