"""Personal data of answers: what was said to whom."""

from typing import Final

from dispatch.incidents.erasure import KEPT
from dispatch.kernel.lifecycle import check_constraint
from dispatch.retention.erasure import Category, Erasure
from intake.reports.lifecycle import WAITING

_WAITS = check_constraint("r.state", sorted(WAITING))
# As long as its report is needed the words about it are, and never while they wait to be sent.
_ANSWER = f"""
{KEPT} UPDATE citizen_answer SET text = '', reference = NULL, address_key = '' WHERE id IN (
    SELECT a.id FROM citizen_answer a WHERE a.at < $1 AND a.outcome <> 'owed'
        AND (a.text <> '' OR a.reference IS NOT NULL OR a.address_key <> '')
        AND NOT EXISTS (SELECT FROM report r WHERE r.id = a.report_id
            AND (r.incident_id IN (SELECT id FROM kept) OR {_WAITS}))
    LIMIT $2 FOR UPDATE OF a SKIP LOCKED)
"""  # noqa: S608 - constants of our own

_RATING = f"""
{KEPT} UPDATE citizen_rating SET said = '' WHERE report_id IN (
    SELECT a.report_id FROM citizen_rating a JOIN report r ON r.id = a.report_id
    WHERE a.at < $1 AND a.said <> ''
        AND NOT (coalesce(r.incident_id IN (SELECT id FROM kept), false) OR {_WAITS})
    LIMIT $2 FOR UPDATE OF a SKIP LOCKED)
"""  # noqa: S608 - constants of our own

ANSWER_ERASURES: Final = (
    Erasure(category=Category.REPORT, table="citizen_answer", statement=_ANSWER),
    Erasure(category=Category.REPORT, table="citizen_rating", statement=_RATING),
)
