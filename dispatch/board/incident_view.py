"""An incident as people see it: with its tasks and clocks.

The board and HTTP both show this picture.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from asyncpg import Record

from dispatch.incidents.lifecycle import OPEN
from dispatch.incidents.models import OPEN_SQL
from dispatch.kernel.masking import mask_personal
from dispatch.kernel.store.reading import Reading

_OPEN_STATES = frozenset(str(state) for state in OPEN)
_INCIDENT_COLUMNS = (
    "id",
    "number",
    "state",
    "type",
    "priority",
    "summary",
    "channel",
    "address",
    "reached_at",
    "answered_at",
    "classified_at",
    "opened_at",
    "recorded_at",
    "first_assigned_at",
    "first_on_scene_at",
    "closed_at",
    "disposition",
    "merged_into",
    "report_count",
    "flags",
    "drill",
    "alarm_level",
    "version",
)
TASK_COLUMNS = (
    "id",
    "incident_id",
    "agency_id",
    "service",
    "state",
    "attempt",
    "stand_by",
    "reasons",
    "note",
    "assigned_at",
    "delivered_at",
    "seen_at",
    "acknowledged_at",
    "acknowledged_by",
    "declined_at",
    "decline_cause",
    "expired_at",
    "unit_assigned_at",
    "en_route_at",
    "on_scene_at",
    "completed_at",
    "cancelled_at",
    "aborted_at",
    "verified_at",
    "returned_at",
    "released_at",
    "flags",
    "implied",
    "said",
    "on_behalf",
    "replaces_task_id",
    "version",
)
CLOCK_COLUMNS = (
    "scope_id",
    "metric",
    "incident_id",
    "agency_id",
    "owner",
    "started_at",
    "target_s",
    "warn_at",
    "due_at",
    "stopped_at",
    "verdict",
    "warned_at",
    "breached_at",
    "escalated_at",
    "live",
)
_OF_OTHERS: Mapping[str, Any] = {
    "note": "",
    "reasons": [],
    "acknowledged_by": None,
    "decline_cause": None,
    "flags": [],
    "said": {},
    "on_behalf": None,
}
_TASKS = f"""
SELECT {", ".join(f"t.{name}" for name in TASK_COLUMNS)}, a.name AS agency_name
FROM task t JOIN agency a ON a.id = t.agency_id
"""  # noqa: S608 - constants of our own
_CLOCKS = f"SELECT {', '.join(f'c.{name}' for name in CLOCK_COLUMNS)} FROM sla_clock c"  # noqa: S608 - constants of our own


async def load_incidents(
    reading: Reading, ids: Sequence[UUID] | None, *, unmasked: bool = False
) -> list[dict[str, Any]]:
    """Return incidents with their tasks and clocks: those with `ids`, or all open ones.

    Three queries however many there are.

    Telephone numbers in their summaries are hidden unless `unmasked`.
    """
    if ids is None:
        incidents = await reading.fetch(f"SELECT * FROM incident WHERE {OPEN_SQL}")  # noqa: S608 - a constant of our own
        of_open = f" JOIN incident i ON i.id = {{}}.incident_id WHERE {OPEN_SQL.replace('state', 'i.state', 1)}"
        tasks = await reading.fetch(_TASKS + of_open.format("t") + " ORDER BY t.assigned_at, t.id")
        clocks = await reading.fetch(
            _CLOCKS + of_open.format("c") + " ORDER BY c.started_at, c.metric, c.scope_id"
        )
    else:
        incidents = await reading.fetch("SELECT * FROM incident WHERE id = ANY($1::uuid[])", ids)
        tasks = await reading.fetch(
            _TASKS + " WHERE t.incident_id = ANY($1::uuid[]) ORDER BY t.assigned_at, t.id", ids
        )
        clocks = await reading.fetch(
            _CLOCKS
            + " WHERE c.incident_id = ANY($1::uuid[]) ORDER BY c.started_at, c.metric, c.scope_id",
            ids,
        )
    tasks_of, clocks_of = _group(tasks), _group(clocks)
    items = [incident_item(row, tasks_of[row["id"]], clocks_of[row["id"]]) for row in incidents]
    if not unmasked:
        for item in items:
            item["summary"] = mask_personal(item["summary"])
    return items


def _group(rows: Sequence[Record]) -> dict[UUID, list[dict[str, Any]]]:
    groups: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["incident_id"]].append(dict(row))
    return groups


def incident_item(
    row: Record, tasks: list[dict[str, Any]], clocks: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the JSON members of an incident."""
    item: dict[str, Any] = {name: row[name] for name in _INCIDENT_COLUMNS}
    item["location"] = None
    if row["lat"] is not None:
        item["location"] = {
            "lat": row["lat"],
            "lon": row["lon"],
            "accuracy_m": row["accuracy_m"],
            "method": row["location_method"],
            "address": row["address"],
        }
    item["area"] = (
        None if row["area_code"] is None else {"code": row["area_code"], "name": row["area_name"]}
    )
    item["tasks"] = tasks
    item["clocks"] = clocks
    return item


def narrow(item: Mapping[str, Any], agency_id: str) -> dict[str, Any]:
    """Return what an agency may see.

    Of the others that were asked that they were, for what and how far they are, not what they said.
    """
    tasks = [
        task if task["agency_id"] == agency_id else {**task, **_OF_OTHERS} for task in item["tasks"]
    ]
    return {
        **item,
        "tasks": tasks,
        "clocks": [clock for clock in item["clocks"] if clock["agency_id"] in {None, agency_id}],
    }


def is_open(item: dict[str, Any]) -> bool:
    """Say whether the incident belongs on the board."""
    return item["state"] in _OPEN_STATES


def agencies_of(item: dict[str, Any]) -> frozenset[str]:
    """Return the agencies that were ever asked, who may see the incident."""
    return frozenset(task["agency_id"] for task in item["tasks"])
