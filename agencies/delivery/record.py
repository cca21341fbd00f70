"""Record how a try went: the try itself, what it means for the task, and what follows."""

from datetime import datetime

from agencies.channels.base import DeliveryFailed, Outcome, Receipt
from agencies.delivery.choose import Route, Try, after_failure, left_at, rings_on_at
from agencies.delivery.due import Job, give_up
from agencies.delivery.models import Delivery
from dispatch.kernel.store.outbox import postpone, settle
from dispatch.kernel.store.unit_of_work import UnitOfWork
from dispatch.tasks.answer import lock_task, record_delivered
from dispatch.tasks.events import TaskDeliveryFailed
from dispatch.tasks.models import Task
from routing.value_object import value_object


@value_object(kw_only=True)
class Result:
    """How one try to deliver went, from `at` to `ended_at`."""

    at: datetime
    ended_at: datetime
    outcome: Outcome
    duration_ms: int
    status: int | None = None
    error: str | None = None
    receipt: str | None = None
    retry_after_s: float | None = None


def result_of(
    end: Receipt | DeliveryFailed, *, at: datetime, ended_at: datetime, duration_ms: int
) -> Result:
    """Return the result of a try that ended with a receipt or a failure."""
    if isinstance(end, Receipt):
        outcome = Outcome.DELIVERED if end.proof else Outcome.LEFT_OPEN
        return Result(
            at=at,
            ended_at=ended_at,
            outcome=outcome,
            duration_ms=duration_ms,
            status=end.status,
            receipt=end.reference,
        )
    return Result(
        at=at,
        ended_at=ended_at,
        outcome=Outcome.REFUSED if end.permanent else Outcome.FAILED,
        duration_ms=duration_ms,
        status=end.status,
        error=end.error,
        retry_after_s=end.retry_after_s,
    )


def proven_at(task: Task, ended_at: datetime) -> datetime:
    """Return when the agency had the order.

    That is when its system answered us, or earlier if it has answered the order before that.
    """
    answers = (task.seen_at, task.acknowledged_at, task.declined_at)
    return min([ended_at, *(moment for moment in answers if moment is not None)])


async def record(uow: UnitOfWork, job: Job, result: Result) -> None:
    """Record a try, and settle its notice, postpone it, or make it a dead letter.

    Locks incident, order, then the row of the outbox.
    """
    uow.add(
        Delivery(
            id=uow.new_id(),
            owed_id=job.owed.id,
            task_id=job.notice.task_id,
            agency_id=job.notice.agency_id,
            channel_id=job.channel.id,
            channel=job.channel.kind,
            at=result.at,
            outcome=result.outcome,
            status=result.status,
            error=result.error,
            receipt=result.receipt,
            duration_ms=result.duration_ms,
        )
    )
    if job.is_order and result.outcome is Outcome.DELIVERED:
        task = await lock_task(uow, job.notice.task_id)
        await record_delivered(uow, task, by=job.channel.kind, at=proven_at(task, result.ended_at))
    # Another process may have sent it as well, if this one was given up for dead; then the row is
    # settled already.
    if (
        await uow.fetchval("SELECT state FROM outbox WHERE id = $1 FOR UPDATE", job.owed.id)
        != "due"
    ):
        return
    tried = Try(channel_id=job.channel.id, at=result.at, outcome=result.outcome)
    route = job.route.with_try(tried)
    if result.outcome is Outcome.DELIVERED:
        await _wait_for_human(uow, job, route)
    elif result.outcome is Outcome.LEFT_OPEN:
        until = left_at(route, job.channel)
        await postpone(uow, job.owed, until=until, error=Outcome.LEFT_OPEN)
    else:
        await _follow(uow, job, route, result)


async def _wait_for_human(uow: UnitOfWork, job: Job, route: Route) -> None:
    """Settle what arrived, unless another channel must ring until a human answers.

    A recall that no human has heard in time ends as a dead letter: then somebody must call.
    """
    rings_on = rings_on_at(route, job.channel)
    if rings_on is None and route.target_s is not None and not job.is_order:
        rings_on = left_at(route, job.channel)
    if rings_on is None:
        await settle(uow, job.owed)
    else:
        await postpone(uow, job.owed, until=rings_on, error=Outcome.DELIVERED)


async def _follow(uow: UnitOfWork, job: Job, route: Route, result: Result) -> None:
    follows = after_failure(route, now=uow.now, at_least_s=result.retry_after_s or 0.0)
    error = f"{job.channel.kind}: {result.error}"
    uow.append(
        TaskDeliveryFailed(
            noun_id=job.notice.task_id,
            incident_id=job.incident_id,
            agency_id=job.notice.agency_id,
            at=result.ended_at,
            by=job.channel.kind,
            error=result.error or "",
            final=follows.channel is None or follows.channel.id != job.channel.id,
        )
    )
    if follows.channel is not None:
        await postpone(uow, job.owed, until=follows.at, error=error)
        return
    if (
        job.is_order
        and await uow.fetchval("SELECT delivered_at FROM task WHERE id = $1", job.notice.task_id)
        is not None
    ):
        await settle(uow, job.owed)
        return
    await give_up(uow, job.owed, job.incident_id, route.channels, error)
