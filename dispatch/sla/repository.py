"""Read clocks and targets as JSON-able documents."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from dispatch.kernel.store.reading import Reading
from dispatch.sla.metrics import Metric

_TIMES = (
    "started_at",
    "warn_at",
    "due_at",
    "stopped_at",
    "warned_at",
    "breached_at",
    "escalated_at",
)
_LIST = """
SELECT * FROM sla_clock
WHERE ($1::uuid IS NULL OR incident_id = $1) AND ($2::text IS NULL OR verdict = $2)
    AND ($3::text IS NULL OR metric = $3)
    AND ($4::timestamptz IS NULL OR (started_at, scope_id) < ($4, $5::uuid))
ORDER BY started_at DESC, scope_id DESC, metric LIMIT $6
"""
_OF_INCIDENTS = """
SELECT * FROM sla_clock WHERE incident_id = ANY($1::uuid[])
ORDER BY incident_id, due_at NULLS LAST, metric, scope_id
"""
_TARGETS = """
SELECT * FROM sla_target
ORDER BY metric, agency_id NULLS FIRST, type NULLS FIRST, priority NULLS FIRST,
    channel NULLS FIRST, valid_from
"""


def clock_document(record: Record) -> dict[str, Any]:
    """Return a clock as the interface shows it."""
    return {
        "scope_id": str(record["scope_id"]),
        "metric": record["metric"],
        "incident_id": None if record["incident_id"] is None else str(record["incident_id"]),
        "report_id": None if record["report_id"] is None else str(record["report_id"]),
        "agency_id": record["agency_id"],
        "owner": record["owner"],
        "target_s": record["target_s"],
        "verdict": record["verdict"],
        "live": record["live"],
        "legal_basis": record["legal_basis"],
        **{name: _zulu(record[name]) for name in _TIMES},
    }


async def list_clocks(
    reading: Reading,
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


async def clocks_of_incidents(
    reading: Reading, incident_ids: Iterable[UUID]
) -> dict[UUID, list[dict[str, Any]]]:
    """Return the clocks of many incidents with one query, the next due first."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    for record in await reading.fetch(_OF_INCIDENTS, list(incident_ids)):
        found.setdefault(record["incident_id"], []).append(clock_document(record))
    return found


async def list_targets(reading: Reading) -> list[Record]:
    """Return every target, past and future ones too."""
    return await reading.fetch(_TARGETS)


def _zulu(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
