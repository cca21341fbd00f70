"""Work of the engine that nobody does: clocks that stand still must be seen, not only logged.

An engine that lives renews its leases (dispatch/kernel/host/lease.py). One that has lapsed for as
long again was taken over by nobody. No fact of the log says so, for nobody is there to write it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from pydantic import Field

from dispatch.access.subject import NOTHING
from dispatch.board.section import Item, LoggedEvent
from dispatch.kernel.host.lease import LEASE_S
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.web.view import View

# A module of an earlier version leaves its lease behind for ever.
_FORGOTTEN_DAYS: Final = 7
_STANDING: Final = """
SELECT module, until AS since FROM engine_lease
WHERE until BETWEEN clock_timestamp() - $1 * interval '1 day'
    AND clock_timestamp() - $2 * interval '1 second'
ORDER BY module
"""


class StandstillView(View):
    """A module of the engine that no process runs."""

    module: str
    since: datetime = Field(description="When its lease lapsed: nothing has been done since.")


class StandstillsSection:
    """Modules of the engine that stand still."""

    name = "standstills"
    view = StandstillView
    verb = "sla.read"
    moves = True
    every_s = 5.0

    def touched(self, event: LoggedEvent) -> Iterable[str]:  # noqa: ARG002 - the section's protocol
        """Return nothing: no fact tells of it."""
        return ()

    async def load(
        self, reading: ReadTransaction, keys: Collection[str] | None
    ) -> list[Item[StandstillView]]:
        """Return what stands still."""
        rows = await reading.fetch(_STANDING, _FORGOTTEN_DAYS, LEASE_S)
        return [
            Item(row["module"], StandstillView.model_validate(dict(row)), NOTHING)
            for row in rows
            if keys is None or row["module"] in keys
        ]
