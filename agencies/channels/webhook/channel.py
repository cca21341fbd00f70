"""A signed HTTP POST to the agency's own system, which answers over the API."""

from typing import Any, Final

import httpx

from agencies.channels.base import (
    AddressField,
    AgencyChannel,
    Label,
    SecretPolicy,
    Surroundings,
)
from agencies.channels.webhook.address import check_url
from agencies.channels.webhook.sender import WebhookSender
from dispatch.kernel.host.settings import Settings


def _open(settings: Settings, _: Any) -> WebhookSender:
    return WebhookSender(
        timeout_s=settings.outbox_timeout_s, allow_private=settings.outbox_allow_private
    )


def _check(text: str, around: Surroundings) -> str:
    check_url(text, allow_private=around.allow_private)
    return text


def _show(address: str) -> str:
    """Return scheme and host: path and query of a webhook often hold a secret."""
    url = httpx.URL(address)
    return f"{url.scheme}://{url.netloc.decode('ascii')}/"


CHANNEL: Final = AgencyChannel(
    name="webhook",
    label=Label(id="Sistem instansi (webhook)", en="Agency's own system (webhook)"),
    open=_open,
    check=_check,
    show=_show,
    address=AddressField(
        label=Label(id="Alamat HTTPS", en="HTTPS address"),
        example="https://damkar.example/tanggap",
    ),
    secret=SecretPolicy.SHARED,
)
