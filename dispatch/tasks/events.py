"""What can happen to a task. `incident_id` and `agency_id` are always set."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.kernel.store.event_log import Event


@dataclass(slots=True, frozen=True, kw_only=True)
class PlanMade(Event):
    """A routing plan was proposed."""

    type: ClassVar[str] = "plan.made"
    agencies: list[str]
    flags: list[str]


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskAssigned(Event):
    """An agency was asked. `replaces` is the task of the agency that did not take it."""

    type: ClassVar[str] = "task.assigned"
    service: str
    incident_type: str
    priority: int
    channel: str
    attempt: int
    stand_by: bool
    replaces: str | None


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskDelivered(Event):
    """A device or system of the agency has it; `by` names the channel."""

    type: ClassVar[str] = "task.delivered"
    by: str


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskDeliveryFailed(Event):
    """One try to deliver failed; `final` when no further try will be made on this channel."""

    type: ClassVar[str] = "task.delivery_failed"
    by: str
    error: str
    final: bool


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskSeen(Event):
    """It was opened on somebody's screen."""

    type: ClassVar[str] = "task.seen"


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskAcknowledged(Event):
    """A human at the agency has taken it: `by`."""

    type: ClassVar[str] = "task.acknowledged"
    by: str
    late: bool


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskDeclined(Event):
    """A human at the agency refused it, with a cause."""

    type: ClassVar[str] = "task.declined"
    by: str
    cause: str
    note: str


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskExpired(Event):
    """Nobody answered in time, and the next candidate is asked."""

    type: ClassVar[str] = "task.expired"


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskUnitAssigned(Event):
    """The agency sends a unit."""

    type: ClassVar[str] = "task.unit_assigned"
    unit_id: str | None


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskEnRoute(Event):
    """The first unit is on its way."""

    type: ClassVar[str] = "task.en_route"


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskOnScene(Event):
    """The first unit is there."""

    type: ClassVar[str] = "task.on_scene"


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskCompleted(Event):
    """The agency's work is done."""

    type: ClassVar[str] = "task.completed"


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskCancelled(Event):
    """The centre took the order back before it was accepted."""

    type: ClassVar[str] = "task.cancelled"
    reason: str


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskAborted(Event):
    """The centre called the agency off after it had accepted."""

    type: ClassVar[str] = "task.aborted"
    reason: str


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskVerified(Event):
    """The centre agrees that the work is done."""

    type: ClassVar[str] = "task.verified"
    note: str


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskReturned(Event):
    """The centre does not agree that the work is done: `reason`.

    The agency is asked again by a new order.
    """

    type: ClassVar[str] = "task.returned"
    reason: str


@dataclass(slots=True, frozen=True, kw_only=True)
class CandidatesExhausted(Event):
    """Everybody who could do `service` was asked; a person must find another way."""

    type: ClassVar[str] = "task.candidates_exhausted"
    service: str
