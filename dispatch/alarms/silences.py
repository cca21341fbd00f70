"""What should be heard and is not, as alarms: a channel, the desk itself.

Their engine modules write it down as disturbances of the house, which board and wall show; here
they climb the ladder.
"""

from typing import Final
from uuid import UUID, uuid5

from dispatch.alarms.conditions import Condition
from dispatch.kernel.store.disturbance import Code
from dispatch.kernel.store.read_transaction import ReadTransaction

CHANNEL_SILENT: Final = "channel_silent"
DESK_EMPTY: Final = "desk_empty"
_KINDS: Final = {Code.CHANNEL_SILENT: (CHANNEL_SILENT, 2), Code.DESK_EMPTY: (DESK_EMPTY, 1)}
# What has a name instead of an id gets one that is always the same.
_NAMES: Final = UUID("6b1f3f3e-5a52-4a57-9c38-3a0c1b0a1120")
_TOLD: Final = "SELECT code, subject, since FROM disturbance WHERE code = ANY($1::text[])"


def id_of(kind: str, name: str) -> UUID:
    """Return the id under which something without one has its alarm."""
    return uuid5(_NAMES, f"{kind}:{name}")


async def silences(reading: ReadTransaction) -> list[Condition]:
    """Return the channels that are too quiet, and whether the desk is empty."""
    return [
        Condition(
            kind=_KINDS[row["code"]][0],
            scope_id=id_of(row["code"], row["subject"]),
            detail=row["subject"],
            priority=_KINDS[row["code"]][1],
            since=row["since"],
        )
        for row in await reading.fetch(_TOLD, [str(code) for code in _KINDS])
    ]
