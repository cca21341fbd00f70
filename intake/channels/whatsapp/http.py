"""The WhatsApp webhook.

Raw bytes are verified first; 2xx only after everything in them is durable.
"""

import asyncio
from collections import Counter as Tally
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response, status
from fastapi.responses import PlainTextResponse
from prometheus_client import Counter
from pydantic import BaseModel

from dispatch.kernel.errors import Conflict, Forbidden
from dispatch.kernel.host.settings import SETTINGS
from dispatch.kernel.store.unit_of_work import Units
from dispatch.kernel.web.http import UNITS
from intake.channels.base import Ignored, Item, Message, Unparsable
from intake.channels.whatsapp.adapter import CHANNEL, WhatsAppAdapter
from intake.channels.whatsapp.signature import has_valid_signature, verify_subscription
from intake.pipeline.keep_raw import keep_raw
from intake.pipeline.receive import RECEIVER, ReceiveReports
from intake.reports.http import read_body

router = APIRouter(prefix="/channels/whatsapp", tags=["intake"])
PARTS = Counter(
    "tanggap_whatsapp_parts_total",
    "Messages, receipts and others in WhatsApp deliveries",
    ["outcome"],
)
_ADAPTER = WhatsAppAdapter()
_SENDER = "channel:whatsapp"


class DeliveryOut(BaseModel):
    """How many parts of the delivery were stored, stored before, kept for a person, or are no reports."""

    stored: int
    duplicate: int
    kept: int
    ignored: int


@router.get("", response_class=PlainTextResponse)
async def get_verification(
    request: Request,
    mode: Annotated[str | None, Query(alias="hub.mode")] = None,
    token: Annotated[str | None, Query(alias="hub.verify_token")] = None,
    challenge: Annotated[str | None, Query(alias="hub.challenge")] = None,
) -> Response:
    """Answer the handshake of the subscription: the challenge when the token is ours, else 403."""
    settings = SETTINGS.of(request)
    expected = settings.whatsapp_verify_token
    answer = verify_subscription(
        mode, token, challenge, None if expected is None else expected.get_secret_value()
    )
    if answer is None:
        raise Forbidden(
            "whatsapp.verification", "not our verify token, or the channel is not set up"
        )
    return PlainTextResponse(answer)


@router.post("", response_model=DeliveryOut, status_code=status.HTTP_200_OK)
async def post_delivery(
    request: Request, signature: Annotated[str | None, Header(alias="X-Hub-Signature-256")] = None
) -> dict[str, int]:
    """Receive a delivery.

    Every message in it is stored once; one that nobody can read is kept for a person.
    """
    settings = SETTINGS.of(request)
    units = UNITS.of(request)
    body = await read_body(request, settings.webhook_body_limit_bytes)
    secret = settings.whatsapp_app_secret
    if not has_valid_signature(
        None if secret is None else secret.get_secret_value(), body, signature
    ):
        raise Forbidden(
            "signature.invalid",
            "the signature does not belong to these bytes, or the channel is not set up",
        )
    items = _ADAPTER.parse(body, received_at=units.clock.now(), sender=_SENDER)
    receiver = RECEIVER.of(request)
    # Together, so that they go into one commit; all of them end before an error of one is raised
    # and WhatsApp sends again.
    outcomes = await asyncio.gather(
        *(_take(item, units, receiver) for item in items), return_exceptions=True
    )
    failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    if failures:
        raise failures[0]
    tally = Tally(str(outcome) for outcome in outcomes)
    for outcome, count in tally.items():
        PARTS.labels(outcome).inc(count)
    return {name: tally[name] for name in ("stored", "duplicate", "kept", "ignored")}


async def _take(item: Item, units: Units, receiver: ReceiveReports) -> str:
    match item:
        case Ignored():
            return "ignored"
        case Unparsable():
            await keep_raw(
                units,
                CHANNEL,
                item.body,
                problem=item.code,
                detail=item.reason,
                sender=_SENDER,
                content_type="application/json",
            )
            return "kept"
        case Message():
            try:
                received = await receiver.submit(item.report)
            except Conflict as conflict:
                # The same id with other words: the receiver has kept it for a person, and sending
                # it again would not help.
                if "kept" not in conflict.extra:
                    raise
                return "kept"
            return "duplicate" if received.duplicate else "stored"
