"""The board's section of agencies."""

from collections.abc import Collection, Iterable

from agencies.registry.view import load_agencies
from dispatch.access.subject import Resource
from dispatch.board.section import Item, LoggedEvent
from dispatch.kernel.reading import Reading

_CHANGES = frozenset({"registry.changed", "agency.channel_set"})


class AgenciesSection:
    """Who there is. Whether its client is connected is no fact of the log: `online` is as of the snapshot."""

    name = "agencies"
    verb = "agency.read"

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the agency that a change of the registry or of its channels names."""
        return [event.agency_id] if event.type in _CHANGES and event.agency_id is not None else []

    async def load(self, reading: Reading, keys: Collection[str] | None) -> list[Item]:
        """Return agencies."""
        found = await load_agencies(reading, keys)
        return [Item(item["id"], item, Resource(agency_ids=frozenset({item["id"]}))) for item in found]
