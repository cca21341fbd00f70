"""Let the report of a call know what the call's events say: when it came, who, where, answered."""

from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.calls.call_state import CallState
from intake.calls.models import Call
from intake.calls.report_of_call import NO_NUMBER
from intake.reports.correct import correct
from intake.reports.handle import answer, lock_report
from intake.reports.locate import locate
from intake.reports.models import Report
from routing.place import Place


async def tell_report(uow: UnitOfWork, call: Call, state: CallState) -> None:
    """Update the report of `call` with what the call's events say by now."""
    if call.report_id is None:
        return
    report = await lock_report(uow, call.report_id)
    await _correct(uow, call, report)
    place = state.place
    if place is not None:
        await locate(
            uow,
            report,
            Place(
                lat=place.lat,
                lon=place.lon,
                accuracy_m=place.accuracy_m,
                method=str(place.method),
            ),
            at=place.at,
        )
    if call.answered_at is not None:
        await answer(uow, report, at=max(call.answered_at, report.received_at))


async def _correct(uow: UnitOfWork, call: Call, report: Report) -> None:
    """Take over when the call really arrived, and a number that was missing."""
    arrived_at = call.arrived_at if call.arrived_at < report.received_at else None
    phone = call.ani if report.reporter_phone is None and not call.ani_withheld else None
    if arrived_at is not None or phone is not None:
        gone = {NO_NUMBER} if phone is not None else set()
        await correct(uow, report, received_at=arrived_at, reporter_phone=phone, settled=gone)
