"""Move clocks when what they rest on is learnt better: their target, their times, their end."""

from datetime import datetime

from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.sla.clock import deadline, next_wake
from dispatch.sla.events import SlaRetimed
from dispatch.sla.metrics import Verdict
from dispatch.sla.models import SlaClock
from dispatch.sla.moves import Restate
from dispatch.sla.policy import Target
from dispatch.sla.stop import about_clock, judge


async def retarget(uow: UnitOfWork, clock: SlaClock, target: Target | None) -> None:
    """Give a running clock the target that now applies, or none."""
    new_id = None if target is None else target.id
    if new_id == clock.target_id:
        return
    limit = (
        None if target is None else deadline(clock.started_at, target.value_s, target.warn_share)
    )
    warn_at, due_at = (None, None) if limit is None else (limit.warn_at, limit.due_at)
    await uow.change(
        clock,
        target_id=new_id,
        target_s=None if target is None else target.value_s,
        legal_basis="" if target is None else target.legal_basis,
        warn_at=warn_at,
        due_at=due_at,
        # A warning that was given is not given again, even if the new target leaves more time.
        wake_at=next_wake(warn_at, due_at, warned=clock.warned_at is not None)
        if clock.live
        else None,
    )
    uow.append(SlaRetimed(**about_clock(clock), at=uow.now, target_s=clock.target_s))


async def restate(uow: UnitOfWork, clock: SlaClock, times: Restate) -> None:
    """Set a clock's true times as they are better known, and judge it again."""
    values: dict[str, datetime | None] = {}
    if times.started_at is not None and times.started_at != clock.started_at:
        values["started_at"] = times.started_at
        # The warning keeps its distance from the deadline.
        moved = times.started_at - clock.started_at
        values["warn_at"] = None if clock.warn_at is None else clock.warn_at + moved
        values["due_at"] = None if clock.due_at is None else clock.due_at + moved
    stopped_at = times.stopped_at or clock.stopped_at
    if stopped_at is not None:
        await judge(uow, clock, stopped_at=stopped_at, **values)
    elif values:
        if clock.wake_at is not None:
            values["wake_at"] = next_wake(
                values["warn_at"], values["due_at"], warned=clock.warned_at is not None
            )
        await uow.change(clock, **values)


async def run_on(uow: UnitOfWork, clock: SlaClock) -> None:
    """Reopen a clock whose end was none; a breach that was stated stays stated."""
    running = clock.breached_at is None
    wake_at = (
        next_wake(clock.warn_at, clock.due_at, warned=clock.warned_at is not None)
        if clock.live and running
        else None
    )
    await uow.change(
        clock,
        stopped_at=None,
        verdict=Verdict.RUNNING if running else Verdict.BREACHED,
        wake_at=wake_at,
    )
