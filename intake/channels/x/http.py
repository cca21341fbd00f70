"""The webhook of X, and files of posts that somebody exported."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, status
from pydantic import BaseModel, ConfigDict

from dispatch.access.guards import check_allowed, subject_of
from dispatch.access.subject import Resource
from dispatch.kernel.errors import Forbidden
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.raw_body import read_body
from dispatch.transports.x import challenge_answer, has_valid_signature
from intake.channels.base import DeliveryOut, Receiving, secret_of, settings_of, tally
from intake.channels.x.adapter import CHANNEL, XAdapter
from intake.channels.x.settings import XSettings
from intake.pipeline.receive_items import Source

router = APIRouter(prefix="/channels/x", tags=["intake"])


class ChallengeOut(BaseModel):
    """The answer to X's challenge."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"response_token": "sha256=j4X8ThRWTGYffeBhdNi"}}
    )

    response_token: str


@router.get("")
async def get_challenge(
    request: Request, token: Annotated[str, Query(alias="crc_token")] = ""
) -> ChallengeOut:
    """Answer the challenge that X repeats every hour: it is signed with the app's secret."""
    secret = secret_of(settings_of(request, XSettings).consumer_secret)
    if not secret or not token:
        raise Forbidden("webhook.verification")
    return ChallengeOut(response_token=challenge_answer(secret, token))


@router.post("", status_code=status.HTTP_200_OK)
async def post_delivery(
    request: Request,
    items: Receiving,
    signature: Annotated[str | None, Header(alias="x-twitter-webhooks-signature")] = None,
) -> DeliveryOut:
    """Receive a delivery that X signed, or with a token of the channel a file of posts.

    Every post and message is stored once; one that nobody can read is kept for a person.
    """
    body = await read_body(request, SETTINGS.of(request).webhook_body_limit_bytes)
    source = await _source(request, body, signature)
    parsed = XAdapter().parse(body, received_at=arrival_of(request).at, sender=source.sender)
    return tally(await items.receive(parsed, source))


async def _source(request: Request, body: bytes, signature: str | None) -> Source:
    """Return who delivers: X with a signature, or whoever has a token of the channel."""
    if signature is None:
        subject = await subject_of(request)
        check_allowed(subject, "channel.feed", Resource(channel=CHANNEL))
        return Source(channel=CHANNEL, sender=subject.actor)
    secret = secret_of(settings_of(request, XSettings).consumer_secret)
    if not has_valid_signature(secret, body, signature):
        raise Forbidden("signature.invalid")
    return Source(channel=CHANNEL, sender=f"channel:{CHANNEL}")
