/**
 * The names by which the console calls the shapes of the API. The shapes themselves are generated from the
 * OpenAPI document into `types.ts` at build time, so a member that is renamed or removed breaks the build
 * and not the night shift. Times are RFC 3339 strings in UTC.
 */

import type { components } from "./types";

type Schemas = components["schemas"];
/** A generated shape with members that the document describes less exactly than the console needs them. */
type With<Shape, Narrower> = Omit<Shape, keyof Narrower> & Narrower;

export type Time = string;
export type Priority = 1 | 2 | 3 | 4 | 5;
export type Role = Schemas["Role"];

export type Person = With<Schemas["PersonOut"], { role: Role }>;
export type Session = With<Schemas["CurrentOut"], { person: Person }>;

export type Place = Pick<Schemas["LocationOut"], "lat" | "lon" | "accuracy_m"> &
  Partial<Pick<Schemas["LocationOut"], "method" | "address">>;
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
export type ResponsePlan = Schemas["ResponsePlanOut"];

export type CallState = Pick<Schemas["CallOut"], "call_id" | "trunk" | "state" | "ani" | "agent_extension">;
export type Report = With<
  Schemas["ReportOut"],
  {
    location: Place | null;
    proposal: Proposal | null;
    candidates: Candidate[];
    places: NamedPlace[];
    call: CallState | null;
  }
>;

export type Task = Schemas["TaskOut"];
export type Clock = Schemas["ClockOut"];
/** A clock with a target: the only kind that can run out. */
export type DueClock = With<Clock, { target_s: number; due_at: Time }>;
export type Incident = With<
  Schemas["IncidentOut"],
  { priority: Priority; location: Place | null; tasks: Task[]; clocks: Clock[] }
>;

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

export type Agency = Schemas["AgencyOut"];
export type Unit = Schemas["UnitOut"];
export type Gauge = Schemas["GaugeOut"];
export type CallBack = Schemas["CallBackOut"];
export type Attention = Schemas["RawMessageOut"];
/** A notice that no channel of the agency took. */
export type Undelivered = Schemas["NoticeOut"];

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
export interface City {
  name: string;
  time_zone: string;
  number_prefix: string;
  neighbours: string[];
}

export interface Catalogue {
  types: Label[];
  decline_causes: Label[];
  dispositions: Label[];
  discard_reasons: Label[];
  services: Label[];
  metrics: Label[];
}

export type ResponseRow = Schemas["Figure"];
export type ResponseTimes = With<
  Schemas["ResponseTimesOut"],
  { definitions: Record<string, { start: string; stop: string }> }
>;
