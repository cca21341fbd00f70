"""What the channels on Meta's webhooks share: the endpoint of a webhook.

Raw bytes are verified first; 2xx only after everything in them is durable.
"""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response, status
from fastapi.responses import PlainTextResponse
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from dispatch.kernel.errors import Forbidden
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.raw_body import read_body
from dispatch.transports.meta import has_valid_signature, verify_subscription
from intake.channels.base import (
    Adapter,
    DeliveryOut,
    Receiving,
    secret_of,
    settings_of,
    tally,
)
from intake.pipeline.receive_items import Source


class MetaSettings(BaseSettings):
    """What every app of Meta's has; each channel says what its own are."""

    app_secret: SecretStr | None = None
    verify_token: SecretStr | None = None


def meta_router(adapter: Adapter, settings: type[MetaSettings]) -> APIRouter:
    """Return the webhook of one channel: Meta's handshake, and its signed deliveries."""
    router = APIRouter(prefix=f"/channels/{adapter.channel}", tags=["intake"])
    source = Source(channel=adapter.channel, sender=f"channel:{adapter.channel}")

    @router.get("", response_class=PlainTextResponse)
    async def get_verification(
        request: Request,
        mode: Annotated[str | None, Query(alias="hub.mode")] = None,
        token: Annotated[str | None, Query(alias="hub.verify_token")] = None,
        challenge: Annotated[str | None, Query(alias="hub.challenge")] = None,
    ) -> Response:
        """Answer the subscription's handshake: the challenge when the token is ours, else 403."""
        expected = secret_of(settings_of(request, settings).verify_token)
        answer = verify_subscription(mode, token, challenge, expected)
        if answer is None:
            raise Forbidden("webhook.verification")
        return PlainTextResponse(answer)

    @router.post("", status_code=status.HTTP_200_OK)
    async def post_delivery(
        request: Request,
        items: Receiving,
        signature: Annotated[str | None, Header(alias="X-Hub-Signature-256")] = None,
    ) -> DeliveryOut:
        """Receive a delivery of Meta's webhook, signed by the app.

        Every message in it is stored once; one that nobody can read is kept for a person.
        """
        body = await read_body(request, SETTINGS.of(request).webhook_body_limit_bytes)
        secret = secret_of(settings_of(request, settings).app_secret)
        if not has_valid_signature(secret, body, signature):
            raise Forbidden("signature.invalid")
        parsed = adapter.parse(body, received_at=arrival_of(request).at, sender=source.sender)
        return tally(await items.receive(parsed, source))

    return router
