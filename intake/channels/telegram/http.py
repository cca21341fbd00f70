"""The webhook of the city's Telegram bot."""

import hmac
from typing import Annotated, Final

from fastapi import APIRouter, Header, Request, status

from dispatch.kernel.errors import Forbidden
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.web.arrival import arrival_of
from dispatch.kernel.web.raw_body import read_body
from intake.channels.base import DeliveryOut, Receiving, secret_of, settings_of, tally
from intake.channels.telegram.adapter import CHANNEL, TelegramAdapter
from intake.channels.telegram.settings import TelegramSettings
from intake.pipeline.receive_items import Source

router = APIRouter(prefix="/channels/telegram", tags=["intake"])
_SOURCE: Final = Source(channel=CHANNEL, sender=f"channel:{CHANNEL}")


@router.post("", status_code=status.HTTP_200_OK)
async def post_update(
    request: Request,
    items: Receiving,
    told: Annotated[str, Header(alias="X-Telegram-Bot-Api-Secret-Token")] = "",
) -> DeliveryOut:
    """Receive an update of the bot, with the word that was given to `setWebhook`.

    It is stored once; one that nobody can read is kept for a person.
    """
    word = secret_of(settings_of(request, TelegramSettings).secret_token)
    if not word or not hmac.compare_digest(word.encode(), told.encode()):
        raise Forbidden("webhook.verification")
    body = await read_body(request, SETTINGS.of(request).webhook_body_limit_bytes)
    parsed = TelegramAdapter().parse(body, received_at=arrival_of(request).at)
    return tally(await items.receive(parsed, _SOURCE))
