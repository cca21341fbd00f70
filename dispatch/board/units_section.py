"""Units with their availability.

Positions do not pass through the log, so the section is read again each second while it is watched.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from dispatch.access.subject import Resource
from dispatch.board.section import Item, LoggedEvent
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.units.repository import list_units
from dispatch.units.view import UnitView


class UnitsSection:
    """All units that are known; an agency sees its own."""

    name = "units"
    view = UnitView
    verb = "unit.read"
    moves = True
    every_s = 1.0

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the unit of the event: its own, or the one that an assignment's event names."""
        if not event.type.startswith("unit."):
            return []
        return [str(event.data.get("unit_id") or event.noun_id)]

    async def load(
        self, reading: ReadTransaction, keys: Collection[str] | None
    ) -> list[Item[UnitView]]:
        """Return the units with `keys`, or all."""
        found = await list_units(reading, None if keys is None else [UUID(key) for key in keys])
        return [
            Item(str(unit.id), unit, Resource(agency_ids=frozenset({unit.agency_id})))
            for unit in found
        ]
