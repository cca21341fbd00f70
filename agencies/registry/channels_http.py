"""How each agency is reached, over HTTP: read, set, take away, try."""

import time
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, status

from agencies.catalogue.channels import BY_NAME, CHANNELS, open_sender
from agencies.channels.base import (
    Address,
    AgencyChannel,
    DeliveryFailed,
    Label,
    Notice,
    Receipt,
    Surroundings,
)
from agencies.channels.notice import TEST, ChannelTrial
from agencies.delivery.directory import (
    ChannelSetting,
    Patience,
    channels_of,
    get_channel,
    remove_channel,
    set_channel,
)
from agencies.delivery.models import AgencyChannelRow
from agencies.delivery.record import result_of
from agencies.registry.schemas import (
    AddressFieldOut,
    ChannelDetail,
    ChannelIn,
    ChannelItems,
    ChannelKindOut,
    ChannelKinds,
    ChannelTest,
    ChannelView,
    LabelOut,
    WordsItems,
    WordsView,
)
from dispatch.access.guards import Work, needs
from dispatch.access.subject import Subject
from dispatch.directory.models import AgencyRow
from dispatch.kernel.city import CITY, City
from dispatch.kernel.errors import NotFound
from dispatch.kernel.host.settings import SETTINGS, Settings
from dispatch.kernel.ids import uuid7
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.web.http import Read, TheUnits
from dispatch.transports.numbers import NumberPlan

router = APIRouter(tags=["agencies"])
Manager = Annotated[Subject, needs("agency.manage")]
WordsReader = Annotated[Subject, needs("delivery.read")]
Rank = Annotated[int, Path(ge=1, le=99)]
TheSettings = Annotated[Settings, Depends(SETTINGS)]
TheCity = Annotated[City, Depends(CITY)]

_LAST_TRIES: Final = """
SELECT DISTINCT ON (channel_id) channel_id, at, outcome, error FROM delivery
WHERE channel_id = ANY($1::uuid[]) ORDER BY channel_id, at DESC, id DESC
"""
_WORDS: Final = (
    "SELECT * FROM agency_words WHERE agency_id = $1 ORDER BY at DESC, id DESC LIMIT 100"
)
_NEVER: Final[Mapping[str, Any]] = {}


@router.get("/agency-channels")
async def list_channel_kinds(_: Manager) -> ChannelKinds:
    """List the ways to reach agencies, with what each needs to be told."""
    return ChannelKinds(items=[_kind_view(channel) for channel in CHANNELS])


@router.get("/agencies/{agency_id}/channels")
async def list_agency_channels(agency_id: str, _: Manager, reading: Read) -> ChannelItems:
    """List how the agency is reached, in the order in which the channels are tried."""
    await _check_agency(reading, agency_id)
    rows = await channels_of(reading, agency_id)
    tried = {
        row["channel_id"]: row for row in await reading.fetch(_LAST_TRIES, [r.id for r in rows])
    }
    return ChannelItems(items=[_view(row, dict(tried.get(row.id, _NEVER))) for row in rows])


@router.put("/agencies/{agency_id}/channels/{rank}")
async def put_agency_channel(
    agency_id: str,
    rank: Rank,
    body: ChannelIn,
    _: Manager,
    uow: Work,
    settings: TheSettings,
    city: TheCity,
) -> ChannelDetail:
    """Set how the agency is reached at this place, instead of what stood there.

    A secret that is made here is shown in this answer and never again.
    """
    await _check_agency(uow, agency_id)
    setting = ChannelSetting(
        kind=body.kind,
        rank=rank,
        address=body.address,
        secret=body.secret,
        patience=Patience(
            tries=body.tries,
            give_up_s=body.give_up_s,
            first_wait_s=body.first_wait_s,
            longest_wait_s=max(body.first_wait_s, body.longest_wait_s),
        ),
    )
    numbers = NumberPlan(city.facts.telephone.country, city.facts.telephone.area_code)
    around = Surroundings(allow_private=settings.outbox_allow_private, numbers=numbers)
    done = await set_channel(uow, agency_id, setting, around=around)
    return ChannelDetail(**_view(done.row, _NEVER).__dict__, new_secret=done.new_secret)


@router.delete("/agencies/{agency_id}/channels/{rank}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_agency_channel(agency_id: str, rank: Rank, _: Manager, uow: Work) -> None:
    """Remove a channel of the agency. Its tries stay on record, its secret does not."""
    await _check_agency(uow, agency_id)
    await get_channel(uow, agency_id, rank)
    await remove_channel(uow, agency_id, rank)


@router.post("/agencies/{agency_id}/channels/{rank}/test")
async def post_channel_test(
    agency_id: str, rank: Rank, _: Manager, units: TheUnits, settings: TheSettings
) -> ChannelTest:
    """Send a test message that needs no answer, and return how that went.

    It is no order, so it is neither owed nor retried.
    """
    async with units.reading() as reading:
        await _check_agency(reading, agency_id)
        row = await get_channel(reading, agency_id, rank)
    at, started = units.clock.now(), time.monotonic()
    end = await _try_once(
        row,
        settings,
        Notice(
            id=uuid7(at),
            event=TEST,
            task_id=row.id,
            agency_id=agency_id,
            at=at,
            body=ChannelTrial(),
        ),
    )
    result = result_of(
        end,
        at=at,
        ended_at=units.clock.now(),
        duration_ms=round((time.monotonic() - started) * 1000),
    )
    return ChannelTest(
        outcome=result.outcome,
        status=result.status,
        error=result.error,
        duration_ms=result.duration_ms,
    )


@router.get("/agencies/{agency_id}/words")
async def list_agency_words(agency_id: str, _: WordsReader, reading: Read) -> WordsItems:
    """List what the agency wrote on channels where people answer in words, the newest first."""
    await _check_agency(reading, agency_id)
    rows = await reading.fetch(_WORDS, agency_id)
    return WordsItems(items=[WordsView.model_validate(dict(row)) for row in rows])


async def _try_once(
    row: AgencyChannelRow, settings: Settings, notice: Notice
) -> Receipt | DeliveryFailed:
    channel = BY_NAME.get(row.kind)
    if channel is None:
        return DeliveryFailed("no_adapter", permanent=True)
    sender = open_sender(channel, settings)
    try:
        return await sender.send(notice, Address(address=row.address, secret=row.secret))
    except DeliveryFailed as failed:
        return failed
    finally:
        await sender.close()


async def _check_agency(reading: ReadTransaction, agency_id: str) -> None:
    if await reading.find(AgencyRow, agency_id) is None:
        raise NotFound("agency.unknown", id=agency_id)


def _label(label: Label) -> LabelOut:
    return LabelOut(id=label.id, en=label.en)


def _kind_view(channel: AgencyChannel) -> ChannelKindOut:
    field = channel.address
    typed = (
        None if field is None else AddressFieldOut(label=_label(field.label), example=field.example)
    )
    return ChannelKindOut(
        name=channel.name,
        label=_label(channel.label),
        address=typed,
        secret_policy=channel.secret,
        rings=channel.rings,
        answers=channel.answers,
    )


def _view(row: AgencyChannelRow, last: Mapping[str, Any]) -> ChannelView:
    channel = BY_NAME.get(row.kind)
    label = Label(id=row.kind, en=row.kind) if channel is None else channel.label
    return ChannelView(
        rank=row.rank,
        kind=row.kind,
        label=_label(label),
        address="" if channel is None else channel.show(row.address),
        has_secret=row.secret is not None,
        active=row.active,
        tries=row.tries,
        give_up_s=row.give_up_s,
        first_wait_s=row.first_wait_s,
        longest_wait_s=row.longest_wait_s,
        last_at=last.get("at"),
        last_outcome=last.get("outcome"),
        last_error=last.get("error"),
    )
