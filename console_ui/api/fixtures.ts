/**
 * Small objects for the tests, with what the console reads; each test names only what it is about. A member that the
 * API renames or removes breaks them, one that it adds does not.
 */

import type { DueClock, Incident, Report, Task, Unit } from "./shapes";

export const at = (second: number): string => new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString();
export const ms = (second: number): number => Date.parse(at(second));

export function makeClock(changes: Partial<DueClock> = {}): DueClock {
  return {
    scope_id: "t1",
    metric: "hand_over",
    report_id: null,
    incident_id: "i1",
    agency_id: "damkar",
    owner: "agency:damkar",
    started_at: at(0),
    target_s: 60,
    warn_at: at(48),
    due_at: at(60),
    stopped_at: null,
    verdict: "running",
    warned_at: null,
    breached_at: null,
    escalated_at: null,
    live: true,
    legal_basis: "",
    ...changes,
  } satisfies Partial<DueClock> as DueClock;
}

export function makeTask(changes: Partial<Task> = {}): Task {
  return {
    id: "t1",
    incident_id: "i1",
    agency_id: "damkar",
    agency_name: "Damkar",
    service: "fire",
    state: "assigned",
    attempt: 1,
    reasons: [],
    note: "",
    assigned_at: at(0),
    delivered_at: null,
    seen_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    declined_at: null,
    decline_cause: null,
    expired_at: null,
    unit_assigned_at: null,
    en_route_at: null,
    on_scene_at: null,
    completed_at: null,
    cancelled_at: null,
    aborted_at: null,
    verified_at: null,
    returned_at: null,
    stand_by: false,
    flags: [],
    drill: false,
    replaces_task_id: null,
    version: 1,
    ...changes,
  } satisfies Partial<Task> as Task;
}

export function makeIncident(changes: Partial<Incident> = {}): Incident {
  return {
    id: "i1",
    number: "2026-0001",
    state: "pending",
    type: "fire",
    priority: 1,
    summary: "",
    location: null,
    area: null,
    reached_at: at(0),
    answered_at: null,
    classified_at: null,
    opened_at: at(0),
    first_assigned_at: null,
    first_on_scene_at: null,
    closed_at: null,
    disposition: null,
    merged_into: null,
    report_count: 1,
    flags: [],
    drill: false,
    version: 1,
    address: null,
    alarm_level: 1,
    verified_at: null,
    referral: null,
    held_at: null,
    channel: "112",
    recorded_at: at(0),
    tasks: [],
    clocks: [],
    ...changes,
  } satisfies Partial<Incident> as Incident;
}

export function makeReport(changes: Partial<Report> = {}): Report {
  return {
    id: "r1",
    channel: "sms",
    external_id: "x",
    state: "triaged",
    text: "",
    reporter: { name: null, phone: null, anonymous: false },
    location: null,
    occurred_at: null,
    received_at: at(0),
    recorded_at: at(0),
    answered_at: null,
    incident_id: null,
    proposal: null,
    candidates: [],
    places: [],
    flags: [],
    call: null,
    discard_reason: null,
    call_id: null,
    address: null,
    drill: false,
    duplicate: false,
    media: [],
    language: null,
    referred_to: null,
    referral_ticket: null,
    triaged_at: null,
    version: 1,
    ...changes,
  } satisfies Partial<Report> as Report;
}

export function makeUnit(changes: Partial<Unit> = {}): Unit {
  return {
    id: "u1",
    agency_id: "damkar",
    callsign: "DK-1",
    kind: "engine",
    station: null,
    duty: "on_duty",
    availability: "available",
    lat: null,
    lon: null,
    position_at: null,
    accuracy_m: null,
    assignment_id: null,
    incident_id: null,
    task_id: null,
    ...changes,
  } satisfies Partial<Unit> as Unit;
}
