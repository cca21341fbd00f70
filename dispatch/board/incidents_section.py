"""Open incidents with their tasks and clocks."""

from collections.abc import Collection, Iterable
from uuid import UUID

from dispatch.access.subject import Resource
from dispatch.board.incident_view import (
    IncidentPicture,
    agencies_of,
    is_open,
    load_incidents,
    narrow,
)
from dispatch.board.section import SELDOM_S, Item, LoggedEvent
from dispatch.kernel.store.read_transaction import ReadTransaction


class IncidentsSection:
    """Open incidents with their orders and clocks; any fact that names one may change it."""

    name = "incidents"
    view = IncidentPicture
    verb = "incident.read"
    moves = False
    every_s = SELDOM_S

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the incident of the event, and the one it was merged into."""
        found = [] if event.incident_id is None else [str(event.incident_id)]
        if event.type in {"incident.merged", "incident.unmerged"}:
            found.append(str(event.data.get("into") or event.data["out_of"]))
        return found

    async def load(
        self, reading: ReadTransaction, keys: Collection[str] | None
    ) -> list[Item[IncidentPicture]]:
        """Return the incidents with `keys`, or all open ones."""
        found = await load_incidents(reading, None if keys is None else [UUID(key) for key in keys])
        return [
            Item(
                str(item.id),
                item,
                Resource(agency_ids=agencies_of(item.tasks)),
                gone=not is_open(item),
                narrowed=narrow,
            )
            for item in found
        ]
