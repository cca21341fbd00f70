"""The one loop through which every channel's items go.

A channel authenticates and parses; what becomes of each item is decided here, the same for all.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeAlias
from uuid import UUID

from prometheus_client import Counter

from dispatch.kernel.container import Service
from dispatch.kernel.store.unit_of_work import Units
from dispatch.transports.numbers import NumberPlan
from intake.pipeline.items import Ignored, Message, Notice, Renamed, Unparsable
from intake.pipeline.receive import ReceiveReports
from intake.reports.keep_raw import Unread, show_to_person
from intake.reports.models import RawKind
from routing.value_object import value_object

COUNTED = Counter(
    "tanggap_intake_items_total",
    "Parts of deliveries by channel and what became of them",
    ["channel", "outcome"],
)
NOTICES = Counter(
    "tanggap_channel_notices_total",
    "What a channel said about itself: blocked, cut off, failing",
    ["channel", "code"],
)


# What is personal follows the person; what was said stays as it is.
_RENAME = """
UPDATE report SET conversation_id = coalesce($3, conversation_id),
    reporter_phone = coalesce($4, reporter_phone)
WHERE channel = $1 AND conversation_id = ANY($2::text[])
"""


class Fate(StrEnum):
    """What became of an item."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    KEPT = "kept"
    NOTICED = "noticed"
    IGNORED = "ignored"


@value_object(kw_only=True)
class Outcome:
    """What became of an item; `noun_id` is the row it became or was found as.

    `value` is whatever its receiver has to tell the channel (a report, a call, a level).
    """

    fate: Fate
    noun_id: UUID | None = None
    value: Any = None


@value_object(kw_only=True)
class Source:
    """Where items come from: the channel's name, and who is written into the events."""

    channel: str
    sender: str
    content_type: str = "application/json"


Receiver: TypeAlias = Callable[["ReceiveItems", Any, Source], Awaitable[Outcome]]


class ReceiveItems:
    """Hands each item to whoever receives its kind."""

    def __init__(
        self,
        units: Units,
        reports: ReceiveReports,
        numbers: NumberPlan,
        receivers: Mapping[type[Any], Receiver] = MappingProxyType({}),
    ) -> None:
        """Receive messages, notices and what nobody can read; `receivers` take a noun's own kinds.

        `numbers` says what a telephone number without its country means here.
        """
        self.units = units
        self.reports = reports
        self.numbers = numbers
        self._receivers: dict[type[Any], Receiver] = {**_OWN, **receivers}

    async def receive(self, items: Sequence[Any], source: Source) -> list[Outcome]:
        """Make everything in `items` durable and return what became of each, in order.

        All of them end before an error of one is raised, so the sender sends again and nothing that
        was stored is stored twice.
        """
        # Together, so that they go into one commit.
        outcomes = await asyncio.gather(
            *(self.receive_one(item, source) for item in items), return_exceptions=True
        )
        taken: list[Outcome] = []
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
            taken.append(outcome)
        return taken

    async def receive_one(self, item: object, source: Source) -> Outcome:
        """Make one item durable and return what became of it."""
        outcome = await self._receivers[type(item)](self, item, source)
        COUNTED.labels(source.channel, outcome.fate).inc()
        return outcome


ITEMS: Final = Service[ReceiveItems]("items")


async def _message(services: ReceiveItems, item: Message, _: Source) -> Outcome:
    received = await services.reports.submit(item.whole())
    fate = Fate.DUPLICATE if received.duplicate else Fate.STORED
    return Outcome(fate=fate, noun_id=received.report.id, value=received.report)


async def _unparsable(services: ReceiveItems, item: Unparsable, source: Source) -> Outcome:
    unread = Unread(
        channel=source.channel,
        body=item.body,
        problem=item.code,
        sender=source.sender,
        detail=item.reason,
        content_type=source.content_type,
        natural_key=item.natural_key,
    )
    return Outcome(fate=Fate.KEPT, noun_id=await show_to_person(services.units, unread))


async def _notice(services: ReceiveItems, item: Notice, source: Source) -> Outcome:
    NOTICES.labels(source.channel, item.code).inc()
    unread = Unread(
        channel=source.channel,
        body=item.body,
        problem=item.code,
        sender=source.sender,
        detail=item.detail,
        content_type=source.content_type,
        natural_key=item.natural_key,
        kind=RawKind.NOTICE,
    )
    return Outcome(fate=Fate.NOTICED, noun_id=await show_to_person(services.units, unread))


async def _renamed(services: ReceiveItems, item: Renamed, source: Source) -> Outcome:
    async with services.units.begin(source.sender) as uow:
        tag = await uow.execute(
            _RENAME, source.channel, list(item.was), item.conversation_id, item.phone
        )
    return Outcome(fate=Fate.IGNORED if tag == "UPDATE 0" else Fate.STORED)


async def _ignored(_: ReceiveItems, __: Ignored, ___: Source) -> Outcome:
    return Outcome(fate=Fate.IGNORED)


_OWN: dict[type[Any], Receiver] = {
    Message: _message,
    Unparsable: _unparsable,
    Notice: _notice,
    Renamed: _renamed,
    Ignored: _ignored,
}
