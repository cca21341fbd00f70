"""The board's section of agencies."""

from collections.abc import Collection, Iterable

from agencies.portal.presence import AgencyPresence
from agencies.registry.schemas import AgencyView
from agencies.registry.view import load_agencies
from dispatch.access.subject import Resource
from dispatch.board.section import Item, LoggedEvent
from dispatch.kernel.store.read_transaction import ReadTransaction

_CHANGES = frozenset({"registry.changed", "agency.channel_set"})


class AgenciesSection:
    """Every agency, and whether its client is connected.

    That is no fact of the log, so the section is read again every few seconds.
    """

    name = "agencies"
    view = AgencyView
    verb = "agency.read"
    moves = True
    every_s = 5.0

    def __init__(self, presence: AgencyPresence) -> None:
        """Ask `presence` who is connected."""
        self._presence = presence

    def touched(self, event: LoggedEvent) -> Iterable[str]:
        """Return the agency that a change of the registry or of its channels names."""
        return [event.agency_id] if event.type in _CHANGES and event.agency_id is not None else []

    async def load(
        self, reading: ReadTransaction, keys: Collection[str] | None
    ) -> list[Item[AgencyView]]:
        """Return the agencies with `keys`, or all."""
        found = await load_agencies(reading, keys)
        online = await self._presence.online(item.id for item in found)
        return [
            Item(
                item.id,
                item.model_copy(update={"online": item.id in online}),
                Resource(agency_ids=frozenset({item.id})),
            )
            for item in found
        ]
