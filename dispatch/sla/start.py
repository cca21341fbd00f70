"""Start clocks: one look-up in the policy and one row each, as every report of a bad night does."""

from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.kernel.times import entered_late
from dispatch.sla.clock import deadline
from dispatch.sla.events import SlaRetimed
from dispatch.sla.intervals import INTERVAL_OF, owner_of
from dispatch.sla.metrics import Metric, Verdict
from dispatch.sla.models import SlaClock
from dispatch.sla.moves import Start
from dispatch.sla.policy import Case, Policy, Target
from dispatch.sla.stop import about_clock


async def start_clock(
    uow: UnitOfWork, policy: Policy, metric: Metric, new: Start
) -> SlaClock | None:
    """Start a clock with the target in force at its start.

    None when the interval is only measured where a target exists and there is none.
    """
    case = Case(metric, new.agency_id, new.type, new.priority, new.channel)
    target = policy.target(case, new.at)
    if target is None and not INTERVAL_OF[metric].always:
        return None
    clock = make_clock(metric, new, target, live=not entered_late(new.at, uow.now))
    if new.once or new.again:
        known = await uow.look(SlaClock, new.scope_id, metric)
        if known is not None:
            return await _start_again(uow, known, clock) if new.again else None
    uow.add(clock)
    return clock


async def _start_again(uow: UnitOfWork, known: SlaClock, fresh: SlaClock) -> SlaClock:
    await uow.change(known, **fresh.model_dump(exclude={"scope_id", "metric"}))
    uow.append(SlaRetimed(**about_clock(known), at=uow.now, target_s=known.target_s))
    return known


def make_clock(metric: Metric, new: Start, target: Target | None, *, live: bool) -> SlaClock:
    """Return the row of a clock that begins to run."""
    limit = None if target is None else deadline(new.at, target.value_s, target.warn_share)
    return SlaClock(
        scope_id=new.scope_id,
        metric=metric,
        incident_id=new.incident_id,
        report_id=new.report_id,
        agency_id=new.agency_id,
        owner=owner_of(metric, new.agency_id),
        started_at=new.at,
        target_s=None if target is None else target.value_s,
        warn_at=None if limit is None else limit.warn_at,
        due_at=None if limit is None else limit.due_at,
        wake_at=limit.warn_at if limit is not None and live else None,
        verdict=Verdict.RUNNING,
        live=live,
        target_id=None if target is None else target.id,
        legal_basis="" if target is None else target.legal_basis,
    )
