"""Personal data of incidents, and which incidents nothing may be erased of."""

from typing import Final

from dispatch.incidents.models import OPEN_SQL
from dispatch.retention.erasure import Category, Erasure

# Open ones, those under a legal hold, and whatever was merged into one of them.
KEPT: Final = f"""
WITH RECURSIVE kept AS (
    SELECT id FROM incident WHERE held_at IS NOT NULL OR {OPEN_SQL}
    UNION SELECT i.id FROM incident i JOIN kept k ON i.merged_into = k.id
)
"""  # noqa: S608 - constants of our own
INCIDENT_ERASURES: Final = (
    Erasure(
        category=Category.INCIDENT,
        table="incident",
        statement=f"""
{KEPT} UPDATE incident SET summary = '', address = NULL WHERE id IN (
    SELECT id FROM incident WHERE closed_at < $1 AND id NOT IN (SELECT id FROM kept)
        AND (summary <> '' OR address IS NOT NULL)
    LIMIT $2 FOR UPDATE SKIP LOCKED)
""",  # noqa: S608 - constants of our own
    ),
    Erasure(
        category=Category.INCIDENT,
        table="incident_note",
        statement=f"""
{KEPT} UPDATE incident_note SET text = '' WHERE id IN (
    SELECT n.id FROM incident_note n JOIN incident i ON i.id = n.incident_id
    WHERE i.closed_at < $1 AND i.id NOT IN (SELECT id FROM kept) AND n.text <> ''
    LIMIT $2 FOR UPDATE OF n SKIP LOCKED)
""",  # noqa: S608 - constants of our own
    ),
)
