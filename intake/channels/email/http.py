"""Letters that the city's mail server hands over, one a request, as they came."""

from typing import Final

from fastapi import APIRouter, Request, status

from dispatch.access.guards import check_allowed, subject_of
from dispatch.access.subject import Resource
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.raw_body import read_start
from intake.channels.base import DeliveryOut, Receiving, tally
from intake.channels.email.adapter import CHANNEL, EmailAdapter
from intake.pipeline.receive_items import Source

router = APIRouter(prefix="/channels/email", tags=["intake"])
# Of a longer letter the beginning is kept: there the words are, before what is attached.
LETTER_MOST: Final = 10 * 1024 * 1024
# Mail servers take 25 MiB; beyond this nobody reads on.
READ_MOST: Final = 32 * 1024 * 1024


@router.post("", status_code=status.HTTP_200_OK)
async def post_letter(request: Request, items: Receiving) -> DeliveryOut:
    """Receive a letter (RFC 5322) as the mail server got it, with a token of the channel.

    It is stored once; one that nobody can read is kept for a person.
    """
    subject = await subject_of(request)
    check_allowed(subject, "channel.feed", Resource(channel=CHANNEL))
    body, _is_whole = await read_start(request, LETTER_MOST)
    source = Source(channel=CHANNEL, sender=subject.actor, content_type="message/rfc822")
    parsed = EmailAdapter().parse(body, received_at=arrival_of(request).at, sender=source.sender)
    return tally(await items.receive(parsed, source))
