"""The arithmetic of a deadline: pure functions of times."""

from datetime import datetime, timedelta

from dispatch.sla.metrics import Verdict
from routing.value_object import value_object


@value_object
class Deadline:
    """When a clock warns, and when it is due."""

    warn_at: datetime
    due_at: datetime


def deadline(started_at: datetime, target_s: float, warn_share: float) -> Deadline:
    """Return when a clock that started at `started_at` warns and is due."""
    return Deadline(
        started_at + timedelta(seconds=target_s * warn_share),
        started_at + timedelta(seconds=target_s),
    )


def evaluate(
    started_at: datetime, stopped_at: datetime | None, due_at: datetime | None, now: datetime
) -> Verdict:
    """Return a clock's verdict from its true times: exactly on time is met.

    Without a target, or with an end before its start, void.
    """
    if stopped_at is None:
        return Verdict.BREACHED if due_at is not None and now > due_at else Verdict.RUNNING
    if due_at is None or stopped_at < started_at:
        return Verdict.VOID
    return Verdict.MET if stopped_at <= due_at else Verdict.BREACHED


def next_wake(
    warn_at: datetime | None, due_at: datetime | None, *, warned: bool
) -> datetime | None:
    """Return when the sweep must look at a running clock next."""
    return due_at if warned else warn_at
