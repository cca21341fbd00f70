"""An administrator changes an agency, and where the agency's own system listens."""

from datetime import datetime
from itertools import count
from typing import Final

from agencies.channels.base import Surroundings
from agencies.channels.webhook.channel import CHANNEL
from agencies.delivery.directory import (
    ChannelSetting,
    channels_of,
    remove_channel,
    set_channel,
)
from dispatch.directory.change_agency import AgencyChange, change_agency
from dispatch.directory.models import AgencyRow
from dispatch.kernel.store.unit_of_work import UnitOfWork
from routing.value_object import value_object

WEBHOOK: Final = CHANNEL.name


@value_object
class Webhook:
    """Where the agency's own system listens; an empty address removes the webhook."""

    url: str
    allow_private: bool = False


async def change_agency_and_webhook(
    uow: UnitOfWork,
    agency_id: str,
    change: AgencyChange,
    *,
    webhook: Webhook | None = None,
    at: datetime | None = None,
) -> str | None:
    """Change an agency; return the secret of a new webhook, which is never shown again."""
    agency = await uow.get(AgencyRow, agency_id)
    secret = None if webhook is None else await _set_webhook(uow, agency_id, webhook)
    beyond = None if webhook is None else {"webhook": bool(webhook.url)}
    await change_agency(uow, agency, change, at=at, beyond=beyond)
    return secret


async def _set_webhook(uow: UnitOfWork, agency_id: str, webhook: Webhook) -> str | None:
    known = {row.rank: row.kind for row in await channels_of(uow, agency_id)}
    place = next((rank for rank, kind in known.items() if kind == WEBHOOK), None)
    if not webhook.url:
        if place is not None:
            await remove_channel(uow, agency_id, place)
        return None
    # An agency's own system is asked before its people have to look at a page, and never instead of
    # their duty telephone.
    rank = next(rank for rank in count(1) if rank not in known) if place is None else place
    setting = ChannelSetting(kind=WEBHOOK, rank=rank, address=webhook.url)
    around = Surroundings(allow_private=webhook.allow_private)
    return (await set_channel(uow, agency_id, setting, around=around)).new_secret
