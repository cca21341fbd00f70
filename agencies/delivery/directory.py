"""The channels of each agency: read them, set them, switch them off."""

import secrets
from dataclasses import asdict, field
from typing import Final

from agencies.catalogue.channels import BY_NAME
from agencies.channels.base import AgencyChannel, DeliveryFailed, SecretPolicy, Surroundings
from agencies.delivery.events import AgencyChannelSet
from agencies.delivery.models import AgencyChannelRow
from dispatch.kernel.errors import Invalid, NotFound
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import UnitOfWork
from routing.value_object import value_object

SECRET_LENGTH_MIN: Final = 32
ANYWHERE: Final = Surroundings()
_OF_AGENCY: Final = "SELECT * FROM agency_channel WHERE agency_id = $1 ORDER BY rank"
_AT_PLACE: Final = "SELECT * FROM agency_channel WHERE agency_id = $1 AND rank = $2 FOR UPDATE"


@value_object(kw_only=True)
class Patience:
    """How often and how long a channel is tried, and its back-off; see `AgencyChannelRow`."""

    tries: int = 10
    give_up_s: float = 60.0
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0


@value_object(kw_only=True)
class ChannelSetting:
    """How an agency is to be reached at place `rank`.

    A channel with a shared secret keeps the one it has while its address stays, or gets a new one.
    """

    kind: str
    rank: int = 1
    address: str = ""
    secret: str | None = field(default=None, repr=False)
    patience: Patience = Patience()


@value_object(kw_only=True)
class ChannelSet:
    """What was set; `new_secret` is a secret that was made here, and is shown once."""

    row: AgencyChannelRow
    new_secret: str | None = field(default=None, repr=False)


async def list_channels(reading: ReadTransaction) -> dict[str, list[str]]:
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


async def channels_of(reading: ReadTransaction, agency_id: str) -> list[AgencyChannelRow]:
    """Return the channels of one agency in the order in which they are tried."""
    rows = await reading.fetch(_OF_AGENCY, agency_id)
    return [AgencyChannelRow.model_validate(dict(row)) for row in rows]


def check_setting(setting: ChannelSetting, around: Surroundings = ANYWHERE) -> str:
    """Return the address as it is kept.

    Refuses a kind we do not have (`channel.unknown_kind`), an address that can never work
    (`channel.address_refused`), and a secret that can be guessed (`channel.weak_secret`).
    """
    channel = BY_NAME.get(setting.kind)
    if channel is None:
        raise Invalid("channel.unknown_kind", kinds=sorted(BY_NAME))
    if channel.secret is SecretPolicy.SHARED and setting.secret is not None:
        _check_secret(setting.secret)
    try:
        return channel.check(setting.address, around)
    except DeliveryFailed as failed:
        raise Invalid("channel.address_refused", fault=failed.error.rpartition(": ")[2]) from None


def _check_secret(secret: str) -> None:
    if len(secret) < SECRET_LENGTH_MIN:
        raise Invalid("channel.weak_secret", min_length=SECRET_LENGTH_MIN)


async def set_channel(
    uow: UnitOfWork,
    agency_id: str,
    setting: ChannelSetting,
    *,
    around: Surroundings = ANYWHERE,
) -> ChannelSet:
    """Set how the agency is reached at place `setting.rank` from now on.

    Setting again what is so already changes nothing but the patience. A changed address gets a row
    of its own, so that the tries of the old one do not count against it.
    """
    address = check_setting(setting, around)
    found = await uow.fetchrow(_AT_PLACE, agency_id, setting.rank)
    known = None if found is None else AgencyChannelRow.model_validate(dict(found))
    if known is not None and (known.kind, known.address) == (setting.kind, address):
        return ChannelSet(row=await _keep(uow, known, setting))
    await remove_channel(uow, agency_id, setting.rank)
    secret, made = _secret_of(BY_NAME[setting.kind], setting.secret)
    row = AgencyChannelRow(
        id=uow.new_id(),
        agency_id=agency_id,
        kind=setting.kind,
        rank=setting.rank,
        address=address,
        secret=secret,
        created_at=uow.now,
        **asdict(setting.patience),
    )
    uow.add(row)
    _note(uow, row, active=True)
    return ChannelSet(row=row, new_secret=secret if made else None)


async def _keep(
    uow: UnitOfWork, known: AgencyChannelRow, setting: ChannelSetting
) -> AgencyChannelRow:
    row = await uow.get(AgencyChannelRow, known.id)
    secret = setting.secret or row.secret
    await uow.change(row, active=True, secret=secret, **asdict(setting.patience))
    _note(uow, row, active=True)
    return row


def _secret_of(channel: AgencyChannel, given: str | None) -> tuple[str | None, bool]:
    """Return the secret of a new row, and whether it was made here."""
    if channel.secret is SecretPolicy.NONE:
        return None, False
    return (given, False) if given else (secrets.token_urlsafe(32), True)


async def get_channel(reading: ReadTransaction, agency_id: str, rank: int) -> AgencyChannelRow:
    """Return the agency's channel at a place; `channel.not_found` when there is none."""
    for row in await channels_of(reading, agency_id):
        if row.rank == rank:
            return row
    raise NotFound("channel.not_found", id=agency_id, rank=rank)


async def remove_channel(uow: UnitOfWork, agency_id: str, rank: int) -> None:
    """Remove the agency's channel at place `rank`, if there is one.

    Its tries stay on record, its secret does not.
    """
    found = await uow.fetchrow(_AT_PLACE, agency_id, rank)
    if found is None:
        return
    await uow.execute("DELETE FROM agency_channel WHERE id = $1", found["id"])
    _note(uow, AgencyChannelRow.model_validate(dict(found)), active=False)


def _note(uow: UnitOfWork, channel: AgencyChannelRow, *, active: bool) -> None:
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
