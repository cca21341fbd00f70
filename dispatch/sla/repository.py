"""Read clocks and targets."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.sla.metrics import Metric

_LIST = """
SELECT * FROM sla_clock
WHERE ($1::uuid IS NULL OR incident_id = $1) AND ($2::text IS NULL OR verdict = $2)
    AND ($3::text IS NULL OR metric = $3)
    AND ($4::timestamptz IS NULL OR (started_at, scope_id) < ($4, $5::uuid))
ORDER BY started_at DESC, scope_id DESC, metric LIMIT $6
"""
_TARGETS = """
SELECT * FROM sla_target
ORDER BY metric, agency_id NULLS FIRST, type NULLS FIRST, priority NULLS FIRST,
    channel NULLS FIRST, valid_from
"""


async def list_clocks(
    reading: ReadTransaction,
    *,
    incident_id: UUID | None = None,
    verdict: str | None = None,
    metric: str | None = None,
    after: tuple[datetime | None, UUID | None] = (None, None),
    limit: int = 200,
) -> list[Record]:
    """Return clocks, the latest start first, after the row (`started_at`, `scope_id`).

    All clocks of the last row's scope come along.
    """
    records = await reading.fetch(_LIST, incident_id, verdict, metric, *after, limit + len(Metric))
    while limit < len(records) and _place(records[limit]) == _place(records[limit - 1]):
        limit += 1
    return records[:limit]


def _place(record: Record) -> tuple[datetime, UUID]:
    return record["started_at"], record["scope_id"]


async def list_targets(reading: ReadTransaction) -> list[Record]:
    """Return every target, past and future ones too."""
    return await reading.fetch(_TARGETS)
