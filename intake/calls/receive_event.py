"""Receive one event of a call.

Keep it, rebuild the call, and draw the consequences that the call's new state has.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from asyncpg import Record

from dispatch.kernel.store.unit_of_work import UnitOfWork
from intake.calls.call_back import owe_call_back, settle_needless, settle_of_number
from intake.calls.call_event import CallEvent
from intake.calls.call_state import CallState, apply, document_of, state_from
from intake.calls.events import CallAbandoned, CallAnswered, CallArrived, CallEnded
from intake.calls.models import Call
from intake.calls.same_call import find_call
from intake.calls.tell_report import tell_report
from routing.value_object import value_object

# Two events of one new call may arrive in the same instant: the second waits here for the first.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('call ' || $1, 0))"
_KNOWN = """
SELECT id, call_id, built FROM call WHERE exchange_id = $1 OR call_id = $1 ORDER BY arrived_at, id
"""
# Whose leg it is that now speaks as a call of its own: a transfer seen from its other end.
_LEG_OF = """
SELECT coalesce(c.exchange_id, c.call_id) FROM call_event e JOIN call c ON c.call_id = e.call_id
WHERE e.leg = $1 AND e.received_at > $2 AND coalesce(c.exchange_id, c.call_id) <> $1
ORDER BY e.received_at DESC LIMIT 1
"""
_REPEATED = """
SELECT call_id FROM call_event
WHERE event_key = ANY($1::text[]) AND received_at > $2 ORDER BY received_at DESC LIMIT 1
"""
_KEEP = """
INSERT INTO call_event (event_key, call_id, leg, event, known, at, received_at, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (event_key) DO NOTHING
"""
_REPEATED_WITHIN: Final = timedelta(hours=1)
_LEG_REMEMBERED: Final = timedelta(hours=6)


@value_object
class NewCall:
    """An event of an unknown call, which needs a report before the event can be stored."""

    call_id: str


@value_object
class MadeReport:
    """The report that was made for a new call."""

    call_id: str
    report_id: UUID


async def receive_event(
    uow: UnitOfWork, event: CallEvent, made: MadeReport | None = None
) -> tuple[Call, bool] | NewCall:
    """Store `event` and bring its call up to date.

    Return the call and whether the event had been told before. Of a new call nothing is stored
    until `made` is its report.
    """
    event = await _with_true_call(uow, event)
    await uow.execute(_LOCK, event.call_id)
    known = await uow.fetch(_KNOWN, event.call_id)
    call_id = await _call_of(uow, event, known)
    if call_id is None:
        call_id = event.call_id if not known else f"{event.call_id}~{len(known) + 1}"
        if made is None or made.call_id != call_id:
            return NewCall(call_id)
        await _keep(uow, event, call_id)
        return await _arrive(uow, event, made), False
    call = await uow.get(Call, next(row["id"] for row in known if row["call_id"] == call_id))
    if not await _keep(uow, event, call_id):
        return call, True
    await _bring_up(uow, call, apply(state_from(call.built), event))
    return call, False


async def _with_true_call(uow: UnitOfWork, event: CallEvent) -> CallEvent:
    """Return the event with the call that its id is a leg of, as earlier events told."""
    since = event.received_at - _LEG_REMEMBERED
    root = await uow.fetchval(_LEG_OF, event.call_id, since)
    if root is None:
        return event
    return replace(event, call_id=root, leg=event.leg or event.call_id, linked=True)


async def _call_of(uow: UnitOfWork, event: CallEvent, known: list[Record]) -> str | None:
    """Return which of the calls with this id the event belongs to; None for a new call."""
    keys = [_key(row["call_id"], event) for row in known]
    since = event.received_at - _REPEATED_WITHIN
    repeated: str | None = await uow.fetchval(_REPEATED, keys, since)
    return repeated or find_call(
        [(row["call_id"], state_from(row["built"])) for row in known], event
    )


def _key(call_id: str, event: CallEvent) -> str:
    # An exchange may number its events for each call anew, or give all events of a call one number.
    return f"{call_id}|{event.name}|{event.leg}|{event.token}"


async def _keep(uow: UnitOfWork, event: CallEvent, call_id: str) -> bool:
    """Keep the event exactly as it came; return whether it is new."""
    kept = await uow.execute(
        _KEEP,
        _key(call_id, event),
        call_id,
        event.leg or None,
        event.name,
        event.known,
        event.at,
        event.received_at,
        event.body,
    )
    return kept == "INSERT 0 1"


async def _arrive(uow: UnitOfWork, event: CallEvent, made: MadeReport) -> Call:
    state = apply(CallState(), event)
    call = Call(
        id=uow.new_id(),
        call_id=made.call_id,
        exchange_id=event.call_id,
        state="offered",
        arrived_at=state.arrived_at,
        report_id=made.report_id,
    )
    uow.add(call)
    uow.append(
        CallArrived(
            noun_id=call.id,
            at=min(state.arrived_at, uow.now),
            call_id=call.call_id,
            trunk=state.get("trunk"),
            report_id=str(made.report_id),
        )
    )
    await _bring_up(uow, call, state)
    return call


async def _bring_up(uow: UnitOfWork, call: Call, state: CallState) -> None:
    """Write the new state; append what became true with it."""
    was_answered, was_abandoned, was_ended = call.answered_at, call.abandoned_at, call.ended_at
    await uow.change(call, **_columns(state))
    await tell_report(uow, call, state)
    if state.answered_at is not None and was_answered is None:
        uow.append(
            CallAnswered(
                noun_id=call.id,
                at=state.answered_at,
                call_id=call.call_id,
                agent_extension=call.agent_extension,
            )
        )
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
