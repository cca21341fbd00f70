"""The callback of an SMS gateway, by whatever method and in whatever form it calls."""

import hmac
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Header, Request, status

from dispatch.access.guards import check_allowed, subject_of
from dispatch.access.subject import Resource
from dispatch.kernel.city import CITY
from dispatch.kernel.errors import Forbidden, Unauthenticated
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.raw_body import read_body
from dispatch.transports.hearing import LISTENER, Hearing, Listener, Words
from dispatch.transports.sms import has_valid_signature
from intake.channels.base import DeliveryOut, Receiving, secret_of, settings_of, tally
from intake.channels.sms.adapter import CHANNEL, SmsAdapter
from intake.channels.sms.settings import SmsSettings
from intake.pipeline.items import Item, Message
from intake.pipeline.receive_items import ReceiveItems, Source

# An agency's telephone wrote it, and it is not clear which order it answers and how.
UNCLEAR: Final = "sms.agency_unclear"
router = APIRouter(prefix="/channels/sms", tags=["intake"])


async def _source(request: Request, body: bytes, signature: str | None) -> Source:
    """Return whose message this is: signed, with the callback's word, or with a channel's token."""
    own = settings_of(request, SmsSettings)
    url = str(request.url)
    public = SETTINGS.of(request).public_url
    if public:
        # The gateway signed the address it knows, not the one behind the proxy.
        url = f"{public.rstrip('/')}{request.url.path}"
    if signature is not None:
        if not has_valid_signature(secret_of(own.auth_token), url, body, signature):
            raise Forbidden("signature.invalid")
        return Source(channel=CHANNEL, sender=f"channel:{CHANNEL}")
    word, told = secret_of(own.callback_token), request.query_params.get("token", "")
    if word and hmac.compare_digest(word.encode(), told.encode()):
        return Source(channel=CHANNEL, sender=f"channel:{CHANNEL}")
    if told and not request.headers.get("authorization"):
        raise Unauthenticated("unauthenticated", why="callback")
    subject = await subject_of(request)
    check_allowed(subject, "channel.feed", Resource(channel=CHANNEL))
    return Source(channel=CHANNEL, sender=subject.actor)


async def _receive(request: Request, items: Receiving, signature: str | None) -> DeliveryOut:
    body = await read_body(request, SETTINGS.of(request).webhook_body_limit_bytes)
    source = await _source(request, body, signature)
    query = "&".join(part for part in request.url.query.split("&") if not part.startswith("token="))
    parsed = SmsAdapter(CITY.of(request).zone).parse(
        body,
        received_at=arrival_of(request).at,
        sender=source.sender,
        query=query,
        content_type=request.headers.get("content-type", ""),
    )
    listener = LISTENER.of(request)
    left = [await _unless_answered(item, listener, items) for item in parsed]
    return tally(await items.receive([item for item in left if item is not None], source))


async def _unless_answered(item: Item, listener: Listener, items: ReceiveItems) -> Item | None:
    """Return what is left of an item: nothing of an agency's clear answer, else the item.

    An answer that is not clear is flagged.

    An agency's telephone may also cry for help, so what is not clearly an answer is a report.
    """
    sender = items.numbers.e164(item.report.reporter_phone) if isinstance(item, Message) else None
    if not isinstance(item, Message) or sender is None:
        return item
    report = item.report
    said = Words(
        transport=CHANNEL,
        sender=sender,
        text=report.text,
        key=report.external_id,
        at=report.occurred_at,
    )
    hearing = await listener.hear(items.units, said)
    if hearing is Hearing.UNCLEAR:
        return replace(item, report=replace(report, flags=(*report.flags, UNCLEAR)))
    return None if hearing is Hearing.ANSWERED else item


Signature = Annotated[str | None, Header(alias="X-Twilio-Signature")]


@router.post("", status_code=status.HTTP_200_OK)
async def post_sms(request: Request, items: Receiving, signature: Signature = None) -> DeliveryOut:
    """Receive text messages: JSON (one or many), a form, or members in the address.

    What nobody can read is kept for a person.
    """
    return await _receive(request, items, signature)


@router.get("", status_code=status.HTTP_200_OK)
async def get_sms(request: Request, items: Receiving, signature: Signature = None) -> DeliveryOut:
    """Receive a text message from a gateway that calls with GET, as Kannel's get-url does."""
    return await _receive(request, items, signature)
