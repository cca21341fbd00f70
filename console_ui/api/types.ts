/** The shapes the back end speaks. Times are RFC 3339 strings in UTC. */

export type Priority = 1 | 2 | 3 | 4 | 5;
export type Role = "call_taker" | "dispatcher" | "supervisor" | "administrator" | "agency";
export type Time = string;

export interface Person {
  id: string;
  name: string;
  role: Role;
  agency_id: string | null;
  language: string | null;
}
export interface Session {
  person: Person;
  permissions: string[];
}

export interface Place {
  lat: number;
  lon: number;
  accuracy_m: number | null;
  method?: string | null;
  address?: string | null;
}
export interface NamedPlace {
  name: string;
  kind?: string | null;
  lat: number;
  lon: number;
  accuracy_m: number | null;
  score?: number;
}
export interface Reason {
  code: string;
  text: string;
  weight?: number;
}
export interface Proposal {
  type: string | null;
  priority: Priority;
  confidence: number;
  reasons: Reason[];
}
export interface Candidate {
  incident_id: string;
  number: string;
  distance_m: number | null;
  score: number;
  reasons: (Reason | string)[];
}
/** A proposal for words that are not kept yet. */
export interface Preview {
  proposal: Proposal;
  places: NamedPlace[];
  candidates: Candidate[];
  flags: string[];
}
export interface ResponsePlan {
  id: string;
  type: string;
  priority_min: number;
  priority_max: number;
  flood_states: string[];
  checklist: string[];
}
export interface CallState {
  call_id: string;
  trunk: string | null;
  state: string;
  ani: string | null;
  agent_extension: string | null;
}
export interface Report {
  id: string;
  channel: string;
  external_id: string | null;
  state: string;
  text: string | null;
  reporter: { name: string | null; phone: string | null; anonymous: boolean } | null;
  location: Place | null;
  occurred_at: Time | null;
  received_at: Time;
  recorded_at: Time;
  answered_at: Time | null;
  incident_id: string | null;
  proposal: Proposal | null;
  candidates: Candidate[];
  places: NamedPlace[];
  flags: string[];
  call_id?: string | null;
  call: CallState | null;
  discard_reason: string | null;
  duplicate?: boolean;
}

export interface Task {
  id: string;
  incident_id: string;
  agency_id: string;
  agency_name: string | null;
  service: string | null;
  state: string;
  attempt: number;
  reasons: string[];
  note: string | null;
  assigned_at: Time | null;
  delivered_at: Time | null;
  seen_at: Time | null;
  acknowledged_at: Time | null;
  acknowledged_by: string | null;
  declined_at: Time | null;
  decline_cause: string | null;
  expired_at: Time | null;
  unit_assigned_at: Time | null;
  en_route_at: Time | null;
  on_scene_at: Time | null;
  completed_at: Time | null;
  cancelled_at: Time | null;
  replaces_task_id: string | null;
  version: number;
}
export interface Clock {
  scope_id: string;
  metric: string;
  incident_id: string | null;
  agency_id: string | null;
  owner: string;
  started_at: Time;
  /** Null where the city has set no target: then it is measured and nothing falls due. */
  target_s: number | null;
  warn_at: Time | null;
  due_at: Time | null;
  stopped_at: Time | null;
  verdict: "running" | "met" | "breached" | "void";
  warned_at: Time | null;
  breached_at: Time | null;
  escalated_at: Time | null;
  live: boolean;
}
/** A clock with a target: the only kind that can run out. */
export type DueClock = Clock & { target_s: number; due_at: Time };

export interface Incident {
  id: string;
  number: string;
  state: string;
  type: string;
  priority: Priority;
  summary: string | null;
  location: Place | null;
  area: { code: string; name: string } | null;
  reached_at: Time;
  answered_at: Time | null;
  classified_at: Time | null;
  opened_at: Time;
  first_assigned_at: Time | null;
  first_on_scene_at: Time | null;
  closed_at: Time | null;
  disposition: string | null;
  merged_into: string | null;
  report_count: number;
  flags: string[];
  drill: boolean;
  version: number;
  tasks: Task[];
  clocks: Clock[];
}

export interface Plan {
  id: string;
  made_at: Time;
  layer_version: string;
  reasons: string[];
  near_border: boolean;
  areas?: { code: string; name: string; distance_m: number }[];
  owners: { service: string; agency_id: string; agency_name: string }[];
  lines: PlanLine[];
  checklist: string[];
}
export interface PlanLine {
  service: string;
  agency_id: string | null;
  agency_name: string | null;
  rank: number;
  reasons: string[];
  distance_m: number | null;
  border_distance_m: number | null;
  stand_by: boolean;
  candidates: string[];
}

export interface Agency {
  id: string;
  name: string;
  short_name: string;
  services: string[];
  phone: string | null;
  channels: string[];
  active: boolean;
  online: boolean;
}
export interface Unit {
  id: string;
  agency_id: string;
  callsign: string;
  kind: string;
  station: string | null;
  duty: string;
  availability: string;
  lat: number | null;
  lon: number | null;
  position_at: Time | null;
}
export interface Gauge {
  station_id: string;
  station_name: string;
  river: string | null;
  level_cm: number | null;
  level: "NORMAL" | "WASPADA" | "SIAGA" | "AWAS" | "UNKNOWN";
  rate_cm_h: number | null;
  reading_at: Time | null;
  stale: boolean;
  lat: number | null;
  lon: number | null;
}
export interface CallBack {
  id: string;
  call_id: string;
  number: string | null;
  abandoned_at: Time;
  due_at: Time | null;
  state: string;
}
export interface Attention {
  id: string;
  channel: string;
  received_at: Time;
  problem: string | null;
  excerpt: string | null;
}
/** A notice that no channel of the agency took. */
export interface Undelivered {
  id: string;
  task_id: string;
  incident_id: string;
  incident_number: string;
  priority: number;
  agency_id: string;
  agency_name: string;
  agency_contact: string | null;
  notice: string;
  task_state: string;
}

export interface LogEvent {
  seq: number;
  type: string;
  at: Time;
  recorded_at: Time;
  actor: string | { kind?: string; id?: string; name?: string } | null;
  noun_id: string | null;
  incident_id: string | null;
  agency_id: string | null;
  data: Record<string, unknown>;
}

export interface Label {
  code: string;
  label: { id: string; en: string };
  priority?: Priority;
}
export interface Catalogue {
  types: Label[];
  decline_causes: Label[];
  dispositions: Label[];
  discard_reasons: Label[];
  services: Label[];
  metrics: Label[];
}

export interface ResponseRow {
  metric: string;
  group: string | null;
  n: number;
  median_s: number | null;
  p90_s: number | null;
  in_target: number | null;
  target_s: number | null;
  target_share: number | null;
  legal_basis: string | null;
  warning: string | null;
}
export interface ResponseTimes {
  since: Time | null;
  until: Time | null;
  rows: ResponseRow[];
  excluded: Record<string, number>;
  unknown: Record<string, number>;
  flagged: Record<string, Record<string, number>>;
  definitions: Record<string, { start: string; stop: string }>;
}
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
