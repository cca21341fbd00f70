"""Check the event log's hash chain from the first row to the last."""

from collections.abc import AsyncIterator
from typing import Any

from dispatch.kernel.store.event_log import GENESIS, verify
from dispatch.kernel.store.read_transaction import ReadTransaction

_BATCH = 5000
_QUERY = """
SELECT seq, id, type, at, recorded_at, actor, noun_id, incident_id, agency_id,
    data::text AS data, hash
FROM event WHERE seq > $1 ORDER BY seq LIMIT $2
"""


async def batches(reading: ReadTransaction) -> AsyncIterator[list[dict[str, Any]]]:
    """Yield the log in order."""
    seq = 0
    while rows := await reading.fetch(_QUERY, seq, _BATCH):
        yield [dict(row) for row in rows]
        seq = rows[-1]["seq"]


async def verify_log(reading: ReadTransaction) -> tuple[int, str]:
    """Return how many rows the log has and the last hash.

    `BrokenChain` at the first row that was changed or is missing.
    """
    previous, count = GENESIS, 0
    async for rows in batches(reading):
        for _ in verify(rows, previous, count + 1):
            count += 1
        previous = rows[-1]["hash"]
    return count, previous.hex()
