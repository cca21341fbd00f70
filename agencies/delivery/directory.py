"""The channels of each agency: read them, set them, switch them off."""

import secrets
from dataclasses import asdict, dataclass, field
from typing import Final

from agencies.channels.base import DeliveryFailed
from agencies.channels.webhook.address import check_url
from agencies.delivery.events import AgencyChannelSet
from agencies.delivery.models import AgencyChannel
from dispatch.kernel.errors import Invalid
from dispatch.kernel.store.reading import Reading
from dispatch.kernel.store.unit_of_work import UnitOfWork

KINDS: Final = ("webhook", "portal")
SECRET_LENGTH_MIN: Final = 32


@dataclass(slots=True, frozen=True, kw_only=True)
class Patience:
    """How long a channel is tried before the next one, and how long the pauses are.

    See `AgencyChannel`.
    """

    tries: int = 10
    give_up_s: float = 60.0
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0


@dataclass(slots=True, frozen=True, kw_only=True)
class Wanted:
    """How an agency is to be reached at place `rank`. A webhook without a secret gets a new one."""

    kind: str
    rank: int = 1
    address: str = ""
    secret: str | None = field(default=None, repr=False)
    patience: Patience = Patience()


async def list_channels(reading: Reading) -> dict[str, list[str]]:
    """Return the kinds of channels of each agency in the order in which they are tried.

    For display: no address, no secret.
    """
    rows = await reading.fetch(
        "SELECT agency_id, kind FROM agency_channel WHERE active ORDER BY agency_id, rank"
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["agency_id"], []).append(row["kind"])
    return found


def check_wanted(wanted: Wanted, *, allow_private: bool) -> None:
    """Refuse a kind we do not have (`channel.unknown_kind`), an address no webhook may have.

    And a secret that can be guessed.
    """
    if wanted.kind not in KINDS:
        raise Invalid("channel.unknown_kind", kinds=list(KINDS))
    if wanted.kind != "webhook":
        return
    try:
        check_url(wanted.address, allow_private=allow_private)
    except DeliveryFailed as failed:
        raise Invalid("channel.address_refused", fault=failed.error.rpartition(": ")[2]) from None
    if wanted.secret is not None and len(wanted.secret) < SECRET_LENGTH_MIN:
        raise Invalid("channel.weak_secret", min_length=SECRET_LENGTH_MIN)


async def set_channel(
    uow: UnitOfWork, agency_id: str, wanted: Wanted, *, allow_private: bool = False
) -> AgencyChannel:
    """Reach the agency at place `wanted.rank` this way from now on.

    The row holds the secret, which is shown once.

    A changed address gets a row of its own, so that the tries of the old one do not count against
    it.
    """
    check_wanted(wanted, allow_private=allow_private)
    await remove_channel(uow, agency_id, wanted.rank)
    secret = (
        wanted.secret if wanted.kind != "webhook" else wanted.secret or secrets.token_urlsafe(32)
    )
    channel = AgencyChannel(
        id=uow.new_id(),
        agency_id=agency_id,
        kind=wanted.kind,
        rank=wanted.rank,
        address=wanted.address,
        secret=secret,
        created_at=uow.now,
        **asdict(wanted.patience),
    )
    uow.add(channel)
    _note(uow, channel, active=True)
    return channel


async def remove_channel(uow: UnitOfWork, agency_id: str, rank: int) -> None:
    """No longer reach the agency by what stands at place `rank`, if anything does.

    Its tries stay on record, its secret does not.
    """
    row = await uow.fetchrow(
        "SELECT * FROM agency_channel WHERE agency_id = $1 AND rank = $2 FOR UPDATE",
        agency_id,
        rank,
    )
    if row is None:
        return
    await uow.execute("DELETE FROM agency_channel WHERE id = $1", row["id"])
    _note(uow, AgencyChannel.model_validate(dict(row)), active=False)


def _note(uow: UnitOfWork, channel: AgencyChannel, *, active: bool) -> None:
    uow.append(
        AgencyChannelSet(
            noun_id=channel.id,
            agency_id=channel.agency_id,
            at=uow.now,
            kind=channel.kind,
            rank=channel.rank,
            active=active,
        )
    )
