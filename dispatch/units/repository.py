"""Read units and their assignments as JSON-able documents: for HTTP and for the board."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from dispatch.kernel.errors import NotFound
from dispatch.kernel.store.reading import Reading
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.answer import lock_task
from dispatch.tasks.models import Task
from dispatch.units.milestones import Duty, Milestone, availability, column, latest_of
from dispatch.units.models import Unit, UnitAssignment

_STAMPS = ", ".join(f"a.{column(name)}" for name in Milestone)
_UNITS = f"""
SELECT u.*, a.id AS assignment_id, a.task_id, a.incident_id, {_STAMPS}
FROM unit u LEFT JOIN LATERAL (
    SELECT * FROM unit_assignment o WHERE o.unit_id = u.id AND o.clear_at IS NULL
    ORDER BY o.alerted_at DESC, o.id DESC LIMIT 1) a ON true
WHERE ($1::uuid[] IS NULL OR u.id = ANY($1)) AND ($2::text IS NULL OR u.agency_id = $2)
ORDER BY u.agency_id, u.callsign
"""  # noqa: S608 - the columns come from our own enumeration
_ASSIGNMENTS = """
SELECT a.*, u.callsign, u.kind,
    NOT EXISTS (
        SELECT FROM unit_assignment o WHERE o.task_id = a.task_id AND o.clear_at IS NULL
    ) AS all_clear
FROM unit_assignment a JOIN unit u ON u.id = a.unit_id
WHERE ($1::uuid IS NULL OR a.incident_id = $1) AND ($2::uuid IS NULL OR a.task_id = $2)
    AND ($3::uuid IS NULL OR a.id = $3)
    AND ($4::text IS NULL OR a.agency_id = $4)
ORDER BY a.alerted_at DESC, a.id LIMIT $5
"""
_OTHERS_OPEN = """
SELECT EXISTS (SELECT FROM unit_assignment WHERE task_id = $1 AND id <> $2 AND clear_at IS NULL)
"""


def zulu(moment: datetime | None) -> str | None:
    """Return a time in RFC 3339 with Z."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


async def list_units(
    reading: Reading, ids: Iterable[UUID] | None = None, *, agency_id: str | None = None
) -> list[dict[str, Any]]:
    """Return units, all or those with `ids`, and the availability that duty and assignment give."""
    records = await reading.fetch(_UNITS, None if ids is None else list(ids), agency_id)
    return [_unit(record) for record in records]


async def get_unit_document(reading: Reading, unit_id: UUID) -> dict[str, Any]:
    """Return one unit; `unit.not_found` otherwise."""
    found = await list_units(reading, [unit_id])
    if not found:
        raise NotFound("unit.not_found", f"unit {unit_id}")
    return found[0]


def _unit(record: Record) -> dict[str, Any]:
    latest = None
    if record["assignment_id"] is not None:
        latest = latest_of({name: record[column(name)] for name in Milestone})
    return {
        "id": str(record["id"]),
        "agency_id": record["agency_id"],
        "callsign": record["callsign"],
        "kind": record["kind"],
        "station": record["station"],
        "duty": record["duty"],
        "availability": availability(Duty(record["duty"]), latest),
        "lat": record["lat"],
        "lon": record["lon"],
        "accuracy_m": record["accuracy_m"],
        "position_at": zulu(record["position_at"]),
        "assignment_id": _text(record["assignment_id"]),
        "task_id": _text(record["task_id"]),
        "incident_id": _text(record["incident_id"]),
    }


async def list_assignments(
    reading: Reading,
    *,
    incident_id: UUID | None = None,
    task_id: UUID | None = None,
    assignment_id: UUID | None = None,
    agency_id: str | None = None,
    limit: int = 200,
) -> list[dict[str, Any]]:
    """Return assignments, the newest first."""
    records = await reading.fetch(
        _ASSIGNMENTS, incident_id, task_id, assignment_id, agency_id, limit
    )
    return [_assignment(record) for record in records]


def _assignment(record: Record) -> dict[str, Any]:
    row, unit = UnitAssignment.model_validate(dict(record)), (record["callsign"], record["kind"])
    return _assignment_document(row, unit, all_clear=record["all_clear"])


async def assignment_document(
    reading: Reading, unit: Unit, assignment: UnitAssignment
) -> dict[str, Any]:
    """Return an assignment as it will be, without reading it again.

    Only the last unit that is clear asks for the others.
    """
    all_clear = assignment.clear_at is not None and not await reading.fetchval(
        _OTHERS_OPEN, assignment.task_id, assignment.id
    )
    return _assignment_document(assignment, (unit.callsign, unit.kind), all_clear=all_clear)


def _assignment_document(
    row: UnitAssignment, unit: tuple[str, str], *, all_clear: bool
) -> dict[str, Any]:
    callsign, kind = unit
    return {
        "id": str(row.id),
        "unit_id": str(row.unit_id),
        "callsign": callsign,
        "kind": kind,
        "task_id": str(row.task_id),
        "incident_id": str(row.incident_id),
        "agency_id": row.agency_id,
        **{column(name): zulu(moment) for name, moment in row.stamps().items()},
        "flags": row.flags,
        # Only a proposal: a person says that the task is done.
        "task_proposal": "completed" if all_clear else None,
        "version": row.version,
    }


async def lock_assignment(
    uow: UnitOfWork, assignment_id: UUID
) -> tuple[Unit, Task, UnitAssignment]:
    """Lock incident and task, then the assignment, always in this order.

    The unit itself is only read.
    """
    seen = await uow.find(UnitAssignment, assignment_id)
    if seen is None:
        raise NotFound("unit_assignment.not_found", f"unit_assignment {assignment_id}")
    task = await lock_task(uow, seen.task_id)
    assignment = await uow.get(UnitAssignment, assignment_id)
    unit = await uow.find(Unit, seen.unit_id)
    if unit is None:
        raise NotFound("unit.not_found", f"unit {seen.unit_id}")
    return unit, task, assignment


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
