"""Take in one event of a call: first its report, because whoever rings must be seen."""

from dispatch.kernel.errors import Conflict
from dispatch.kernel.store.unit_of_work import Units
from intake.calls.call_event import CallEvent
from intake.calls.models import Call
from intake.calls.receive_event import MadeReport, NewCall, receive_event
from intake.calls.report_of_call import report_of
from intake.pipeline.receive import ReceiveReports
from intake.pipeline.receive_items import Fate, Outcome, ReceiveItems, Source
from routing.value_object import value_object

_TRIES = 5


@value_object
class Taken:
    """The call as it stands after the event, and whether the event had been told before."""

    call: Call
    duplicate: bool


async def receive_call_event(services: ReceiveItems, event: CallEvent, source: Source) -> Outcome:
    """Store `event` and its consequences; the value is the call as `Taken`."""
    taken = await take_event(services.units, services.reports, event, sender=source.sender)
    fate = Fate.DUPLICATE if taken.duplicate else Fate.STORED
    return Outcome(fate=fate, noun_id=taken.call.id, value=taken)


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
        report = await reports.submit(report_of(event, call_id=found.call_id, sender=sender))
        made = MadeReport(found.call_id, report.report.id)
    raise Conflict("conflict.retry")
