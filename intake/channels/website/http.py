"""The page `/lapor`, and the same as JSON; anybody may send, nobody is refused.

There is nothing to forge a request for: no cookie is read and nobody's rights are used. What
another site sends, and what comes too often from one address, is taken like everything else, but
flagged, and opens nothing by itself.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from dispatch.access.guards import check_same_origin
from dispatch.access.sign_in import THROTTLE
from dispatch.kernel.bounded import within
from dispatch.kernel.catalogue import LANGUAGES
from dispatch.kernel.errors import Forbidden, Invalid
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.http import described_body, refusal_of
from dispatch.kernel.web.json_text import json_response
from dispatch.kernel.web.language import spoken
from dispatch.kernel.web.raw_body import read_start
from intake.answers.link import LINK_KEY, link_token
from intake.answers.link import PATH as STATUS
from intake.channels.api.read_report import KEY_MAX
from intake.channels.base import Receiving
from intake.channels.website.adapter import CHANNEL, EMPTY, Sent, WebsiteAdapter
from intake.channels.website.page import PATH, form_page, told_page, typed_in
from intake.channels.website.schemas import FormIn, TicketOut
from intake.channels.website.ticket import ticket_from
from intake.journal.entry import Entry
from intake.journal.keep import tell_plainly
from intake.pipeline.items import Ignored, Item, Message
from intake.pipeline.receive_items import Fate, Outcome, ReceiveItems, Source

page = APIRouter()
router = APIRouter(prefix="/channels/website", tags=["intake"])
BODY_MAX: Final = 2 * 1024 * 1024
# What is longer is read as far as BODY_MAX; beyond this nobody reads on.
READ_MAX: Final = 16 * 1024 * 1024
# One address may be a whole school or a mobile network: above this nobody is refused either.
MANY: Final = 10
MANY_WITHIN_S: Final = 600
_COUNTED_WITHIN_S: Final = 0.3
_LINK_FOR: Final = timedelta(days=30)
_SOURCE: Final = Source(channel=CHANNEL, sender=f"channel:{CHANNEL}")


@page.get(PATH)
async def get_form(request: Request) -> HTMLResponse:
    """Show the empty form."""
    return form_page(_language(request.query_params.get("bahasa")), {})


@page.post(PATH)
async def post_form(request: Request, items: Receiving) -> HTMLResponse:
    """Take in a form; whatever goes wrong, what was typed is shown again."""
    language, sent = _language(request.query_params.get("bahasa")), await _sent(request)
    [item] = WebsiteAdapter().parse(sent, sender=_SOURCE.sender)
    typed = typed_in(sent.body, sent.content_type)
    if isinstance(item, Ignored):
        return form_page(language, typed, trouble="empty", status=422)
    try:
        outcome = await _receive(items, item)
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        return form_page(language, typed, trouble="full", status=refusal.status)
    said = "unread" if outcome.fate is Fate.KEPT else "received"
    ticket, link = _ticket(item, sent, outcome), _link(request, outcome)
    return told_page(language, said, ticket, status=_status(outcome), link=link)


@router.post(
    "/reports",
    status_code=HTTPStatus.CREATED,
    response_model=TicketOut,
    openapi_extra=described_body(FormIn, idempotency_key=KEY_MAX),
    responses={200: {"description": "The same message was stored before"}},
)
async def post_report(request: Request, items: Receiving) -> Response:
    """Receive a report of anybody from a form of the city; no token is needed.

    The answer gives a ticket for its sender. What nobody can read is kept for a person, once.
    """
    sent = await _sent(request)
    [item] = WebsiteAdapter().parse(sent, sender=_SOURCE.sender)
    if isinstance(item, Ignored):
        raise Invalid(EMPTY)
    outcome = await _receive(items, item)
    said = TicketOut(
        state="kept" if outcome.fate is Fate.KEPT else "received",
        ticket=_ticket(item, sent, outcome),
        duplicate=outcome.fate is Fate.DUPLICATE,
    )
    return json_response(said, _status(outcome))


def tell(entry: Entry, *, is_kept: bool) -> Response:
    """Tell a sender truthfully that his report waits in the journal, or that it is not kept."""
    headers = dict(entry.headers)
    content_type = headers.get("content-type", "")
    sent = Sent(
        body=entry.body[:BODY_MAX],
        content_type=content_type,
        received_at=entry.arrived_at,
        key=headers.get("idempotency-key"),
        new_key=entry.ticket,
    )
    [item] = WebsiteAdapter().parse(sent, sender=_SOURCE.sender)
    ticket = _ticket(item, sent)
    if entry.path != PATH:
        said = TicketOut(state="journalled", ticket=ticket)
        return json_response(said, 202) if is_kept else tell_plainly(entry, is_kept=False)
    language = _language(dict(parse_qsl(entry.query)).get("bahasa"))
    if is_kept:
        return told_page(language, "journalled", ticket, status=202)
    return form_page(language, typed_in(sent.body, content_type), trouble="full", status=503)


async def _sent(request: Request) -> Sent:
    arrival = arrival_of(request)
    body, whole = await read_start(request, BODY_MAX)
    odd = {
        "body.too_long": not whole,
        "website.other_site": _is_from_elsewhere(request),
        "website.many": await _are_many(request),
    }
    return Sent(
        body=body,
        content_type=request.headers.get("content-type", ""),
        received_at=arrival.at,
        key=request.headers.get("idempotency-key"),
        new_key=arrival.key,
        odd=tuple(flag for flag, is_so in odd.items() if is_so),
    )


async def _receive(items: ReceiveItems, item: Item) -> Outcome:
    [outcome] = await items.receive([item], _SOURCE)
    return outcome


def _ticket(item: Item, sent: Sent, outcome: Outcome | None = None) -> str:
    """Return what the sender calls it: the stored report's key, else that of what he sent."""
    if outcome is not None and outcome.value is not None:
        return str(outcome.value.external_id)
    return item.report.external_id if isinstance(item, Message) else ticket_from(sent.new_key)


def _link(request: Request, outcome: Outcome) -> str:
    """Return the secret link to how a stored report stands; empty when it is none yet."""
    if outcome.value is None:
        return ""
    until = outcome.value.recorded_at + _LINK_FOR
    return f"{STATUS}/{link_token(LINK_KEY.of(request).current(), outcome.value.id, until)}"


def _status(outcome: Outcome) -> int:
    return 200 if outcome.fate is Fate.DUPLICATE else 201


def _language(asked: str | None) -> str:
    return asked if asked in LANGUAGES else spoken()


def _is_from_elsewhere(request: Request) -> bool:
    try:
        check_same_origin(request)
    except Forbidden:
        return True
    return request.headers.get("sec-fetch-site") == "cross-site"


async def _are_many(request: Request) -> bool:
    """Whether this address sends more than people do; nobody waits for whoever counts."""
    if request.client is None:  # it comes from the journal, long after
        return False
    counting = THROTTLE.of(request).is_beyond(
        f"{CHANNEL}:{request.client.host}", limit=MANY, window_s=MANY_WITHIN_S
    )
    try:
        return await within(_COUNTED_WITHIN_S, counting)
    except TimeoutError:
        return False
