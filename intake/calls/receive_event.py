"""Receive one event of a call.

Keep it, rebuild the call, and draw the consequences that the call's new state has.
"""

from typing import Any
from uuid import UUID

from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.calls.call_back import owe_call_back, settle_needless, settle_of_number
from intake.calls.call_event import CallEvent
from intake.calls.call_state import CallState, apply, document_of, state_from
from intake.calls.events import CallAbandoned, CallAnswered, CallArrived, CallEnded
from intake.calls.models import Call
from intake.calls.report_of_call import NO_NUMBER
from intake.reports.correct import correct
from intake.reports.handle import answer, lock_report

_FIND = "SELECT * FROM call WHERE call_id = $1 FOR UPDATE"
_KEEP = """
INSERT INTO call_event (event_key, call_id, event, known, at, received_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (event_key) DO NOTHING
"""
# Two events of one new call may arrive in the same instant: the second waits here for the first.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('call ' || $1, 0))"


async def receive_event(
    uow: UnitOfWork, event: CallEvent, *, report_id: UUID | None
) -> tuple[Call | None, bool]:
    """Store `event` and bring its call up to date.

    Return it (None when nothing known made one) and whether this was new.
    """
    await uow.execute(_LOCK, event.call_id)
    kept = await uow.execute(
        _KEEP,
        event.key,
        event.call_id,
        event.name,
        event.known,
        event.at,
        event.received_at,
        event.body,
    )
    record = await uow.fetchrow(_FIND, event.call_id)
    call = None if record is None else await uow.get(Call, record["id"])
    if kept != "INSERT 0 1":
        return call, False
    if call is None:
        return (await _arrive(uow, event, report_id), True) if event.known else (None, True)
    await _bring_up(uow, call, apply(state_from(call.built), event))
    return call, True


async def _arrive(uow: UnitOfWork, event: CallEvent, report_id: UUID | None) -> Call:
    state = apply(CallState(), event)
    call = Call(
        id=uow.new_id(),
        call_id=event.call_id,
        state="offered",
        arrived_at=state.arrived_at,
        report_id=report_id,
    )
    uow.add(call)
    uow.append(
        CallArrived(
            noun_id=call.id,
            at=min(state.arrived_at, uow.now),
            call_id=call.call_id,
            trunk=state.get("trunk"),
            report_id=None if report_id is None else str(report_id),
        )
    )
    await _bring_up(uow, call, state)
    return call


async def _bring_up(uow: UnitOfWork, call: Call, state: CallState) -> None:
    """Write the new state; append what became true with it."""
    was_answered, was_abandoned, was_ended = call.answered_at, call.abandoned_at, call.ended_at
    await uow.change(call, **_columns(state))
    await _correct_report(uow, call)
    if state.answered_at is not None and was_answered is None:
        uow.append(
            CallAnswered(
                noun_id=call.id,
                at=state.answered_at,
                call_id=call.call_id,
                agent_extension=call.agent_extension,
            )
        )
        await _answer_report(uow, call)
        await settle_needless(uow, call)
        if call.ani is not None:
            await settle_of_number(uow, call.ani, at=state.answered_at)
    if state.abandoned_at is not None and was_abandoned is None:
        uow.append(
            CallAbandoned(
                noun_id=call.id,
                at=state.abandoned_at,
                call_id=call.call_id,
                short=state.short_abandon,
            )
        )
    if state.abandoned_at is not None and call.ani is not None:
        await owe_call_back(uow, call)
    if state.ended_at is not None and was_ended is None and state.answered_at is not None:
        uow.append(CallEnded(noun_id=call.id, at=state.ended_at, call_id=call.call_id))


def _columns(state: CallState) -> dict[str, Any]:
    return {
        "state": state.state,
        "trunk": state.get("trunk"),
        "dialled": state.get("dialled"),
        "ani": state.get("ani"),
        "ani_withheld": bool(state.get("ani_withheld")),
        "queue": state.get("queue"),
        "agent_extension": state.get("agent_extension"),
        "presumed_service": state.presumed_service,
        "arrived_at": state.arrived_at,
        "answered_at": state.answered_at,
        "abandoned_at": state.abandoned_at,
        "ended_at": state.ended_at,
        "short_abandon": state.short_abandon,
        "recording_ref": state.get("recording_ref"),
        "built": document_of(state),
    }


async def _correct_report(uow: UnitOfWork, call: Call) -> None:
    """Let the report know what an event that came late says about its beginning.

    When the call arrived and who called.
    """
    if call.report_id is None:
        return
    report = await lock_report(uow, call.report_id)
    arrived_at = call.arrived_at if call.arrived_at < report.received_at else None
    phone = call.ani if report.reporter_phone is None and not call.ani_withheld else None
    if arrived_at is not None or phone is not None:
        gone = {NO_NUMBER} if phone is not None else set()
        await correct(uow, report, received_at=arrived_at, reporter_phone=phone, settled=gone)


async def _answer_report(uow: UnitOfWork, call: Call) -> None:
    if call.report_id is None or call.answered_at is None:
        return
    report = await lock_report(uow, call.report_id)
    await answer(uow, report, at=max(call.answered_at, report.received_at))
