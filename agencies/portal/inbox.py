"""The inbox of one agency: its live orders, and the proof of delivery that reading them is."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from agencies.delivery.facts import FACTS, incident_facts
from agencies.portal.schemas import PortalTask
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.answer import lock_task, record_delivered
from dispatch.tasks.lifecycle import ACCEPTED, LIVE, OFFERED, TaskState
from dispatch.tasks.view import task_view

BY: Final = "portal"
_TAKEN: Final = ACCEPTED | {TaskState.COMPLETED}
_LIVE: Final = sorted(LIVE)

_OTHERS: Final = """
SELECT DISTINCT t.incident_id, a.name FROM task t JOIN agency a ON a.id = t.agency_id
WHERE t.incident_id = ANY($1::uuid[]) AND t.agency_id <> $2 AND t.state = ANY($3::text[])
    ORDER BY a.name
"""


def is_taken(record: Mapping[str, Any]) -> bool:
    """Whether a human of the agency has taken the order, so that the reporter may be called."""
    return record["state"] in _TAKEN


def is_news(record: Mapping[str, Any]) -> bool:
    """Whether reading this order is the first proof that it was delivered."""
    return record["delivered_at"] is None and record["state"] in OFFERED


async def list_live(reading: ReadTransaction, agency_id: str, limit: int) -> list[dict[str, Any]]:
    """Return the agency's live orders, the most urgent and then the oldest first."""
    query = (
        f"{FACTS} WHERE t.agency_id = $1 AND t.state = ANY($2::text[]) ORDER BY i.priority,"
        " t.assigned_at, t.id LIMIT $3"
    )
    return [dict(row) for row in await reading.fetch(query, agency_id, _LIVE, limit)]


async def list_recalls(reading: ReadTransaction, agency_id: str) -> list[dict[str, Any]]:
    """Return the agency's orders that were taken back and whose recall nobody acknowledged."""
    query = (
        f"{FACTS} WHERE t.agency_id = $1 AND t.recall_open ORDER BY i.priority, t.assigned_at, t.id"
    )
    return [dict(row) for row in await reading.fetch(query, agency_id)]


async def find_order(
    reading: ReadTransaction, agency_id: str, task_id: UUID
) -> dict[str, Any] | None:
    """Return one order of the agency in whatever state; None also for another agency's."""
    row = await reading.fetchrow(
        f"{FACTS} WHERE t.id = $1 AND t.agency_id = $2", task_id, agency_id
    )
    return None if row is None else dict(row)


async def with_others(
    reading: ReadTransaction,
    agency_id: str,
    records: Sequence[Mapping[str, Any]],
    *,
    unmasked: bool = False,
) -> list[PortalTask]:
    """Return orders as JSON members, each with the names of the other agencies that are asked.

    Telephone numbers in a summary are shown with `unmasked`, once a human has taken the order.
    """
    others: dict[UUID, list[str]] = {}
    for row in await reading.fetch(
        _OTHERS, [record["incident_id"] for record in records], agency_id, _LIVE
    ):
        others.setdefault(row["incident_id"], []).append(row["name"])
    return [
        PortalTask(
            **task_view(record).__dict__,
            incident=incident_facts(record, unmasked=unmasked and is_taken(record)),
            others=tuple(others.get(record["incident_id"], ())),
        )
        for record in records
    ]


async def mark_delivered(uow: UnitOfWork, records: Sequence[Mapping[str, Any]]) -> None:
    """Record that these orders were delivered to the agency's client."""
    # Incidents are locked in the order of their keys, so that two clients of one agency cannot
    # block each other.
    for record in sorted(records, key=lambda one: (one["incident_id"], one["id"])):
        task = await lock_task(uow, record["id"])
        if task.state in OFFERED:
            await record_delivered(uow, task, by=BY)
