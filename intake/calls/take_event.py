"""Take in one event of a call: its report first, because whoever rings must be seen, then the call."""

from dataclasses import dataclass
from uuid import UUID

from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import Units
from intake.calls.call_event import CallEvent
from intake.calls.models import Call
from intake.calls.receive_event import MadeReport, NewCall, receive_event
from intake.calls.report_of_call import report_of
from intake.pipeline.receive import ReceiveReports

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """The call as it stands after the event, and whether the event had been told before."""

    call: Call
    duplicate: bool


async def take_event(
    units: Units, reports: ReceiveReports, event: CallEvent, *, sender: str
) -> Taken:
    """Store `event` with everything that follows, in any order and however often it is told."""
    made: MadeReport | None = None
    for _ in range(_TRIES):
        async with units.begin(sender) as uow:
            found = await receive_event(uow, event, made)
        if not isinstance(found, NewCall):
            return Taken(*found)
        made = MadeReport(found.call_id, await _make_report(reports, event, found.call_id, sender))
    raise Conflict("conflict.retry", "other events of this call come in all the time")


async def _make_report(
    reports: ReceiveReports, event: CallEvent, call_id: str, sender: str
) -> UUID:
    try:
        made = await reports.submit(report_of(event, call_id=call_id, sender=sender))
    except Conflict as conflict:
        # Another event of this call came first and said something else about the caller: the report
        # is that one.
        if "report_id" not in conflict.extra:
            raise
        return UUID(conflict.extra["report_id"])
    return made.report.id
