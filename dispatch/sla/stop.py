"""Stop clocks.

The verdict follows from the true times, whatever the sweep had to assume before they were known.
"""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.sla.clock import evaluate
from dispatch.sla.events import SlaBreached, SlaCorrected, SlaEvent, SlaMet, SlaVoided
from dispatch.sla.metrics import Verdict
from dispatch.sla.models import SlaClock

_RUNNING = """
SELECT scope_id, metric FROM sla_clock WHERE incident_id = $1 AND verdict = 'running'
ORDER BY scope_id, metric
"""


class About(TypedDict):
    """The members that every event of a clock has."""

    noun_id: UUID
    incident_id: UUID | None
    agency_id: str | None
    metric: str
    owner: str
    due_at: str | None


def about_clock(clock: SlaClock) -> About:
    """Return what an event of `clock` says about it."""
    return About(
        noun_id=clock.scope_id,
        incident_id=clock.incident_id,
        agency_id=clock.agency_id,
        metric=clock.metric,
        owner=clock.owner,
        due_at=None if clock.due_at is None else clock.due_at.isoformat(),
    )


async def stop_clock(uow: UnitOfWork, clock: SlaClock, at: datetime) -> None:
    """Stop the clock at the true time `at`; the earliest stop counts."""
    if clock.stopped_at is None or at < clock.stopped_at:
        await judge(uow, clock, stopped_at=at)


async def judge(
    uow: UnitOfWork, clock: SlaClock, *, stopped_at: datetime, **values: datetime | None
) -> None:
    """Write a clock's stop and the verdict it leads to; append the one fact that says so."""
    was = Verdict(clock.verdict)
    due_at = values.get("due_at", clock.due_at)
    verdict = evaluate(values.get("started_at") or clock.started_at, stopped_at, due_at, uow.now)
    if verdict is Verdict.BREACHED and clock.breached_at is None:
        values["breached_at"] = due_at
    await uow.change(clock, stopped_at=stopped_at, verdict=verdict, wake_at=None, **values)
    event = _verdict_event(clock, was, verdict)
    if event is not None:
        uow.append(event)


def _verdict_event(clock: SlaClock, was: Verdict, verdict: Verdict) -> SlaEvent | None:
    at = clock.stopped_at or clock.started_at
    if verdict is was:
        return None
    if was is not Verdict.RUNNING:
        return SlaCorrected(**about_clock(clock), at=at, verdict=verdict)
    if verdict is Verdict.MET:
        return SlaMet(**about_clock(clock), at=at)
    if verdict is Verdict.BREACHED:
        return SlaBreached(**about_clock(clock), at=clock.due_at or at, late=True)
    # Without a target there was nothing to judge and nothing to say.
    return (
        None
        if clock.due_at is None
        else SlaVoided(**about_clock(clock), at=at, reason="impossible_order")
    )


async def void_clock(uow: UnitOfWork, clock: SlaClock, *, reason: str, at: datetime) -> None:
    """Void a running clock; a verdict that was reached stays."""
    if clock.verdict != Verdict.RUNNING:
        return
    await uow.change(clock, verdict=Verdict.VOID, wake_at=None)
    uow.append(SlaVoided(**about_clock(clock), at=at, reason=reason))


async def void_running(uow: UnitOfWork, incident_id: UUID, *, reason: str, at: datetime) -> None:
    """Void every running clock of an incident that is over: nobody waits for it any more."""
    for clock in await running_clocks(uow, incident_id):
        await void_clock(uow, clock, reason=reason, at=at)


async def running_clocks(uow: UnitOfWork, incident_id: UUID) -> list[SlaClock]:
    """Return the incident's running clocks, locked in the order of their keys."""
    await uow.flush()
    rows = await uow.fetch(_RUNNING, incident_id)
    return [await uow.get(SlaClock, row["scope_id"], row["metric"]) for row in rows]
