"""What can happen to a task. `incident_id` and `agency_id` are always set."""

from dataclasses import dataclass, field
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
    count: int = 1
    override: str | None = None


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
class AgencyAnswer(Event):
    """What an agency said about an order; `at` is the time that counts.

    `said_at` holds the words of the agency's clock where they say another time, `flags` what is
    doubtful, `on_behalf` how the desk learnt it that answered for the agency.
    """

    said_at: str | None = None
    flags: list[str] = field(default_factory=list)
    on_behalf: str | None = None


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskSeen(AgencyAnswer):
    """It was opened on somebody's screen."""

    type: ClassVar[str] = "task.seen"


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskAcknowledged(AgencyAnswer):
    """A human at the agency has taken it: `by`.

    `implied` when nobody said so and a later step proves it: then the time is unknown, and `at` is
    only when it was proven. The time may follow in a second fact of this type.
    """

    type: ClassVar[str] = "task.acknowledged"
    by: str
    late: bool
    implied: bool = False


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskDeclined(AgencyAnswer):
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
class TaskUnitAssigned(AgencyAnswer):
    """The agency sends a unit."""

    type: ClassVar[str] = "task.unit_assigned"
    unit_id: str | None


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskEnRoute(AgencyAnswer):
    """The first unit is on its way."""

    type: ClassVar[str] = "task.en_route"


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskOnScene(AgencyAnswer):
    """The first unit is there."""

    type: ClassVar[str] = "task.on_scene"


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskCompleted(AgencyAnswer):
    """The agency's work is done."""

    type: ClassVar[str] = "task.completed"


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskResumed(AgencyAnswer):
    """The work goes on: it was called completed too early."""

    type: ClassVar[str] = "task.resumed"
    by: str
    reason: str


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskReleased(Event):
    """An agency on stand-by is sent: go. It must be heard by a human like a new order."""

    type: ClassVar[str] = "task.released"
    service: str
    incident_type: str
    priority: int
    channel: str
    reason: str


@dataclass(slots=True, frozen=True, kw_only=True)
class TaskReinforced(Event):
    """More crews of the same agency are wanted, or fewer: `count` in all."""

    type: ClassVar[str] = "task.reinforced"
    count: int
    was: int
    reason: str


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
class TaskRecallAcknowledged(AgencyAnswer):
    """A human at the agency, `by`, has heard that the order was taken back."""

    type: ClassVar[str] = "task.recall_acknowledged"
    by: str


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
