"""Read units and their assignments as views: for HTTP and for the board."""

from collections.abc import Iterable
from uuid import UUID

from asyncpg import Record

from dispatch.kernel.errors import NotFound
from dispatch.kernel.store.read_transaction import ReadTransaction
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.answer import lock_task
from dispatch.tasks.models import Task
from dispatch.units.milestones import Milestone, column
from dispatch.units.models import Unit, UnitAssignment
from dispatch.units.view import AssignmentView, UnitView, assignment_view, unit_view

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
    NOT EXISTS (SELECT FROM unit_assignment o WHERE o.task_id = a.task_id
        AND o.clear_at IS NULL) AS all_clear
FROM unit_assignment a JOIN unit u ON u.id = a.unit_id
WHERE ($1::uuid IS NULL OR a.incident_id = $1) AND ($2::uuid IS NULL OR a.task_id = $2)
    AND ($3::uuid IS NULL OR a.id = $3)
    AND ($4::text IS NULL OR a.agency_id = $4)
ORDER BY a.alerted_at DESC, a.id LIMIT $5
"""
_OTHERS_OPEN = (
    "SELECT EXISTS (SELECT FROM unit_assignment WHERE task_id = $1 AND id <> $2 AND clear_at IS"
    " NULL)"
)


async def list_units(
    reading: ReadTransaction, ids: Iterable[UUID] | None = None, *, agency_id: str | None = None
) -> list[UnitView]:
    """Return units (all, or those with `ids`).

    With the availability that follows from duty and assignment.
    """
    records = await reading.fetch(_UNITS, None if ids is None else list(ids), agency_id)
    return [unit_view(record) for record in records]


async def get_unit_view(reading: ReadTransaction, unit_id: UUID) -> UnitView:
    """Return one unit; `unit.not_found` otherwise."""
    found = await list_units(reading, [unit_id])
    if not found:
        raise NotFound("unit.not_found", id=unit_id)
    return found[0]


async def list_assignments(
    reading: ReadTransaction,
    *,
    incident_id: UUID | None = None,
    task_id: UUID | None = None,
    assignment_id: UUID | None = None,
    agency_id: str | None = None,
    limit: int = 200,
) -> list[AssignmentView]:
    """Return assignments, the newest first."""
    records = await reading.fetch(
        _ASSIGNMENTS, incident_id, task_id, assignment_id, agency_id, limit
    )
    return [_assignment(record) for record in records]


def _assignment(record: Record) -> AssignmentView:
    return assignment_view(
        UnitAssignment.model_validate(dict(record)),
        callsign=record["callsign"],
        kind=record["kind"],
        all_clear=record["all_clear"],
    )


async def view_assignment(
    reading: ReadTransaction, unit: Unit, assignment: UnitAssignment
) -> AssignmentView:
    """Return an assignment as it will be, without reading it again.

    Only the last unit that is clear asks for the others.
    """
    all_clear = assignment.clear_at is not None and not await reading.fetchval(
        _OTHERS_OPEN, assignment.task_id, assignment.id
    )
    return assignment_view(assignment, callsign=unit.callsign, kind=unit.kind, all_clear=all_clear)


async def lock_assignment(
    uow: UnitOfWork, assignment_id: UUID
) -> tuple[Unit, Task, UnitAssignment]:
    """Lock incident and task, then the assignment, always in this order.

    The unit itself is only read.
    """
    seen = await uow.find(UnitAssignment, assignment_id)
    if seen is None:
        raise NotFound("unit_assignment.not_found", id=assignment_id)
    task = await lock_task(uow, seen.task_id)
    assignment = await uow.get(UnitAssignment, assignment_id)
    unit = await uow.find(Unit, seen.unit_id)
    if unit is None:
        raise NotFound("unit.not_found", id=seen.unit_id)
    return unit, task, assignment
