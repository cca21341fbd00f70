"""An administrator changes an agency.

Its public number, whether it is asked at all, and where its own system listens.
"""

from dataclasses import dataclass
from datetime import datetime

from agencies.delivery.directory import Wanted, remove_channel, set_channel
from agencies.registry.events import RegistryChanged
from agencies.registry.models import AgencyRow
from dispatch.kernel.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyChange:
    """What is to be different; None leaves it. An empty webhook takes it away."""

    contact: str | None = None
    webhook_url: str | None = None
    active: bool | None = None
    allow_private: bool = False


async def change_agency(
    uow: UnitOfWork, agency_id: str, change: AgencyChange, *, at: datetime | None = None
) -> str | None:
    """Apply a change; return the secret of a new webhook, which is never shown again."""
    agency = await uow.get(AgencyRow, agency_id)
    wanted: dict[str, object] = (
        {"phone": change.contact or None} if change.contact is not None else {}
    )
    if change.active is not None:
        wanted["active"] = change.active
    changed = {name: value for name, value in wanted.items() if getattr(agency, name) != value}
    secret = None
    if change.webhook_url is not None:
        secret = await _set_webhook(uow, agency_id, change)
        changed["webhook"] = bool(change.webhook_url)
    if not changed:
        return None
    # The version counts every change, also that of a channel: whoever keeps a copy sees it is old.
    await uow.change(
        agency, **{name: value for name, value in changed.items() if name != "webhook"}
    )
    uow.append(
        RegistryChanged(
            noun_id=uow.new_id(), agency_id=agency_id, at=at or uow.now, changed=changed
        )
    )
    return secret


async def _set_webhook(uow: UnitOfWork, agency_id: str, change: AgencyChange) -> str | None:
    place = await uow.fetchval(
        "SELECT rank FROM agency_channel WHERE agency_id = $1 AND kind = 'webhook' AND active",
        agency_id,
    )
    if not change.webhook_url:
        if place is not None:
            await remove_channel(uow, agency_id, place)
        return None
    # An agency's own system is asked before its people have to look at a page.
    wanted = Wanted(kind="webhook", rank=1 if place is None else place, address=change.webhook_url)
    return (await set_channel(uow, agency_id, wanted, allow_private=change.allow_private)).secret
