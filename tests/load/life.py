"""The life of a report as bare rows: what the hand-written limit writes in one statement."""

import re
import uuid
from typing import Any

from dispatch.incidents.models import Incident
from dispatch.kernel.store.database import Connection
from dispatch.kernel.store.outbox import Owed
from dispatch.kernel.store.rows import Row, column_kinds, insert_arrays, postgres_type, table_of
from dispatch.sla.models import SlaClock
from dispatch.tasks.models import StoredPlan, Task
from intake.reports.models import RawMessage, Report

# Parents first; each with the query that finds its rows of one report's life.
LIFE: tuple[tuple[type[Row], str], ...] = (
    (RawMessage, "SELECT m.* FROM raw_message m JOIN report r ON r.raw_id = m.id WHERE r.id = $1"),
    (Incident, "SELECT i.* FROM incident i JOIN report r ON r.incident_id = i.id WHERE r.id = $1"),
    (Report, "SELECT * FROM report WHERE id = $1"),
    (
        StoredPlan,
        (
            "SELECT p.* FROM incident_plan p JOIN report r ON r.incident_id = p.incident_id WHERE"
            " r.id = $1"
        ),
    ),
    (Task, "SELECT t.* FROM task t JOIN report r ON r.incident_id = t.incident_id WHERE r.id = $1"),
    (
        SlaClock,
        (
            "SELECT c.* FROM sla_clock c JOIN report r ON r.incident_id = c.incident_id OR r.id ="
            " c.scope_id WHERE r.id = $1"
        ),
    ),
    (
        Owed,
        (
            "SELECT o.* FROM outbox o JOIN task t ON t.id = o.noun_id JOIN report r ON"
            " r.incident_id = t.incident_id WHERE r.id = $1"
        ),
    ),
)
_EVENTS = """
SELECT e.id, e.type, e.at, e.recorded_at, e.actor, e.noun_id, e.incident_id, e.agency_id,
    e.data::text AS data, e.hash
FROM event e JOIN report r ON e.incident_id = r.incident_id OR e.noun_id = r.id WHERE r.id = $1
"""
# The limit's log: no lock, no order, no chain.
PLAIN_LOG = """
CREATE TABLE IF NOT EXISTS event_plain (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid, type text, at timestamptz,
    recorded_at timestamptz, actor text, noun_id uuid, incident_id uuid, agency_id text, data json,
        hash bytea);
CREATE INDEX IF NOT EXISTS event_plain_incident ON event_plain (incident_id, seq);
CREATE INDEX IF NOT EXISTS event_plain_noun ON event_plain (noun_id, seq);
"""
_PLAIN_INSERT = """
INSERT INTO event_plain (id, type, at, recorded_at, actor, noun_id, incident_id, agency_id, data,
    hash)
SELECT i, t, a, r, w, n, c, g, d::json, h
    FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[],
    $6::uuid[],
    $7::uuid[], $8::text[], $9::text[], $10::bytea[]) AS e (i, t, a, r, w, n, c, g, d, h)
"""


class Life:
    """The rows of one report, to be written again and again under new keys."""

    def __init__(
        self,
        rows: list[tuple[type[Row], tuple[str, ...], list[list[Any]]]],
        events: list[list[Any]],
    ) -> None:
        """Keep column arrays by table, parents first."""
        self._rows = rows
        self._events = events
        self.count = sum(len(arrays[0]) for _, _, arrays in rows) + len(events[0])

    def statement(self) -> str:
        """Return one statement that writes everything.

        A chain of inserts as common table expressions.
        """
        parts, shift = [], 0
        for model, names, _ in self._rows:
            parts.append(_insert(model, names, shift))
            shift += len(names)
        named = ", ".join(f"w{i} AS ({part} RETURNING 1)" for i, part in enumerate(parts))
        return f"WITH {named} {_shifted(_PLAIN_INSERT, shift)}"

    def parameters(self) -> list[list[Any]]:
        """Return the statement's parameters with every key replaced by a new one.

        The same one everywhere.
        """
        fresh: dict[uuid.UUID, uuid.UUID] = {}

        def renew(value: Any) -> Any:
            if isinstance(value, uuid.UUID):
                return fresh.setdefault(value, uuid.uuid4())
            return value

        arrays = [
            [renew(value) for value in array] for _, _, columns in self._rows for array in columns
        ]
        unique = uuid.uuid4().hex
        place = 0
        for _, names, columns in self._rows:
            for name in ("external_id", "number"):
                if name in names:
                    arrays[place + names.index(name)] = [unique]
            place += len(columns)
        return arrays + [[renew(value) for value in array] for array in self._events]


def _insert(model: type[Row], names: tuple[str, ...], shift: int) -> str:
    """Return an insert of the filled columns only.

    Which is what somebody who writes it by hand would name.
    """
    documents = dict(column_kinds(model))
    types = {
        column.name: "text" if documents[column.name] else postgres_type(column)
        for column in table_of(model).columns
    }
    arrays = ", ".join(f"${i}::{types[name]}[]" for i, name in enumerate(names, shift + 1))
    values = ", ".join(
        f"c{i}::jsonb" if documents[name] else f"c{i}" for i, name in enumerate(names)
    )
    aliases = ", ".join(f"c{i}" for i in range(len(names)))
    quoted = ", ".join(f'"{name}"' for name in names)
    return (
        f'INSERT INTO "{model.__table_name__}" ({quoted}) SELECT {values} FROM unnest({arrays}) AS'
        f" u ({aliases})"
    )


def _shifted(statement: str, by: int) -> str:
    return re.sub(r"\$(\d+)", lambda found: f"${int(found.group(1)) + by}", statement)


async def read_life(connection: Connection, report_id: uuid.UUID) -> Life:
    """Read the rows of one report's life from a database that a server wrote."""
    rows: list[tuple[type[Row], tuple[str, ...], list[list[Any]]]] = []
    for model, query in LIFE:
        found = [
            model.model_validate(dict(record))
            for record in await connection.fetch(query, report_id)
        ]
        filled = {
            name: array
            for (name, _), array in zip(
                column_kinds(model), insert_arrays(model, found), strict=True
            )
            if array is not None
        }
        rows.append((model, tuple(filled), list(filled.values())))
    events = await connection.fetch(_EVENTS, report_id)
    names = (
        "id",
        "type",
        "at",
        "recorded_at",
        "actor",
        "noun_id",
        "incident_id",
        "agency_id",
        "data",
        "hash",
    )
    return Life(rows, [[event[name] for event in events] for name in names])
