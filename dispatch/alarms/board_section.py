"""The board's section of alarms: what an action must end."""

from collections.abc import Collection, Iterable
from uuid import UUID

from dispatch.access.subject import NOTHING
from dispatch.alarms.view import SELECTED, AlarmView, alarm_view
from dispatch.board.section import SELDOM_S, Item, LoggedEvent
from dispatch.kernel.store.read_transaction import ReadTransaction

_OPEN = f"{SELECTED} WHERE l.ended_at IS NULL ORDER BY l.priority, l.since, l.id"
_BY_KEY = f"{SELECTED} WHERE l.id = ANY($1::uuid[])"


class AlarmsSection:
    """Open alarms, lives first."""

    name = "alarms"
    view = AlarmView
    verb = "alarm.read"
    moves = False
    every_s = SELDOM_S

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the alarm of the event."""
        return [str(event.noun_id)] if event.type.startswith("alarm.") else []

    async def load(
        self, reading: ReadTransaction, keys: Collection[str] | None
    ) -> list[Item[AlarmView]]:
        """Return the alarms with `keys`, or all that stand."""
        rows = await (
            reading.fetch(_OPEN)
            if keys is None
            else reading.fetch(_BY_KEY, [UUID(key) for key in keys])
        )
        return [
            Item(str(row["id"]), alarm_view(row), NOTHING, gone=row["ended_at"] is not None)
            for row in rows
        ]
