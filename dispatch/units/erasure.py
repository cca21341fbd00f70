"""Personal data of units: where their crews were."""

from typing import Final

from dispatch.incidents.erasure import KEPT
from dispatch.retention.erasure import Category, Erasure

UNIT_ERASURES: Final = (
    Erasure(
        category=Category.UNIT_POSITION,
        table="unit_position",
        # The track of a unit that was sent to a held incident is evidence as long as it was out for
        # it.
        statement=f"""
{KEPT} DELETE FROM unit_position WHERE id IN (
    SELECT p.id FROM unit_position p WHERE p.received_at < $1 AND NOT EXISTS (
        SELECT FROM unit_assignment a
        WHERE a.unit_id = p.unit_id AND a.incident_id IN (SELECT id FROM kept)
            AND p.at BETWEEN a.alerted_at AND coalesce(a.home_at, a.clear_at, 'infinity'))
    LIMIT $2 FOR UPDATE SKIP LOCKED)
""",  # noqa: S608 - constants of our own
    ),
)
