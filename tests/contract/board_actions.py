"""Every action that changes the board, with the fact it leaves."""

from dispatch.access.subject import Role
from tests.contract.board_scenes import (
    MILESTONES,
    PROGRESS,
    Action,
    action,
    alarm_left_alone,
    alarm_obeyed,
    alarmed,
    answered_and_ended,
    answered_first,
    awas,
    begun_conversation,
    beside_a_silent_gauge,
    called_again,
    claimed,
    closed,
    correct,
    discarded,
    done,
    fall_silent,
    flood,
    give_up,
    given_up,
    given_up_order,
    held,
    hung_up,
    merge,
    merged,
    merged_on_the_way,
    milestone,
    note_and_read,
    nothing,
    on_incident,
    on_report,
    on_task,
    opened_by_policy,
    over,
    overdue,
    patch_agency,
    report_and_incident,
    ringing,
    rise,
    rise_fast,
    rising,
    seconds_of_silence,
    silent,
    standing_by,
    still_send,
    tell_reporter,
    tell_where,
    text_back,
    two_incidents,
    whatsapp_with_pin,
    write_on,
)
from tests.support import deeds

ACTIONS: dict[str, tuple[Action, str]] = {
    "report received": (action(nothing, lambda c, _: deeds.report(c)), "report.received"),
    "report that opens an incident by policy": (
        action(nothing, lambda c, _: deeds.report(c, open=True)),
        "incident.opened",
    ),
    "drill that is ordered at once": (
        action(nothing, lambda c, _: deeds.report(c, channel="drill", drill=True, open=None)),
        "task.assigned",
    ),
    "message with a pin": (action(nothing, lambda c, _: whatsapp_with_pin(c)), "report.received"),
    "report answered": (on_report("answer"), "report.answered"),
    "report linked": (
        action(
            report_and_incident,
            lambda c, both: c.do(
                f"/reports/{both[0]['id']}/link",
                who=Role.CALL_TAKER,
                incident_id=both[1]["incident_id"],
            ),
        ),
        "incident.report_counted",
    ),
    "report claimed": (on_report("claim"), "report.claimed"),
    "report dialled": (
        action(
            deeds.report,
            lambda c, report: c.do(f"/reports/{report['id']}/dial", who=Role.CALL_TAKER),
        ),
        "report.dialled",
    ),
    "reporter told": (action(deeds.report, tell_reporter), "report.told"),
    "finding verified": (
        action(
            lambda c: c.do("/channels/cyber_patrol/findings", who=Role.CALL_TAKER, text="tawuran"),
            lambda c, found: c.do(f"/reports/{found['id']}/verify", who=Role.DISPATCHER),
        ),
        "report.verified",
    ),
    "report given back": (
        action(claimed, lambda c, report: c.do(f"/reports/{report['id']}/release")),
        "report.released",
    ),
    "report written on": (action(deeds.report, write_on), "report.revised"),
    "report waits again": (
        action(discarded, lambda c, report: c.do(f"/reports/{report['id']}/restore")),
        "report.restored",
    ),
    "report of a policy's incident answered": (
        action(opened_by_policy, lambda c, report: c.do(f"/reports/{report['id']}/answer")),
        "incident.answered",
    ),
    "call located": (action(ringing, tell_where), "report.located"),
    "conversation goes on": (
        action(begun_conversation, lambda c, _: whatsapp_with_pin(c)),
        "report.added_to",
    ),
    "stand-by released": (
        action(standing_by, lambda c, task: c.do(f"/tasks/{task['id']}/release")),
        "task.released",
    ),
    "work taken up again": (
        action(done, lambda c, task: c.do(f"/tasks/{task['id']}/resume", who=task["agency_id"])),
        "task.resumed",
    ),
    "report discarded": (on_report("discard", reason="nuisance"), "report.discarded"),
    "report referred": (on_report("refer", to="Dinas PUPR", ticket="7"), "report.referred"),
    "incident opened": (action(nothing, lambda c, _: deeds.incident(c)), "plan.made"),
    "incident opened from a report": (
        action(deeds.report, lambda c, r: deeds.incident(c, report_id=r["id"])),
        "report.linked",
    ),
    "incident opened with nothing known": (
        action(nothing, lambda c, _: deeds.incident(c, "unknown", location=None)),
        "incident.opened",
    ),
    "incident classified": (
        on_incident("classify", type="medical", priority=2),
        "incident.classified",
    ),
    "incident located": (on_incident("locate", location=deeds.MARKET), "incident.located"),
    "incident noted": (action(deeds.ordered, note_and_read), "incident.noted"),
    "incident planned again": (on_incident("plan"), "plan.made"),
    "incident merged": (action(two_incidents, merge), "incident.merged"),
    "incident unmerged": (
        action(merged, lambda c, task: c.do(f"/incidents/{task['incident_id']}/unmerge")),
        "incident.unmerged",
    ),
    "incident reached by a unit of the one merged into it": (
        on_task(merged_on_the_way, "progress", state="on_scene"),
        "incident.arrival_shared",
    ),
    "incident controlled": (on_incident("control"), "incident.controlled"),
    "incident closed": (on_incident("close", disposition="handled"), "incident.closed"),
    "incident cancelled": (on_incident("cancel", reason="salah lapor"), "incident.cancelled"),
    "incident reopened": (
        action(closed, lambda c, t: c.do(f"/incidents/{t['incident_id']}/reopen", reason="lagi")),
        "incident.reopened",
    ),
    "incident looked into": (
        action(
            lambda c: deeds.incident(c, "unknown", location=None),
            lambda c, i: c.do(f"/incidents/{i['id']}/check", note="ditelepon"),
        ),
        "incident.verifying",
    ),
    "incident referred": (on_incident("refer", to="Dinas PUPR", ticket="7"), "incident.referred"),
    "incident signed off": (
        action(
            over, lambda c, t: c.do(f"/incidents/{t['incident_id']}/verify", who=Role.SUPERVISOR)
        ),
        "incident.verified",
    ),
    "incident on a higher alarm": (
        on_incident("alarm", level=3, reason="merembet"),
        "incident.alarm_changed",
    ),
    "incident held as evidence": (
        action(
            deeds.ordered,
            lambda c, t: c.do(
                f"/incidents/{t['incident_id']}/hold", who=Role.SUPERVISOR, reason="LP/12/2026"
            ),
        ),
        "incident.held",
    ),
    "incident no longer held": (
        action(
            held,
            lambda c, t: c.do(
                f"/incidents/{t['incident_id']}/release", who=Role.SUPERVISOR, reason="selesai"
            ),
        ),
        "incident.released",
    ),
    "task assigned": (
        action(deeds.incident, lambda c, i: deeds.order(c, i["id"])),
        "incident.dispatched",
    ),
    "task read in the inbox": (
        action(deeds.ordered, lambda c, t: c.read("/portal/tasks", who=t["agency_id"])),
        "task.delivered",
    ),
    "task seen": (on_task(deeds.ordered, "seen"), "task.seen"),
    "task acknowledged": (on_task(deeds.ordered, "acknowledge"), "incident.in_progress"),
    "task reinforced": (
        action(deeds.ordered, lambda c, task: c.do(f"/tasks/{task['id']}/count", count=3)),
        "task.reinforced",
    ),
    "task declined": (on_task(deeds.ordered, "decline", cause="no_resource"), "task.declined"),
    "task expired": (action(deeds.ordered, lambda c, _: seconds_of_silence(c, 61)), "task.expired"),
    **{
        f"task {step}": (on_task(deeds.taken, "progress", state=step), f"task.{step}")
        for step in PROGRESS
    },
    "recall confirmed": (
        action(
            deeds.called_off,
            lambda c, t: c.do(f"/tasks/{t['id']}/acknowledge-recall", who="damkar-kota"),
        ),
        "task.recall_acknowledged",
    ),
    "task cancelled": (
        action(deeds.ordered, lambda c, t: c.do(f"/tasks/{t['id']}/cancel", reason="cukup")),
        "task.cancelled",
    ),
    "task aborted": (
        action(deeds.taken, lambda c, t: c.do(f"/tasks/{t['id']}/cancel", reason="cukup")),
        "task.aborted",
    ),
    "task verified": (action(done, lambda c, t: c.do(f"/tasks/{t['id']}/verify")), "task.verified"),
    "task returned": (
        action(done, lambda c, t: c.do(f"/tasks/{t['id']}/return", reason="masih berasap")),
        "task.returned",
    ),
    "delivery given up": (action(deeds.ordered, give_up), "task.delivery_exhausted"),
    "delivery given up, then answered": (
        on_task(given_up_order, "acknowledge"),
        "task.acknowledged",
    ),
    "delivery given up, then closed": (
        action(
            given_up_order,
            lambda c, t: c.do(f"/incidents/{t['incident_id']}/close", disposition="handled"),
        ),
        "incident.closed",
    ),
    "delivery sent again": (
        action(given_up, lambda c, lost: c.do(f"/deliveries/{lost}/resend")),
        "delivery.resent",
    ),
    "delivery settled by a person": (
        action(given_up, lambda c, lost: c.do(f"/deliveries/{lost}/settle", note="ditelepon")),
        "delivery.settled",
    ),
    "unit added": (action(nothing, lambda c, _: deeds.unit(c)), "unit.added"),
    "unit of another agency added": (
        action(nothing, lambda c, _: deeds.unit(c, "pln-ulp-kota")),
        "unit.added",
    ),
    "unit off duty": (
        action(deeds.unit, lambda c, u: c.do(f"/units/{u['id']}", method="PATCH", duty="off_duty")),
        "unit.duty_changed",
    ),
    "unit assigned": (action(nothing, lambda c, _: deeds.sent(c)), "unit.alerted"),
    **{
        f"unit {name}": (
            action(deeds.sent, lambda c, a, name=name: milestone(c, a, name)),  # type: ignore[misc]
            "unit.milestone",
        )
        for name in MILESTONES
    },
    "unit corrected": (action(deeds.sent, correct), "unit.milestone_corrected"),
    "agency's number changed": (
        action(nothing, lambda c, _: patch_agency(c, contact="0321-113")),
        "registry.changed",
    ),
    "agency out of service": (
        action(nothing, lambda c, _: patch_agency(c, active=False)),
        "registry.changed",
    ),
    "agency's webhook set": (
        action(nothing, lambda c, _: patch_agency(c, webhook_url="https://example.org/tanggap")),
        "agency.channel_set",
    ),
    "call offered": (action(nothing, lambda c, _: deeds.ring(c)), "call.arrived"),
    "call answered": (
        action(ringing, lambda c, call: deeds.ring(c, "answered", call, agent_extension="201")),
        "call.answered",
    ),
    "call whose beginning is told late": (
        action(
            ringing,
            lambda c, call: deeds.ring(c, "offered", call, offered_at="2026-11-22T03:59:40Z"),
        ),
        "report.corrected",
    ),
    "call abandoned": (
        action(ringing, lambda c, call: deeds.ring(c, "abandoned", call)),
        "call_back.owed",
    ),
    "call ended": (
        action(ringing, answered_and_ended),
        "call.ended",
    ),
    "call that arrived earlier than known": (
        action(answered_first, lambda c, call: deeds.ring(c, "offered", call, offered_at=c.at(-8))),
        "report.corrected",
    ),
    "call-back dialled": (
        action(hung_up, lambda c, owed: c.do(f"/call-backs/{owed}/dial", who=Role.CALL_TAKER)),
        "call_back.dialled",
    ),
    "call-back texted": (action(hung_up, text_back), "call_back.texted"),
    "call-back done": (
        action(
            hung_up,
            lambda c, owed: c.do(
                f"/call-backs/{owed}/done", who=Role.CALL_TAKER, outcome="reached"
            ),
        ),
        "call_back.done",
    ),
    "caller called again": (action(hung_up, called_again), "call_back.done"),
    "gauge rises": (action(rising, rise), "gauge.level_changed"),
    "gauge at its highest level": (action(rising, awas), "task.assigned"),
    "gauge still sends": (action(rising, still_send), "gauge.reported"),
    "gauge rises fast": (action(rising, rise_fast), "gauge.rate_alarm"),
    "gauge speaks again": (action(silent, still_send), "gauge.recovered"),
    "gauge falls silent": (action(rising, fall_silent), "gauge.went_silent"),
    "flood beside an incident": (action(beside_a_silent_gauge, flood), "incident.flood_changed"),
    "raw message kept": (action(nothing, lambda c, _: deeds.broken_message(c)), "raw_message.kept"),
    "raw message settled": (
        action(
            deeds.broken_message,
            lambda c, kept: c.do(
                f"/raw-messages/{kept}/settle", who=Role.CALL_TAKER, note="dibaca"
            ),
        ),
        "raw_message.settled",
    ),
    "clock warned": (action(deeds.ordered, lambda c, _: seconds_of_silence(c, 47)), "sla.warned"),
    "clock breached and taken to the supervisor": (
        action(deeds.incident, lambda c, _: seconds_of_silence(c, 61)),
        "sla.escalated",
    ),
    "alarm raised": (action(overdue, lambda c, _: c.run("alarms")), "alarm.raised"),
    "alarm that nobody obeys": (action(alarmed, alarm_left_alone), "alarm.climbed"),
    "alarm that somebody is at": (
        action(alarmed, lambda c, alarm: c.do(f"/alarms/{alarm['id']}/take")),
        "alarm.taken",
    ),
    "alarm obeyed": (action(alarmed, alarm_obeyed), "alarm.ended"),
    "clock met": (action(deeds.ordered, lambda c, t: deeds.answer(c, t, "acknowledge")), "sla.met"),
}
