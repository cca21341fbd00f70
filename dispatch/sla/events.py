"""What can happen to a clock. `noun_id` is its scope; with the metric it names the clock."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class SlaEvent(Event):
    """A fact about the clock of `noun_id` and `metric`; `due_at` in RFC 3339."""

    metric: str
    owner: str
    due_at: str | None


@value_object(kw_only=True)
class SlaWarned(SlaEvent):
    """A clock warned: most of its time is used up."""

    type: ClassVar[str] = "sla.warned"


@value_object(kw_only=True)
class SlaBreached(SlaEvent):
    """A clock breached: its deadline passed.

    `late` when it was learnt only afterwards, from the true times: nobody is alarmed then.
    """

    type: ClassVar[str] = "sla.breached"
    late: bool


@value_object(kw_only=True)
class SlaEscalated(SlaEvent):
    """A breach was escalated to `to`: the supervisor, or the next candidate."""

    type: ClassVar[str] = "sla.escalated"
    to: str


@value_object(kw_only=True)
class SlaMet(SlaEvent):
    """A clock was met: the interval ended in time."""

    type: ClassVar[str] = "sla.met"


@value_object(kw_only=True)
class SlaCorrected(SlaEvent):
    """A clock's verdict was turned by true times learnt later; `verdict` is the new one."""

    type: ClassVar[str] = "sla.corrected"
    verdict: str


@value_object(kw_only=True)
class SlaVoided(SlaEvent):
    """A clock is not judged any more, because of `reason`."""

    type: ClassVar[str] = "sla.voided"
    reason: str


@value_object(kw_only=True)
class SlaRetimed(SlaEvent):
    """A clock has another target, or began anew (an order released from stand-by)."""

    type: ClassVar[str] = "sla.retimed"
    target_s: float | None


@value_object(kw_only=True)
class SlaTargetSet(Event):
    """A target was added, or was ended."""

    type: ClassVar[str] = "sla.target_set"
    metric: str
    value_s: float
    share: float
    incident_type: str | None
    priority: int | None
    channel: str | None
    valid_from: str
    valid_to: str | None
    legal_basis: str
    confirmed_by: str | None
