"""Every consequence of every fact, in the order in which they run, inside the transaction and before its commit."""

from agencies.delivery.owe_delivery import owe_delivery
from dispatch.access import events as access
from dispatch.directory.read import refuse_unknown_agency
from dispatch.incidents import events as incident
from dispatch.kernel.store.unit_of_work import Reactions
from dispatch.sla import escalate, retime, stop
from dispatch.sla.events import SlaBreached
from dispatch.sla.policy import PolicySource
from dispatch.sla.retime import RetimeClocks
from dispatch.sla.start import StartClocks
from dispatch.tasks import arrival
from dispatch.tasks import events as task
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
from dispatch.units import events as unit
from intake.reports import events as report
from intake.reports.reactions import AnswerClock

# What a fact must not say. Commands obey these too, although nothing else follows from them there.
REFUSALS: Reactions = {
    access.PersonAdded: [refuse_unknown_agency],
    access.TokenAdded: [refuse_unknown_agency],
}


def reaction_table(
    tables: TableSource, policies: PolicySource, floods: FloodWatch = NO_FLOODS
) -> Reactions:
    """Return fact -> what follows.

    `tables` is routing's table in force, `policies` the targets, `floods` the flood state.
    """
    plan, clocks, retimed = MakePlan(tables, floods), StartClocks(policies), RetimeClocks(policies)
    answer = AnswerClock(clocks)
    return {
        **REFUSALS,
        report.ReportReceived: [answer.when_received],
        report.ReportCorrected: [answer.when_corrected],
        report.ReportAnswered: [answer.when_answered],
        report.ReportLinked: [answer.when_linked],
        incident.IncidentOpened: [clocks.when_opened, plan.when_opened],
        incident.IncidentClassified: [
            stop.when_classified,
            retimed.when_classified,
            plan.when_changed,
        ],
        incident.IncidentLocated: [plan.when_changed],
        incident.AlarmChanged: [plan.when_changed],
        incident.PlanWanted: [plan.when_changed],
        incident.IncidentClosed: [stop.when_ended, cancel_offers],
        incident.IncidentCancelled: [stop.when_ended, call_off],
        incident.IncidentMerged: [stop.when_ended, cancel_offers, arrival.when_merged],
        incident.IncidentReferred: [stop.when_ended, cancel_offers],
        incident.IncidentVerified: [verify_completed],
        incident.IncidentReopened: [retime.when_back],
        incident.IncidentUnmerged: [retime.when_back, arrival.when_unmerged],
        incident.IncidentArrivalShared: [retime.when_arrival_shared],
        incident.ReportCounted: [retime.when_report_counted],
        task.TaskAssigned: [stop.when_assigned, clocks.when_assigned, owe_delivery],
        task.TaskAcknowledged: [stop.when_acknowledged, clocks.when_acknowledged, note_progress],
        task.TaskDeclined: [stop.when_task_over, ask_next_candidate],
        task.TaskExpired: [stop.when_task_over, ask_next_candidate],
        task.TaskUnitAssigned: [stop.when_unit_assigned],
        task.TaskOnScene: [note_progress, stop.when_on_scene],
        task.TaskCompleted: [stop.when_task_over],
        task.TaskCancelled: [stop.when_task_over, owe_delivery],
        task.TaskAborted: [stop.when_task_over, owe_delivery],
        task.TaskReturned: [owe_delivery, ask_again],
        unit.UnitAlerted: [stop.when_alerted, clocks.when_alerted],
        unit.UnitMilestone: [stop.when_milestone, clocks.when_milestone],
        unit.MilestoneCorrected: [retime.when_corrected],
        SlaBreached: [escalate.escalate_breach],
    }
