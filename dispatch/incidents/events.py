"""What can happen to an incident."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.kernel.store.event_log import Event


@dataclass(slots=True, frozen=True, kw_only=True)
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


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentAnswered(Event):
    """A human has it now, after a policy had opened it before anybody answered."""

    type: ClassVar[str] = "incident.answered"


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentClassified(Event):
    """Type and priority were set by a person."""

    type: ClassVar[str] = "incident.classified"
    incident_type: str
    priority: int
    was_type: str
    was_priority: int


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentLocated(Event):
    """The place was set or corrected."""

    type: ClassVar[str] = "incident.located"
    lat: float
    lon: float
    accuracy_m: float | None
    method: str


@dataclass(slots=True, frozen=True, kw_only=True)
class AlarmChanged(Event):
    """More help is needed, or less: the run cards plan for another alarm level."""

    type: ClassVar[str] = "incident.alarm_changed"
    alarm_level: int
    was_level: int
    reason: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentSignsChanged(Event):
    """What is said of people and danger is more, or less, than before.

    `by` is the report whose words say it, or the desk that entered it.
    """

    type: ClassVar[str] = "incident.signs_changed"
    added: list[str]
    removed: list[str]
    by: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentFloodChanged(Event):
    """The flood state near it is another one now (NORMAL ... AWAS; null when no gauge tells)."""

    type: ClassVar[str] = "incident.flood_changed"
    flood_state: str | None
    was: str | None


@dataclass(slots=True, frozen=True, kw_only=True)
class PlanWanted(Event):
    """A person asked for a new plan, because agencies, duties or the flood state have changed."""

    type: ClassVar[str] = "incident.plan_wanted"


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentMoved(Event):
    """The state changed; the subclasses name the new state."""

    was: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentDispatched(IncidentMoved):
    """The first task was assigned."""

    type: ClassVar[str] = "incident.dispatched"


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentInProgress(IncidentMoved):
    """A human at an agency has taken it."""

    type: ClassVar[str] = "incident.in_progress"


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentControlled(IncidentMoved):
    """The danger is contained."""

    type: ClassVar[str] = "incident.controlled"


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentClosed(IncidentMoved):
    """It ended, with its disposition."""

    type: ClassVar[str] = "incident.closed"
    disposition: str
    note: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentCancelled(IncidentMoved):
    """It was called off."""

    type: ClassVar[str] = "incident.cancelled"
    reason: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentReopened(IncidentMoved):
    """It was not over after all."""

    type: ClassVar[str] = "incident.reopened"
    reason: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentVerifying(IncidentMoved):
    """Somebody is finding out whether and what it is."""

    type: ClassVar[str] = "incident.verifying"
    note: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentVerified(IncidentMoved):
    """A supervisor signed it off after it was closed."""

    type: ClassVar[str] = "incident.verified"
    note: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentReferred(IncidentMoved):
    """It was handed to the non-emergency side or another city (`to`), with the `ticket` there."""

    type: ClassVar[str] = "incident.referred"
    to: str
    ticket: str | None
    note: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentMerged(IncidentMoved):
    """It is the same emergency as the incident `into`."""

    type: ClassVar[str] = "incident.merged"
    into: str
    reason: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentUnmerged(IncidentMoved):
    """It is not the same emergency as the incident `out_of` after all."""

    type: ClassVar[str] = "incident.unmerged"
    out_of: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentHeld(Event):
    """A legal hold: nothing that belongs to it is erased."""

    type: ClassVar[str] = "incident.held"
    reason: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentReleased(Event):
    """The legal hold is over."""

    type: ClassVar[str] = "incident.released"
    reason: str


@dataclass(slots=True, frozen=True, kw_only=True)
class ReportCounted(Event):
    """A report was linked, or taken away again.

    `reached_at` is the earliest time any of those that count reached the centre.
    """

    type: ClassVar[str] = "incident.report_counted"
    report_id: str
    report_count: int
    reached_at: str


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentArrivalShared(Event):
    """The first arrival is another one now: a unit of an incident that was merged into this one.

    Null when there is none.
    """

    type: ClassVar[str] = "incident.arrival_shared"
    first_on_scene_at: str | None


@dataclass(slots=True, frozen=True, kw_only=True)
class IncidentNoted(Event):
    """A person added words; they stand in `incident_note`, where they can be erased."""

    type: ClassVar[str] = "incident.noted"
    note_id: str
    kind: str
    audience: str
