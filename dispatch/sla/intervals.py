"""The one table of what is measured: each metric with what starts, stops, voids and restates it.

Clocks, definitions, the report of response times and the documentation follow from it. A fact is
named by its type, so that a fact of an edge can stand here without the edge.
"""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Final

from dispatch.incidents import events as incident
from dispatch.sla import marks
from dispatch.sla.metrics import Metric
from dispatch.sla.moves import Attach, Mark, Restate, RunOn, Start, Stop, Void
from dispatch.tasks import events as task
from dispatch.units import events as unit
from dispatch.units.milestones import Milestone
from routing.value_object import value_object


class Scope(StrEnum):
    """What an interval is measured of, one clock each: a report, incident, order or unit."""

    REPORT = "report"
    INCIDENT = "incident"
    ARRIVAL = "arrival"
    ORDER = "order"
    UNIT = "unit"


@value_object
class Span:
    """The columns between which the report measures, and of which rows.

    `c` is the incident, `a` its arrivals, `o` the order, `s` the unit that was sent
    (dispatch/response_times/sql/intervals.sql).
    """

    over: Scope
    start: str
    stop: str
    owed: str = "true"


@value_object(kw_only=True)
class Interval:
    """One metric. `owner` answers for a breach; without one it is the agency.

    `always`: measured whether or not the city has set a target; other intervals have a clock only
    where there is one.
    """

    metric: Metric
    scope: Scope
    span: Span
    owner: str | None = None
    always: bool = False
    starts: Mapping[str, Mark[Start]] = field(default_factory=dict)
    stops: Mapping[str, Mark[Stop]] = field(default_factory=dict)
    voids: Mapping[str, Mark[Void]] = field(default_factory=dict)
    restates: Mapping[str, Mark[Restate | RunOn | Attach]] = field(default_factory=dict)


EVERYONE: Final = "everyone"
_CREW: Final = "crew"
# Whatever still runs for an incident that ends is void, of whichever metric.
ENDS: Final = frozenset(
    {
        incident.IncidentClosed.type,
        incident.IncidentCancelled.type,
        incident.IncidentMerged.type,
        incident.IncidentReferred.type,
    }
)
_BACK: Final = (incident.IncidentReopened.type, incident.IncidentUnmerged.type)
_OVER: Final[Mapping[str, Mark[Void]]] = dict.fromkeys(
    (
        task.TaskDeclined.type,
        task.TaskExpired.type,
        task.TaskCancelled.type,
        task.TaskAborted.type,
        task.TaskCompleted.type,
    ),
    marks.noun_over,
)
_CLEAR: Final[Mapping[str, Mark[Void]]] = {
    unit.UnitMilestone.type: marks.at(Milestone.CLEAR, marks.unit_clear)
}

INTERVALS: Final = (
    Interval(
        metric=Metric.ANSWER,
        scope=Scope.REPORT,
        span=Span(Scope.INCIDENT, "c.reached_at", "c.answered_at"),
        owner="call_takers",
        always=True,
        starts={"report.received": marks.report_reached},
        stops={
            "report.received": marks.report_answered_at_once,
            "report.answered": marks.noun_done,
        },
        restates={
            "report.corrected": marks.report_corrected,
            "report.linked": marks.report_linked,
        },
    ),
    Interval(
        metric=Metric.TRIAGE,
        scope=Scope.INCIDENT,
        span=Span(Scope.INCIDENT, "c.answered_at", "c.classified_at"),
        owner="call_taker",
        always=True,
        starts={
            incident.IncidentOpened.type: marks.human_has_it,
            incident.IncidentAnswered.type: marks.human_has_it,
        },
        stops={
            incident.IncidentOpened.type: marks.typed_before,
            incident.IncidentAnswered.type: marks.typed_before,
            incident.IncidentClassified.type: marks.noun_done,
        },
    ),
    Interval(
        metric=Metric.PROCESSING,
        scope=Scope.INCIDENT,
        # What a policy opened and sent before anybody answered was not processed by a desk.
        span=Span(
            Scope.INCIDENT,
            "c.answered_at",
            "c.first_assigned_at",
            "NOT coalesce(c.answered_at > c.opened_at"
            " AND c.answered_at > c.first_assigned_at, false)",
        ),
        owner="dispatcher",
        always=True,
        starts={
            incident.IncidentOpened.type: marks.desk_must_send,
            incident.IncidentAnswered.type: marks.desk_must_send,
        },
        stops={
            incident.IncidentOpened.type: marks.sent_before,
            incident.IncidentAnswered.type: marks.sent_before,
            task.TaskAssigned.type: marks.first_order,
        },
    ),
    Interval(
        metric=Metric.HAND_OVER,
        scope=Scope.ORDER,
        # Whoever is sent from stand-by must hear that, whatever was acknowledged before.
        span=Span(Scope.ORDER, "coalesce(o.released_at, o.assigned_at)", "o.acknowledged_at"),
        always=True,
        starts={
            task.TaskAssigned.type: marks.order_given,
            task.TaskReleased.type: marks.order_released,
        },
        stops={task.TaskAcknowledged.type: marks.order_taken},
        voids={**_OVER, task.TaskAcknowledged.type: marks.order_taken_unsaid},
    ),
    Interval(
        metric=Metric.AGENCY_DISPATCH,
        scope=Scope.ORDER,
        span=Span(
            Scope.ORDER,
            "o.acknowledged_at",
            "o.unit_assigned_at",
            "o.acknowledged_at IS NOT NULL",
        ),
        starts={task.TaskAcknowledged.type: marks.order_in_hand},
        # An agency may also only say that it sends somebody.
        stops={
            task.TaskAcknowledged.type: marks.unit_sent_before,
            unit.UnitAlerted.type: marks.unit_of_order,
            task.TaskUnitAssigned.type: marks.noun_done,
        },
        # When its unit moves and nobody said when it was sent, there is nothing to judge.
        voids={
            **_OVER,
            task.TaskReleased.type: marks.noun_over,
            task.TaskEnRoute.type: marks.noun_over,
            task.TaskOnScene.type: marks.noun_over,
        },
        restates={
            unit.MilestoneCorrected.type: marks.at(Milestone.ALERTED, marks.first_unit_corrected)
        },
    ),
    Interval(
        metric=Metric.TURNOUT,
        scope=Scope.UNIT,
        span=Span(Scope.UNIT, "s.alerted_at", "s.en_route_at"),
        owner=_CREW,
        starts={unit.UnitAlerted.type: marks.step_begun},
        stops={unit.UnitMilestone.type: marks.at(Milestone.EN_ROUTE, marks.noun_done)},
        voids=_CLEAR,
        restates={
            unit.MilestoneCorrected.type: marks.either(
                marks.at(Milestone.ALERTED, marks.start_corrected),
                marks.at(Milestone.EN_ROUTE, marks.stop_corrected),
            )
        },
    ),
    Interval(
        metric=Metric.TRAVEL,
        scope=Scope.UNIT,
        span=Span(Scope.UNIT, "s.en_route_at", "s.on_scene_at"),
        owner=_CREW,
        starts={unit.UnitMilestone.type: marks.at(Milestone.EN_ROUTE, marks.step_begun)},
        stops={unit.UnitMilestone.type: marks.at(Milestone.ON_SCENE, marks.noun_done)},
        voids=_CLEAR,
        restates={
            unit.MilestoneCorrected.type: marks.either(
                marks.at(Milestone.EN_ROUTE, marks.start_corrected),
                marks.at(Milestone.ON_SCENE, marks.stop_corrected),
            )
        },
    ),
    Interval(
        metric=Metric.RESPONSE,
        scope=Scope.INCIDENT,
        # Of one agency its own first arrival counts, of the city anybody's.
        span=Span(
            Scope.ARRIVAL,
            "c.reached_at",
            "CASE WHEN $3::text IS NULL AND $7 <> 'agency'"
            " THEN c.first_on_scene_at ELSE a.first_at END",
        ),
        owner=EVERYONE,
        always=True,
        starts={incident.IncidentOpened.type: marks.incident_reached},
        # The first unit on scene counts, even if its stamp came after another's.
        stops={
            task.TaskOnScene.type: marks.incident_done,
            unit.UnitMilestone.type: marks.at(Milestone.ON_SCENE, marks.incident_done),
        },
        restates={
            incident.ReportCounted.type: marks.earlier_report,
            incident.IncidentArrivalShared.type: marks.arrival_shared,
            unit.MilestoneCorrected.type: marks.at(
                Milestone.ON_SCENE, marks.first_arrival_corrected
            ),
            **dict.fromkeys(_BACK, marks.back_unanswered),
        },
    ),
    Interval(
        metric=Metric.FULL_RESPONSE,
        scope=Scope.ARRIVAL,
        # Reported only: when everybody is there is known long after a clock could help anybody.
        span=Span(Scope.ARRIVAL, "c.reached_at", "a.last_at"),
        owner=EVERYONE,
    ),
    Interval(
        metric=Metric.RESOLUTION,
        scope=Scope.INCIDENT,
        span=Span(Scope.INCIDENT, "c.reached_at", "c.closed_at"),
        starts={
            incident.IncidentOpened.type: marks.incident_reached,
            incident.IncidentClassified.type: marks.incident_retyped,
        },
        stops={incident.IncidentClosed.type: marks.noun_done},
        restates={
            incident.ReportCounted.type: marks.earlier_report,
            **dict.fromkeys(_BACK, marks.incident_back),
        },
    ),
)
INTERVAL_OF: Final[Mapping[Metric, Interval]] = {each.metric: each for each in INTERVALS}


def owner_of(metric: Metric, agency_id: str | None) -> str:
    """Return who owns a breach of `metric`: a desk, the crew, everyone, or `agency:<id>`."""
    owner = INTERVAL_OF[metric].owner
    if owner is not None:
        return owner
    return EVERYONE if agency_id is None else f"agency:{agency_id}"
