"""The routing table in force, kept in memory and built again when the registry has changed."""

import asyncio
from typing import Any, Final

from agencies.registry.table_builder import (
    build_agencies,
    build_areas,
    build_jurisdictions,
    build_modifier,
    build_response_plans,
)
from dispatch.kernel.errors import Unavailable
from dispatch.kernel.store.read_transaction import ReadTransaction
from routing import Router, Table

IN_FORCE: Final = (
    "SELECT version, home_code FROM geo_layer WHERE active ORDER BY imported_at DESC, version DESC"
    " LIMIT 1"
)
# Rows of the registry are added or counted up, never rewritten in place, so these numbers change
# with every change.
_FINGERPRINT: Final = """
SELECT (SELECT version FROM geo_layer WHERE active ORDER BY imported_at DESC, version DESC
    LIMIT 1) AS layer,
       (SELECT format('%s.%s', count(*), sum(version)) FROM agency) AS agencies,
       (SELECT count(*) FROM station) AS stations,
       (SELECT format('%s.%s', count(*), count(valid_to)) FROM jurisdiction) AS jurisdictions,
       (SELECT format('%s.%s', count(*), count(valid_to)) FROM response_plan) AS response_plans,
       (SELECT format('%s.%s', count(*), count(valid_to)) FROM plan_modifier) AS modifiers
"""


class RoutingTableSource:
    """Gives `dispatch.tasks` the table in force. `refresh` is cheap while nothing changed."""

    def __init__(self) -> None:
        """Start without a table; the first refresh brings one."""
        self._fingerprint: tuple[Any, ...] | None = None
        self._router: Router | None = None

    def current(self) -> Router:
        """Return the table in force, compiled; `Unavailable` before the city is loaded."""
        if self._router is None:
            raise Unavailable("registry.not_loaded", retry_after_s=5)
        return self._router

    def flood_states(self) -> frozenset[str]:
        """Return the flood states that some run card is made for; none before the city is there."""
        if self._router is None:
            return frozenset()
        cards = self._router.table.response_plans
        return frozenset(state for card in cards for state in card.flood_states)

    async def refresh(self, reading: ReadTransaction) -> bool:
        """Build the table again if anything in it changed; return whether it did."""
        found = await reading.fetchrow(_FINGERPRINT)
        fingerprint = None if found is None else tuple(found.values())
        if fingerprint == self._fingerprint or found is None or found["layer"] is None:
            return False
        table = await load_table(reading)
        # Compiling takes a moment for detailed boundaries; orders must not wait for it.
        self._router = await asyncio.to_thread(Router, table)
        self._fingerprint = fingerprint
        return True


async def load_table(reading: ReadTransaction) -> Table:
    """Build the table in force from the database."""
    layer = await reading.fetchrow(IN_FORCE)
    if layer is None:
        raise Unavailable("registry.not_loaded", retry_after_s=5)
    areas = await _rows(
        reading, "SELECT * FROM area WHERE layer = $1 ORDER BY code", layer["version"]
    )
    agencies = await _rows(reading, "SELECT * FROM agency ORDER BY id")
    stations = await _rows(reading, "SELECT * FROM station ORDER BY agency_id, id")
    claims = await _rows(
        reading,
        "SELECT * FROM jurisdiction WHERE valid_to IS NULL ORDER BY agency_id, service, rank, id",
    )
    cards = await _rows(reading, "SELECT * FROM response_plan ORDER BY id, version")
    modifiers = await _rows(reading, "SELECT * FROM plan_modifier ORDER BY id, version")
    return Table(
        version=layer["version"],
        areas=build_areas(areas),
        agencies=build_agencies(agencies, stations, {}),
        jurisdictions=build_jurisdictions(claims),
        response_plans=build_response_plans(cards),
        modifiers=tuple(build_modifier(row, row["modifier"]) for row in modifiers),
        home_code=layer["home_code"],
    )


async def _rows(reading: ReadTransaction, query: str, *values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in await reading.fetch(query, *values)]
