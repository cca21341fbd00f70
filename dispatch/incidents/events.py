"""What can happen to an incident."""

from typing import ClassVar

from dispatch.kernel.store.event_log import Event
from routing.value_object import value_object


@value_object(kw_only=True)
class IncidentOpened(Event):
    """An incident was opened, by a person or by a policy (`by_policy`).

    `answered_at` in RFC 3339 if a person had answered.
    """

    type: ClassVar[str] = "incident.opened"
    incident_type: str
    priority: int
    channel: str
    reached_at: str
    answered_at: str | None
    by_policy: bool
    assign_at_once: bool
    drill: bool
    flags: list[str]


@value_object(kw_only=True)
class IncidentAnswered(Event):
    """A human has an incident that a policy had opened before anybody answered."""

    type: ClassVar[str] = "incident.answered"


@value_object(kw_only=True)
class IncidentClassified(Event):
    """A person set an incident's type and priority."""

    type: ClassVar[str] = "incident.classified"
    incident_type: str
    priority: int
    was_type: str
    was_priority: int


@value_object(kw_only=True)
class IncidentLocated(Event):
    """An incident's place was set or corrected."""

    type: ClassVar[str] = "incident.located"
    lat: float
    lon: float
    accuracy_m: float | None
    method: str


@value_object(kw_only=True)
class AlarmChanged(Event):
    """An incident's alarm level was raised or lowered; the run cards plan for it."""

    type: ClassVar[str] = "incident.alarm_changed"
    alarm_level: int
    was_level: int
    reason: str


@value_object(kw_only=True)
class IncidentSignsChanged(Event):
    """The signs of people and danger at an incident became more, or fewer.

    `by` is the report whose words say it, or the desk that entered it.
    """

    type: ClassVar[str] = "incident.signs_changed"
    added: list[str]
    removed: list[str]
    by: str


@value_object(kw_only=True)
class IncidentFloodChanged(Event):
    """The flood level near an incident changed (NORMAL ... AWAS; null when no gauge reports)."""

    type: ClassVar[str] = "incident.flood_changed"
    flood_state: str | None
    was: str | None


@value_object(kw_only=True)
class PlanWanted(Event):
    """A person asked for a new plan of an incident: agencies, duties or floods have changed."""

    type: ClassVar[str] = "incident.plan_wanted"


@value_object(kw_only=True)
class IncidentMoved(Event):
    """An incident's state changed; the subclasses name the new state."""

    was: str


@value_object(kw_only=True)
class IncidentDispatched(IncidentMoved):
    """The first order of an incident was given."""

    type: ClassVar[str] = "incident.dispatched"


@value_object(kw_only=True)
class IncidentInProgress(IncidentMoved):
    """A human at an agency has acknowledged an order of the incident."""

    type: ClassVar[str] = "incident.in_progress"


@value_object(kw_only=True)
class IncidentControlled(IncidentMoved):
    """The danger of an incident is contained."""

    type: ClassVar[str] = "incident.controlled"


@value_object(kw_only=True)
class IncidentClosed(IncidentMoved):
    """An incident ended, with its disposition."""

    type: ClassVar[str] = "incident.closed"
    disposition: str
    note: str


@value_object(kw_only=True)
class IncidentCancelled(IncidentMoved):
    """An incident was called off."""

    type: ClassVar[str] = "incident.cancelled"
    reason: str


@value_object(kw_only=True)
class IncidentReopened(IncidentMoved):
    """An incident that was closed or cancelled turned out not to be over."""

    type: ClassVar[str] = "incident.reopened"
    reason: str


@value_object(kw_only=True)
class IncidentVerifying(IncidentMoved):
    """Somebody is finding out whether an incident is real, and what it is."""

    type: ClassVar[str] = "incident.verifying"
    note: str


@value_object(kw_only=True)
class IncidentVerified(IncidentMoved):
    """A supervisor signed off an incident that was closed."""

    type: ClassVar[str] = "incident.verified"
    note: str


@value_object(kw_only=True)
class IncidentReferred(IncidentMoved):
    """An incident was handed to the non-emergency side or another city (`to`, `ticket`)."""

    type: ClassVar[str] = "incident.referred"
    to: str
    ticket: str | None
    note: str


@value_object(kw_only=True)
class IncidentMerged(IncidentMoved):
    """An incident turned out to be the same emergency as the incident `into`."""

    type: ClassVar[str] = "incident.merged"
    into: str
    reason: str


@value_object(kw_only=True)
class IncidentUnmerged(IncidentMoved):
    """An incident turned out not to be the same emergency as `out_of` after all."""

    type: ClassVar[str] = "incident.unmerged"
    out_of: str


@value_object(kw_only=True)
class IncidentHeld(Event):
    """An incident was put under a legal hold: nothing that belongs to it is erased."""

    type: ClassVar[str] = "incident.held"
    reason: str


@value_object(kw_only=True)
class IncidentReleased(Event):
    """The legal hold on an incident ended."""

    type: ClassVar[str] = "incident.released"
    reason: str


@value_object(kw_only=True)
class ReportCounted(Event):
    """A report was linked to an incident, or unlinked from it.

    `reached_at` is the earliest time at which any report that counts reached the centre.
    """

    type: ClassVar[str] = "incident.report_counted"
    report_id: str
    report_count: int
    reached_at: str


@value_object(kw_only=True)
class IncidentArrivalShared(Event):
    """The first arrival of an incident is now that of a unit sent for one merged into it.

    Null when no unit has arrived at either.
    """

    type: ClassVar[str] = "incident.arrival_shared"
    first_on_scene_at: str | None


@value_object(kw_only=True)
class IncidentNoted(Event):
    """A person added words to an incident; they stand in `incident_note`, can be erased."""

    type: ClassVar[str] = "incident.noted"
    note_id: str
    kind: str
    audience: str
