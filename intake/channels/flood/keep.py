"""Keep what gauges say and nobody reads: all of it, but show people only what is news.

A broken device must not bury the people, and nothing that a broker holds may be given up unseen.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from intake.pipeline.items import Notice, Unparsable
from intake.pipeline.receive_items import ReceiveItems, Source
from intake.reports.keep_raw import Unread, keep_unshown

_HOUR: Final = timedelta(hours=1)
_SHOWN_AN_HOUR: Final = 20
_REMEMBERED: Final = 1_000


async def keep_quietly(
    items: ReceiveItems, source: Source, body: bytes, *, code: str, detail: str = ""
) -> None:
    """Store a message that needs no person."""
    await keep_unshown(
        items.units,
        Unread(
            channel=source.channel,
            body=body,
            problem=code,
            sender=source.sender,
            detail=detail,
        ),
    )


@dataclass(slots=True)
class _Hour:
    since: datetime
    count: int = 0
    bodies: set[Hashable] = field(default_factory=set)


class KeepUnread:
    """Stores what cannot be read, and shows people what is news.

    Of each topic and problem people see twenty different messages an hour, and of a station nobody
    has entered the first; the same words again are stored already.
    """

    def __init__(self, items: ReceiveItems) -> None:
        """Keep through `items`."""
        self._items = items
        self._hours: dict[str, _Hour] = {}

    async def keep(self, item: Unparsable | Notice, topic: str, source: Source) -> str:
        """Store one message of `topic`; return the code of its problem."""
        hour = self._hour(f"{item.code} {topic}")
        said = hash(item.body)
        most = 1 if isinstance(item, Notice) else _SHOWN_AN_HOUR
        if hour.count < most and said not in hour.bodies:
            await self._items.receive_one(item, source)
            hour.count += 1
            hour.bodies.add(said)
        elif said not in hour.bodies:
            await keep_quietly(self._items, source, item.body, code=item.code, detail=topic)
        return item.code

    def _hour(self, key: str) -> _Hour:
        now = self._items.units.clock.now()
        known = self._hours.get(key)
        if known is None or now - known.since >= _HOUR:
            if len(self._hours) >= _REMEMBERED:
                self._hours = {
                    name: hour for name, hour in self._hours.items() if now - hour.since < _HOUR
                }
            known = self._hours[key] = _Hour(now)
        return known
