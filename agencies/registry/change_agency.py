"""An administrator changes an agency, and where the agency's own system listens."""

from dataclasses import dataclass
from datetime import datetime

from agencies.channels.base import Surroundings
from agencies.delivery.directory import ChannelSetting, remove_channel, set_channel
from dispatch.directory.change_agency import AgencyChange, change_agency
from dispatch.directory.models import AgencyRow
from dispatch.kernel.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the agency's own system listens; an empty address takes the webhook away."""

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
    """Apply a change; return the secret of a new webhook, which is never shown again."""
    agency = await uow.get(AgencyRow, agency_id)
    secret = None if webhook is None else await _set_webhook(uow, agency_id, webhook)
    beyond = None if webhook is None else {"webhook": bool(webhook.url)}
    await change_agency(uow, agency, change, at=at, beyond=beyond)
    return secret


async def _set_webhook(uow: UnitOfWork, agency_id: str, webhook: Webhook) -> str | None:
    place = await uow.fetchval(
        "SELECT rank FROM agency_channel WHERE agency_id = $1 AND kind = 'webhook' AND active",
        agency_id,
    )
    if not webhook.url:
        if place is not None:
            await remove_channel(uow, agency_id, place)
        return None
    # An agency's own system is asked before its people have to look at a page.
    rank = 1 if place is None else place
    setting = ChannelSetting(kind="webhook", rank=rank, address=webhook.url)
    around = Surroundings(allow_private=webhook.allow_private)
    return (await set_channel(uow, agency_id, setting, around=around)).new_secret
