"""How a report stands, for whoever made it: a state in everyday words and when what happened."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from asyncpg import Record

from dispatch.incidents.lifecycle import BEFORE_SENDING, IncidentState
from dispatch.kernel.store.read_transaction import ReadTransaction
from intake.answers.ticket import spelt, tail_of
from intake.reports.lifecycle import ReportState
from routing.value_object import value_object

_DIGITS: Final = 4
# Merged incidents lead to the one that goes on. A ticket of the form is the key of its report.
_FIND: Final = """
SELECT r.*, i.state AS incident_state, i.number AS incident_number,
    i.answered_at AS incident_answered, i.first_assigned_at, i.first_on_scene_at, i.closed_at,
    (SELECT score FROM citizen_rating WHERE report_id = r.id) AS score
FROM report r
LEFT JOIN incident o ON o.id = r.incident_id AND r.state = 'linked'
LEFT JOIN incident i ON i.id = coalesce(o.merged_into, o.id)
WHERE right(replace(r.id::text, '-', ''), 15) = $1
    OR (r.channel = 'website' AND r.external_id = $2)
LIMIT 2
"""
_STATES: Final[Mapping[str, str]] = {
    **dict.fromkeys(BEFORE_SENDING, "read"),
    IncidentState.DISPATCHED: "sent",
    IncidentState.IN_PROGRESS: "working",
    IncidentState.CONTROLLED: "controlled",
    IncidentState.CLOSED: "over",
    IncidentState.VERIFIED: "over",
    IncidentState.REFERRED: "passed_on",
    IncidentState.CANCELLED: "closed",
}
_OVER: Final = frozenset({"over", "closed", "passed_on"})


@value_object(kw_only=True)
class Standing:
    """How a report stands; `steps` are names of what happened and when, in order."""

    report_id: UUID
    state: str
    steps: tuple[tuple[str, datetime], ...]
    is_rated: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come, so that its reporter may say that it is not done."""
        return self.state in _OVER


async def find_by_ticket(reading: ReadTransaction, ticket: object) -> Record | None:
    """Return the one report that a ticket names, None when it names none."""
    rows = await reading.fetch(_FIND, tail_of(ticket), spelt(ticket))
    return rows[0] if len(rows) == 1 else None


def knows_number(report: Record, said: str) -> bool:
    """Whether `said` ends as the reporter's number does; without a number nothing is said."""
    digits = "".join(sign for sign in said[:40] if sign.isdecimal() and sign.isascii())
    number = "".join(sign for sign in report["reporter_phone"] or "" if sign.isdecimal())
    if not number:
        return True
    is_long = len(digits) >= _DIGITS
    return is_long and hmac.compare_digest(digits[-_DIGITS:].encode(), number[-_DIGITS:].encode())


def standing_of(report: Record) -> Standing:
    """Return how the report in a row of `find_by_ticket` stands."""
    times = {
        "received": report["received_at"],
        "read": report["answered_at"] or report["incident_answered"],
        "sent": report["first_assigned_at"],
        "arrived": report["first_on_scene_at"],
        "over": report["closed_at"],
    }
    state = _state(report)
    steps = [(name, at) for name, at in times.items() if at is not None]
    return Standing(
        report_id=report["id"],
        state=state,
        steps=tuple(step for step in steps if step[0] != "over" or state == "over"),
        is_rated=report["score"] is not None,
    )


def _state(report: Record) -> str:
    found = _STATES.get(report["incident_state"], "")
    if found and found != "read":
        return found
    if report["state"] == ReportState.REFERRED:
        return "passed_on"
    if report["state"] == ReportState.DISCARDED:
        return "closed"
    is_read = report["answered_at"] is not None or report["incident_answered"] is not None
    return "read" if is_read else "received"
