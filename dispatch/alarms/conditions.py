"""What must not go unseen: each source says what of its kind holds now.

Nothing is remembered here. A condition holds until an action changes the rows that it is read from,
and holds again when that action fails; `watch.py` keeps the alarms in step with it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias
from uuid import UUID

from dispatch.incidents.lifecycle import IncidentState
from dispatch.incidents.models import OPEN_SQL
from dispatch.kernel.feature import ExtensionPoint
from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.read_transaction import Columns, ReadTransaction
from dispatch.sla.metrics import Metric
from dispatch.tasks.exhausted import EXHAUSTED
from dispatch.tasks.lifecycle import ACCEPTED, OFFERED, TAKEN_OR_ASKED, TaskState
from routing.value_object import value_object

NEED_UNASKED: Final = "need_unasked"
NEED_UNANSWERED: Final = "need_unanswered"
NEED_EXHAUSTED: Final = "need_exhausted"
ESCALATED: Final = "escalated"
UNATTENDED: Final = "unattended"
RECALL_UNHEARD: Final = "recall_unheard"


@value_object(kw_only=True)
class Condition:
    """One thing that holds now: `kind`, of what (`scope_id`, `detail`), and since when."""

    kind: str
    scope_id: UUID
    priority: int
    since: datetime
    detail: str = ""
    incident_id: UUID | None = None
    report_id: UUID | None = None
    agency_id: str | None = None

    @property
    def key(self) -> tuple[str, UUID, str]:
        """Return what tells one alarm from another."""
        return self.kind, self.scope_id, self.detail


Source: TypeAlias = Callable[[ReadTransaction], Awaitable[Sequence[Condition]]]
SOURCES: Final = ExtensionPoint[Source]("alarm conditions")

_IS_OPEN: Final = OPEN_SQL.replace("state", "i.state", 1) + " AND NOT i.drill"
_COMES: Final = check_constraint("state", sorted(TAKEN_OR_ASKED - OFFERED))
_ASKED: Final = check_constraint("state", sorted(OFFERED))
_URGENT: Final = 2
# Who was called off once somebody was there is not missed; before that an order taken back leaves
# its need open.
_SETTLED: Final = (
    f"({_COMES} OR (state = '{TaskState.ABORTED}' AND i.first_on_scene_at < aborted_at))"
)
# A notice to be ready brings nobody: what counts for a need are the orders to go. What a plan has
# asked for is owed since the first plan that did, or since the last one asked has failed; that
# nobody comes is true since the first was asked, however many have been asked since.
_NEEDS: Final = f"""
SELECT i.id, i.priority, w.service, o.asked, coalesce(
    CASE WHEN o.asked THEN o.first_at ELSE o.failed_at END, (
        SELECT min(made_at) FROM incident_plan WHERE incident_id = i.id AND plan -> 'lines' @>
            jsonb_build_array(jsonb_build_object('service', w.service, 'stand_by', false))
    )) AS since
FROM incident i
CROSS JOIN LATERAL (SELECT plan FROM incident_plan WHERE incident_id = i.id
    ORDER BY made_at DESC, id DESC LIMIT 1) p
CROSS JOIN LATERAL (SELECT DISTINCT line ->> 'service' AS service
    FROM jsonb_array_elements(p.plan -> 'lines') AS line
    WHERE NOT (line ->> 'stand_by')::boolean) w
CROSS JOIN LATERAL (SELECT
        coalesce(bool_or({_SETTLED}), false) AS comes, coalesce(bool_or({_ASKED}), false) AS asked,
        min(assigned_at) AS first_at,
        max(coalesce(expired_at, declined_at, aborted_at, cancelled_at))
            FILTER (WHERE NOT ({_ASKED})) AS failed_at
    FROM task WHERE incident_id = i.id AND service = w.service AND NOT stand_by) o
WHERE {_IS_OPEN} AND i.state <> '{IncidentState.CONTROLLED}' AND i.priority <= $1 AND NOT o.comes
    AND NOT i.flags @> jsonb_build_array('{EXHAUSTED}:' || w.service)
"""  # noqa: S608 - constants of our own
_EXHAUSTED: Final = f"""
SELECT i.id, i.priority, substr(flag, length('{EXHAUSTED}:') + 1) AS service, coalesce((
        SELECT max(coalesce(t.expired_at, t.declined_at)) FROM task t WHERE t.incident_id = i.id
            AND flag = '{EXHAUSTED}:' || t.service), i.opened_at) AS since
FROM incident i CROSS JOIN LATERAL jsonb_array_elements_text(i.flags) AS flag
WHERE {_IS_OPEN} AND flag LIKE '{EXHAUSTED}:%'
"""  # noqa: S608 - constants of our own
# What an order no longer owes nobody waits for, although its clock was never stopped.
_ESCALATED: Final = f"""
SELECT c.scope_id, c.metric, c.agency_id, i.id, i.priority, c.escalated_at AS since
FROM incident i JOIN sla_clock c ON c.incident_id = i.id LEFT JOIN task t ON t.id = c.scope_id
WHERE {_IS_OPEN} AND c.verdict = 'breached' AND c.stopped_at IS NULL
    AND c.escalated_at IS NOT NULL AND (c.metric = ANY($1::text[])
        OR (c.metric = '{Metric.HAND_OVER}' AND t.state = ANY($2::text[]))
        OR (c.metric = '{Metric.AGENCY_DISPATCH}' AND t.state = ANY($3::text[])))
"""  # noqa: S608 - constants of our own
_OF_INCIDENTS: Final = (Metric.TRIAGE, Metric.PROCESSING, Metric.RESPONSE)
_UNATTENDED: Final = (
    f"SELECT i.id, i.priority, i.opened_at AS since FROM incident i WHERE {_IS_OPEN}"  # noqa: S608
    " AND i.priority = 1 AND i.answered_at IS NULL"
)
_RECALLED: Final = """
SELECT t.id AS scope_id, t.agency_id, t.service, t.incident_id AS id, i.priority,
    coalesce(t.aborted_at, t.cancelled_at, t.recorded_at) AS since
FROM task t JOIN incident i ON i.id = t.incident_id WHERE t.recall_open
"""


async def needs(reading: ReadTransaction) -> list[Condition]:
    """Return the needs of urgent incidents for which nobody comes, each by itself."""
    return [
        _of_incident(NEED_UNANSWERED if row["asked"] else NEED_UNASKED, row, row["service"])
        for row in await reading.fetch(_NEEDS, _URGENT)
        if row["since"] is not None
    ]


async def exhausted(reading: ReadTransaction) -> list[Condition]:
    """Return the needs for which nobody is left to ask."""
    rows = await reading.fetch(_EXHAUSTED)
    return [_of_incident(NEED_EXHAUSTED, row, row["service"]) for row in rows]


async def unattended(reading: ReadTransaction) -> list[Condition]:
    """Return the incidents with a life in danger that no person has looked at."""
    return [_of_incident(UNATTENDED, row) for row in await reading.fetch(_UNATTENDED)]


async def escalated(reading: ReadTransaction) -> list[Condition]:
    """Return the deadlines that the supervisor was told of and that are still open."""
    rows = await reading.fetch(_ESCALATED, list(_OF_INCIDENTS), sorted(OFFERED), sorted(ACCEPTED))
    return [_of_agency(ESCALATED, row, row["metric"]) for row in rows]


async def unheard_recalls(reading: ReadTransaction) -> list[Condition]:
    """Return the orders taken back of which nobody at the agency has said that he heard."""
    rows = await reading.fetch(_RECALLED)
    return [_of_agency(RECALL_UNHEARD, row, row["service"]) for row in rows]


def _of_incident(kind: str, row: Columns, detail: str = "") -> Condition:
    """Return what holds of an incident itself."""
    return Condition(
        kind=kind,
        scope_id=row["id"],
        detail=detail,
        incident_id=row["id"],
        priority=row["priority"],
        since=row["since"],
    )


def _of_agency(kind: str, row: Columns, detail: str) -> Condition:
    """Return what holds of something that an agency owes to an incident."""
    of_incident = _of_incident(kind, row, detail)
    return replace(of_incident, scope_id=row["scope_id"], agency_id=row["agency_id"])
