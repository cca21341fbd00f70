"""What a fact does to a clock. A mark reads a fact and says which of these moves it is, or none."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from dispatch.kernel.store.unit_of_work import UnitOfWork
from routing.value_object import value_object


@value_object(kw_only=True)
class Start:
    """Start the clock of `scope_id`; the rest is what its target may depend on.

    `once`: the fact may come again, so a clock that is there already stays as it is. `again`: a
    clock that is there already runs anew from `at`; what it judged before stays in the log.
    """

    scope_id: UUID
    at: datetime
    incident_id: UUID | None = None
    report_id: UUID | None = None
    agency_id: str | None = None
    type: str | None = None
    priority: int | None = None
    channel: str | None = None
    once: bool = False
    again: bool = False


@value_object
class Stop:
    """Stop the clock at the true time `at`; the earliest stop counts."""

    scope_id: UUID
    at: datetime


@value_object
class Void:
    """Take a running clock out of judgement, because nobody waits for its end any more."""

    scope_id: UUID
    at: datetime
    reason: str


@value_object(kw_only=True)
class Restate:
    """Judge the clock by true times that were learnt later; None leaves one as it is."""

    scope_id: UUID
    started_at: datetime | None = None
    stopped_at: datetime | None = None


@value_object
class RunOn:
    """Reopen a clock that was stopped by an end that was none."""

    scope_id: UUID


@value_object
class Attach:
    """Show the clock with the incident that its report was linked to."""

    scope_id: UUID
    incident_id: UUID | None


Move: TypeAlias = Start | Stop | Void | Restate | RunOn | Attach
M_co = TypeVar("M_co", bound=Move, covariant=True)
# The fact is typed by its own class in each mark; the table of intervals pairs them.
Mark: TypeAlias = Callable[[UnitOfWork, Any], Awaitable[M_co | None]]
