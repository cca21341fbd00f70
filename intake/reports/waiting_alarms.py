"""Reports that may be about a life and wait for somebody to decide on them, as alarms."""

from typing import Final

from dispatch.alarms.conditions import Condition
from dispatch.kernel.lifecycle import check_constraint
from dispatch.kernel.store.read_transaction import ReadTransaction
from intake.reports.lifecycle import WAITING

WAITING_REPORT: Final = "waiting_report"
# Who has it open is at it: nobody else is called.
_WAITING_FOR_LIFE: Final = f"""
SELECT id, received_at FROM report WHERE {check_constraint("state", sorted(WAITING))}
    AND NOT drill AND claimed_by IS NULL AND incident_id IS NULL
    AND proposal -> 'priority' = '1'::jsonb
"""  # noqa: S608 - constants of our own


async def waiting_reports(reading: ReadTransaction) -> list[Condition]:
    """Return the waiting reports that are proposed as a danger to life and that nobody has."""
    return [
        Condition(
            kind=WAITING_REPORT,
            scope_id=row["id"],
            report_id=row["id"],
            priority=1,
            since=row["received_at"],
        )
        for row in await reading.fetch(_WAITING_FOR_LIFE)
    ]
