"""The board's section of gauges."""

from collections.abc import Collection, Iterable

from dispatch.access.subject import NOTHING
from dispatch.board.section import SELDOM_S, Item, LoggedEvent
from dispatch.kernel.store.read_transaction import ReadTransaction
from intake.gauges.view import GaugeView, load_gauges


class GaugesSection:
    """Active gauges with their level as of their last event."""

    name = "gauges"
    view = GaugeView
    verb = "gauge.read"
    moves = False
    every_s = SELDOM_S

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the station of the event."""
        return [str(event.data["station_id"])] if event.type.startswith("gauge.") else []

    async def load(
        self, reading: ReadTransaction, keys: Collection[str] | None
    ) -> list[Item[GaugeView]]:
        """Return the gauges with `keys`, or all active ones."""
        return [
            Item(item.station_id, item, NOTHING, gone=gone)
            for item, gone in await load_gauges(reading, keys)
        ]
