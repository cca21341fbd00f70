"""Every consequence of every fact, in the order in which they run before the commit."""

from types import ModuleType

from agencies.delivery.owe_delivery import owe_delivery
from dispatch.access import events as access
from dispatch.directory.read import refuse_unknown_agency
from dispatch.incidents import events as incident
from dispatch.kernel.store.event_log import Event
from dispatch.kernel.store.unit_of_work import Reaction, Reactions
from dispatch.sla import escalate
from dispatch.sla import events as sla
from dispatch.sla.clocks import Clocks
from dispatch.sla.policy import PolicySource
from dispatch.tasks import arrival
from dispatch.tasks import events as task
from dispatch.tasks.exhausted import clear_exhausted, flag_exhausted
from dispatch.tasks.follow_plan import settle_difference
from dispatch.tasks.plan import NO_FLOODS, FloodWatch, TableSource
from dispatch.tasks.reactions import (
    MakePlan,
    ask_again,
    ask_next_candidate,
    call_off,
    cancel_offers,
    note_progress,
    verify_completed,
)
from dispatch.tasks.recall import open_recall
from dispatch.units import events as unit
from intake.reports import events as report
from intake.reports.reactions import answer_incident, correct_incident, recount_left

# What a fact must not say. Commands obey these too, although nothing else follows from them there.
REFUSALS: Reactions = {
    access.PersonAdded: [refuse_unknown_agency],
    access.TokenAdded: [refuse_unknown_agency],
}


def reaction_table(
    tables: TableSource, policies: PolicySource, floods: FloodWatch = NO_FLOODS
) -> Reactions:
    """Return fact -> what follows, the clocks first wherever the fact bears on one.

    `tables` is routing's table in force, `policies` the targets, `floods` the flood state. Which
    facts move which clock stands in `dispatch/sla/intervals.py`.
    """
    plan, clocks = MakePlan(tables, floods), Clocks(policies)
    follows: dict[type[Event], list[Reaction]] = {
        report.ReportCorrected: [correct_incident],
        report.ReportAnswered: [answer_incident],
        incident.IncidentOpened: [plan.when_opened],
        incident.IncidentClassified: [plan.when_changed],
        incident.IncidentLocated: [plan.when_changed],
        incident.AlarmChanged: [plan.when_changed],
        incident.IncidentSignsChanged: [plan.when_changed],
        incident.IncidentFloodChanged: [plan.when_changed],
        incident.PlanWanted: [plan.when_changed],
        incident.IncidentClosed: [cancel_offers],
        incident.IncidentCancelled: [call_off],
        incident.IncidentMerged: [cancel_offers, arrival.when_merged],
        incident.IncidentReferred: [cancel_offers],
        incident.IncidentVerified: [verify_completed],
        incident.IncidentUnmerged: [arrival.when_unmerged, recount_left],
        task.TaskAssigned: [clear_exhausted, settle_difference, owe_delivery],
        task.TaskAcknowledged: [note_progress, clear_exhausted],
        task.TaskDeclined: [ask_next_candidate],
        task.TaskExpired: [ask_next_candidate],
        task.TaskOnScene: [note_progress],
        task.CandidatesExhausted: [flag_exhausted],
        task.TaskReleased: [settle_difference, owe_delivery],
        task.TaskReinforced: [settle_difference, owe_delivery],
        task.TaskCancelled: [open_recall, owe_delivery],
        task.TaskAborted: [open_recall, owe_delivery],
        task.TaskReturned: [owe_delivery, ask_again],
        sla.SlaBreached: [escalate.escalate_breach],
    }
    kinds = facts_of(report, incident, task, unit, sla)
    timed: dict[type[Event], list[Reaction]] = {
        kinds[fact]: [clocks.follow] for fact in sorted(clocks.facts())
    }
    return {
        **REFUSALS,
        **{
            kind: [*timed.get(kind, []), *follows.get(kind, [])]
            for kind in kinds.values()
            if kind in timed or kind in follows
        },
    }


def facts_of(*modules: ModuleType) -> dict[str, type[Event]]:
    """Return the facts that some modules declare, by their type, in the order of the modules."""
    return {
        kind.type: kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Event) and kind.type
    }
