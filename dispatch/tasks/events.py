"""What can happen to a task. `incident_id` and `agency_id` are always set."""

from dataclasses import field
from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class PlanMade(Event):
    """A response plan was proposed for an incident."""

    type: ClassVar[str] = "plan.made"
    agencies: list[str]
    flags: list[str]


@value_object(kw_only=True)
class TaskAssigned(Event):
    """An order was given to an agency; `replaces` is the order that another did not take."""

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


@value_object(kw_only=True)
class TaskDelivered(Event):
    """An order reached a device or system of the agency; `by` names the channel."""

    type: ClassVar[str] = "task.delivered"
    by: str


@value_object(kw_only=True)
class TaskDeliveryFailed(Event):
    """One try to deliver an order failed; `final` when this channel is not retried."""

    type: ClassVar[str] = "task.delivery_failed"
    by: str
    error: str
    final: bool


@value_object(kw_only=True)
class AgencyAnswer(Event):
    """What an agency said about an order; `at` is the time that counts.

    `said_at` holds the words of the agency's clock where they say another time, `flags` what is
    doubtful, `on_behalf` how the desk learnt it that answered for the agency.
    """

    said_at: str | None = None
    flags: list[str] = field(default_factory=list)
    on_behalf: str | None = None


@value_object(kw_only=True)
class TaskSeen(AgencyAnswer):
    """An order was opened on somebody's screen."""

    type: ClassVar[str] = "task.seen"


@value_object(kw_only=True)
class TaskAcknowledged(AgencyAnswer):
    """A human at the agency has taken it: `by`.

    `implied` when nobody said so and a later step proves it: then the time is unknown, and `at` is
    only when it was proven. The time may follow in a second fact of this type.
    """

    type: ClassVar[str] = "task.acknowledged"
    by: str
    late: bool
    implied: bool = False


@value_object(kw_only=True)
class TaskDeclined(AgencyAnswer):
    """A human at the agency declined an order, with a cause."""

    type: ClassVar[str] = "task.declined"
    by: str
    cause: str
    note: str


@value_object(kw_only=True)
class TaskExpired(Event):
    """Nobody answered an order in time, and the next candidate is asked."""

    type: ClassVar[str] = "task.expired"


@value_object(kw_only=True)
class TaskUnitAssigned(AgencyAnswer):
    """The agency assigned a unit to an order."""

    type: ClassVar[str] = "task.unit_assigned"
    unit_id: str | None


@value_object(kw_only=True)
class TaskEnRoute(AgencyAnswer):
    """The first unit of an order turned out and is on its way."""

    type: ClassVar[str] = "task.en_route"


@value_object(kw_only=True)
class TaskOnScene(AgencyAnswer):
    """The first unit of an order arrived at the scene."""

    type: ClassVar[str] = "task.on_scene"


@value_object(kw_only=True)
class TaskCompleted(AgencyAnswer):
    """The agency completed its work on an order."""

    type: ClassVar[str] = "task.completed"


@value_object(kw_only=True)
class TaskResumed(AgencyAnswer):
    """The agency goes on with an order that it had called completed too early."""

    type: ClassVar[str] = "task.resumed"
    by: str
    reason: str


@value_object(kw_only=True)
class TaskReleased(Event):
    """An agency on stand-by was released to go; a human there must acknowledge it anew."""

    type: ClassVar[str] = "task.released"
    service: str
    incident_type: str
    priority: int
    channel: str
    reason: str


@value_object(kw_only=True)
class TaskReinforced(Event):
    """Another number of crews is wanted for an order: `count` in all."""

    type: ClassVar[str] = "task.reinforced"
    count: int
    was: int
    reason: str


@value_object(kw_only=True)
class TaskCancelled(Event):
    """The centre took an order back before it was accepted."""

    type: ClassVar[str] = "task.cancelled"
    reason: str


@value_object(kw_only=True)
class TaskAborted(Event):
    """The centre called an agency off after it had accepted the order."""

    type: ClassVar[str] = "task.aborted"
    reason: str


@value_object(kw_only=True)
class TaskRecallAcknowledged(AgencyAnswer):
    """A human at the agency, `by`, has heard that the order was taken back."""

    type: ClassVar[str] = "task.recall_acknowledged"
    by: str


@value_object(kw_only=True)
class TaskVerified(Event):
    """The centre verified that the work of an order is done."""

    type: ClassVar[str] = "task.verified"
    note: str


@value_object(kw_only=True)
class TaskReturned(Event):
    """The centre returned an order whose work is not done: `reason`.

    The agency is asked again by a new order.
    """

    type: ClassVar[str] = "task.returned"
    reason: str


@value_object(kw_only=True)
class CandidatesExhausted(Event):
    """Every agency that provides `service` was asked; a person must find another way."""

    type: ClassVar[str] = "task.candidates_exhausted"
    service: str
