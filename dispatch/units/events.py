"""What can happen to a unit. Positions are telemetry, not facts: they stay out of the log."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class UnitAdded(Event):
    """A unit was added to an agency; `noun_id` is the unit."""

    type: ClassVar[str] = "unit.added"
    callsign: str
    kind: str
    duty: str


@value_object(kw_only=True)
class UnitDutyChanged(Event):
    """A unit's duty changed, and its readiness with it; `noun_id` is the unit."""

    type: ClassVar[str] = "unit.duty_changed"
    callsign: str
    duty: str
    was: str


@value_object(kw_only=True)
class UnitAlerted(Event):
    """A unit was alerted for an order; `noun_id` is the assignment."""

    type: ClassVar[str] = "unit.alerted"
    unit_id: str
    callsign: str
    task_id: str
    flags: list[str]


@value_object(kw_only=True)
class UnitMilestone(Event):
    """A unit reached the milestone `name`; `noun_id` is the assignment."""

    type: ClassVar[str] = "unit.milestone"
    unit_id: str
    callsign: str
    task_id: str
    name: str
    flags: list[str]
    said_at: str | None = None


@value_object(kw_only=True)
class MilestoneCorrected(Event):
    """A stamp was corrected: `at` is the true time now, `old_at` the one kept before.

    `noun_id` is the assignment.
    """

    type: ClassVar[str] = "unit.milestone_corrected"
    unit_id: str
    callsign: str
    task_id: str
    name: str
    old_at: str | None
    reason: str
