"""Personal data of calls: the caller's number and place, and where the recording lies."""

from typing import Final

from dispatch.incidents.erasure import KEPT
from dispatch.kernel.lifecycle import check_constraint
from dispatch.retention.erasure import Category, Erasure
from intake.reports.lifecycle import WAITING

_FACTS = "ARRAY['ani', 'ani_raw', 'recording_ref', 'location_hint']"
# A call whose report waits, or belongs to an incident that is open or under a legal hold, is kept;
# so is one that must be called back.
_WAITS = check_constraint("r.state", sorted(WAITING))
_NEEDED = f"""
EXISTS (
    SELECT FROM report r
    WHERE r.id = c.report_id AND (r.incident_id IN (SELECT id FROM kept) OR {_WAITS}))
OR EXISTS (SELECT FROM call_back b WHERE b.call_id = c.id AND b.state = 'open')
"""  # noqa: S608 - constants of our own
_CALL = f"""
{KEPT} UPDATE call SET ani = NULL, recording_ref = NULL,
    built = jsonb_set(built - 'places', '{{facts}}', (built -> 'facts') - {_FACTS}, false)
WHERE id IN (
    SELECT c.id FROM call c WHERE c.arrived_at < $1 AND NOT ({_NEEDED})
        AND (c.ani IS NOT NULL OR c.recording_ref IS NOT NULL OR c.built -> 'facts' ?| {_FACTS}
            OR jsonb_array_length(coalesce(c.built -> 'places', '[]')) > 0)
    LIMIT $2 FOR UPDATE OF c SKIP LOCKED)
"""  # noqa: S608 - constants of our own
_EVENT = f"""
{KEPT} UPDATE call_event SET body = '' WHERE event_key IN (
    SELECT e.event_key FROM call_event e WHERE e.received_at < $1 AND e.body <> ''
        AND NOT EXISTS (SELECT FROM call c WHERE c.call_id = e.call_id AND ({_NEEDED}))
    LIMIT $2 FOR UPDATE OF e SKIP LOCKED)
"""  # noqa: S608 - constants of our own
_CALL_BACK = f"""
{KEPT} UPDATE call_back SET number = '' WHERE id IN (
    SELECT b.id FROM call_back b JOIN call c ON c.id = b.call_id
    WHERE b.state = 'done' AND b.done_at < $1 AND b.number <> '' AND NOT ({_NEEDED})
    LIMIT $2 FOR UPDATE OF b SKIP LOCKED)
"""  # noqa: S608 - constants of our own

CALL_ERASURES: Final = tuple(
    Erasure(category=Category.CALL, table=table, statement=statement)
    for table, statement in (("call", _CALL), ("call_event", _EVENT), ("call_back", _CALL_BACK))
)
