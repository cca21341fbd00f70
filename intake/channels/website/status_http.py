"""The page `/status`: how a report stands, by secret link or by ticket and last digits.

Nobody signs in. A wrong ticket, wrong digits and a link whose time is over look alike, and whoever
tries often is told to wait.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qsl

from asyncpg import Record
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dispatch.access.sign_in import THROTTLE
from dispatch.kernel.catalogue import LANGUAGES
from dispatch.kernel.city import CITY
from dispatch.kernel.texts import clean
from dispatch.kernel.web.http import UNITS, refusal_of
from dispatch.kernel.web.language import spoken
from dispatch.kernel.web.raw_body import read_start
from intake.answers.link import LINK_KEY, PATH, link_token, ticket_in
from intake.answers.ticket import ticket_of
from intake.channels.base import Receiving
from intake.channels.website.status_back import rate, send_back
from intake.channels.website.status_page import SCORES, ask_page, status_page
from intake.channels.website.status_read import find_by_ticket, knows_number, standing_of
from routing.value_object import value_object

router = APIRouter()
_BODY_MOST: Final = 16 * 1024
_TRIES: Final = 20
_TRIES_OF_A_TICKET: Final = 6
_WITHIN_S: Final = 600
# Who has ticket and digits can ask again: this link lives for a day.
_FOUND_FOR: Final = timedelta(days=1)


@value_object(kw_only=True)
class _Asked:
    """What somebody asks about: in which language, and the members of the form."""

    language: str
    members: Mapping[str, str]


@router.get(PATH)
async def get_question(request: Request) -> HTMLResponse:
    """Ask for a ticket and the last digits."""
    return ask_page(_language(request), request.query_params.get("tiket", ""))


@router.post(PATH)
async def post_question(request: Request) -> Response:
    """Lead to the page of the report that ticket and digits name."""
    asked = await _asked(request)
    ticket = asked.members.get("tiket", "")
    if await _tries_too_often(request, ticket):
        return ask_page(asked.language, ticket, trouble="many", status=429)

    async def find() -> Response:
        async with UNITS.of(request).reading() as reading:
            report = await find_by_ticket(reading, ticket)
        if report is None or not knows_number(report, asked.members.get("angka", "")):
            return ask_page(asked.language, ticket, trouble="none", status=404)
        until = UNITS.of(request).clock.now() + _FOUND_FOR
        token = link_token(LINK_KEY.of(request).current(), report["id"], until)
        return RedirectResponse(f"{PATH}/{token}?bahasa={asked.language}", status_code=303)

    return await _answered(asked.language, ticket, find)


@router.get(PATH + "/{token}")
async def get_status(request: Request, token: str) -> Response:
    """Show how the report of a secret link stands."""
    language = _language(request)
    return await _answered(language, "", lambda: _shown(request, token, language))


@router.post(PATH + "/{token}")
async def post_status(request: Request, token: str, items: Receiving) -> Response:
    """Take what its reporter says when it is over: that it is not done, or how it was."""
    asked = await _asked(request)
    language, said = asked.language, asked.members.get("kata", "")
    score = asked.members.get("nilai", "")

    async def take() -> Response:
        report = await _report(request, token)
        if report is None or not standing_of(report).is_over:
            return await _shown(request, token, language)
        if asked.members.get("apa") == "belum":
            await send_back(items, report, said, at=items.units.clock.now())
            return await _shown(request, token, language, told="not_done_thanks")
        if score not in map(str, SCORES):
            return await _shown(request, token, language, told="bad", status=422)
        async with items.units.begin("citizen:status") as uow:
            await rate(uow, report["id"], int(score), said)
        return await _shown(request, token, language, told="rate_thanks")

    return await _answered(language, "", take)


async def _shown(
    request: Request, token: str, language: str, *, told: str | None = None, status: int = 200
) -> Response:
    report = await _report(request, token)
    if report is None:
        return ask_page(language, "", trouble="none", status=404)
    return status_page(
        language,
        standing_of(report),
        ticket_of(report["id"]),
        link=f"{PATH}/{token.strip().upper()}",
        zone=CITY.of(request).zone,
        told=told,
        status=status,
    )


async def _report(request: Request, token: str) -> Record | None:
    units = UNITS.of(request)
    ticket = ticket_in(LINK_KEY.of(request).current(), token, units.clock.now())
    if ticket is None:
        return None
    async with units.reading() as reading:
        return await find_by_ticket(reading, ticket)


async def _answered(
    language: str, ticket: str, work: Callable[[], Awaitable[Response]]
) -> Response:
    """Do the work; while storage is away say so on a page, since a person reads it."""
    try:
        return await work()
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        return ask_page(language, ticket, trouble="away", status=refusal.status)


async def _asked(request: Request) -> _Asked:
    body, _ = await read_start(request, _BODY_MOST)
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50)
    members = {name: str(clean(value)).strip() for name, value in pairs}
    return _Asked(language=_language(request), members=members)


def _language(request: Request) -> str:
    asked = request.query_params.get("bahasa", "")
    return asked if asked in LANGUAGES else spoken()


async def _tries_too_often(request: Request, ticket: str) -> bool:
    throttle = THROTTLE.of(request)
    host = "?" if request.client is None else request.client.host
    of_host = await throttle.is_beyond(f"status:{host}", limit=_TRIES, window_s=_WITHIN_S)
    named = f"status-of:{ticket[:20].upper()}"
    of_ticket = await throttle.is_beyond(named, limit=_TRIES_OF_A_TICKET, window_s=_WITHIN_S)
    return of_host or of_ticket
