"""What is wrong with the house itself: a clock that was set, a channel that fell silent.

No fact of the log says so; whoever watches writes it down
(dispatch/kernel/store/disturbance.py).
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from pydantic import Field

from dispatch.access.subject import NOTHING
from dispatch.board.section import Item, LoggedEvent
from dispatch.kernel.store.disturbance import FRESH_S, Code
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.web.view import View

_TOLD: Final = """
SELECT name, code, subject, figure, expected, since FROM disturbance
WHERE told_at > clock_timestamp() - $1 * interval '1 second' AND code = ANY($2::text[])
ORDER BY name
"""


class DisturbanceView(View):
    """Something that is wrong now with the house itself."""

    code: Code = Field(description="What it is; stable, for programs.")
    subject: str = Field(description="Which process, channel or gauge; empty where there is one.")
    figure: float | None = Field(description="By how much, or how many.")
    expected: float | None = Field(description="How many there usually are.")
    since: datetime = Field(description="When it was first seen.")


class DisturbancesSection:
    """What is wrong with the house itself."""

    name = "disturbances"
    view = DisturbanceView
    verb = "sla.read"
    moves = True
    every_s = 5.0

    def touched(self, event: LoggedEvent) -> Iterable[str]:  # noqa: ARG002 - the section's protocol
        """Return nothing: no fact tells of it."""
        return ()

    async def load(
        self, reading: ReadTransaction, keys: Collection[str] | None
    ) -> list[Item[DisturbanceView]]:
        """Return what is wrong now."""
        return [
            Item(row["name"], DisturbanceView.model_validate(dict(row)), NOTHING)
            for row in await reading.fetch(_TOLD, FRESH_S, list(Code))
            if keys is None or row["name"] in keys
        ]
