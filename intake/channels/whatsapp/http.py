"""The WhatsApp webhook.

Raw bytes are verified first; 2xx only after everything in them is durable.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request, Response, status
from fastapi.responses import PlainTextResponse
from pydantic import SecretStr

from dispatch.kernel.errors import Forbidden
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.raw_body import read_body
from dispatch.transports.whatsapp import has_valid_signature, verify_subscription
from intake.channels.base import DeliveryOut, Receiving, settings_of, tally
from intake.channels.whatsapp.adapter import WhatsAppAdapter
from intake.channels.whatsapp.message import CHANNEL
from intake.channels.whatsapp.settings import WhatsAppSettings
from intake.pipeline.receive_items import Source

router = APIRouter(prefix="/channels/whatsapp", tags=["intake"])
_ADAPTER: Final = WhatsAppAdapter()
_SOURCE: Final = Source(channel=CHANNEL, sender=f"channel:{CHANNEL}")


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


@router.get("", response_class=PlainTextResponse)
async def get_verification(
    request: Request,
    mode: Annotated[str | None, Query(alias="hub.mode")] = None,
    token: Annotated[str | None, Query(alias="hub.verify_token")] = None,
    challenge: Annotated[str | None, Query(alias="hub.challenge")] = None,
) -> Response:
    """Answer the handshake of the subscription: the challenge when the token is ours, else 403."""
    expected = _plain(settings_of(request, WhatsAppSettings).verify_token)
    answer = verify_subscription(mode, token, challenge, expected)
    if answer is None:
        raise Forbidden("whatsapp.verification")
    return PlainTextResponse(answer)


@router.post("", status_code=status.HTTP_200_OK)
async def post_delivery(
    request: Request,
    items: Receiving,
    signature: Annotated[str | None, Header(alias="X-Hub-Signature-256")] = None,
) -> DeliveryOut:
    """Receive a delivery of WhatsApp's webhook.

    Every message in it is stored once; one that nobody can read is kept for a person.
    """
    body = await read_body(request, SETTINGS.of(request).webhook_body_limit_bytes)
    secret = _plain(settings_of(request, WhatsAppSettings).app_secret)
    if not has_valid_signature(secret, body, signature):
        raise Forbidden("signature.invalid")
    parsed = _ADAPTER.parse(body, received_at=arrival_of(request).at, sender=_SOURCE.sender)
    return tally(await items.receive(parsed, _SOURCE))
