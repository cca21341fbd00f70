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

export type Place = Pick<Schemas["PlaceView"], "lat" | "lon" | "accuracy_m"> &
  Partial<Pick<Schemas["PlaceView"], "method" | "address">>;
export type NamedPlace = Pick<Schemas["FoundPlaceView"], "name" | "lat" | "lon" | "accuracy_m"> & Partial<Schemas["FoundPlaceView"]>;
export type Reason = Pick<Schemas["ReasonView"], "code" | "text"> & Partial<Schemas["ReasonView"]>;
export type Proposal = Pick<Schemas["ProposalView"], "type" | "confidence"> & { priority: Priority; reasons: Reason[] };
export type Candidate = With<Schemas["CandidateView"], { reasons: Reason[] }>;
/** A proposal for words that are not kept yet. */
export type Preview = With<Schemas["PreviewView"], { proposal: Proposal | null; places: NamedPlace[]; candidates: Candidate[] }>;
/** What waits on the centre's disk to be stored. */
export type Held = Schemas["JournalView"];
/** A way in, with its name in both languages. */
export type Channel = Schemas["ChannelOut"];
/** How a way in or out stands. */
export type WayOfCity = Schemas["WayOut"];
export type ResponsePlan = Schemas["ResponsePlanOut"];

export type CallState = Pick<Schemas["ReportCallView"], "call_id" | "trunk" | "state" | "ani" | "agent_extension">;
export type Report = With<
  Schemas["ReportView"],
  {
    state: string;
    location: Place | null;
    proposal: Proposal | null;
    candidates: Candidate[];
    places: NamedPlace[];
    call: CallState | null;
  }
>;

export type Task = With<Schemas["TaskView"], { state: string }>;
export type Clock = Schemas["ClockView"];
/** A clock with a target: the only kind that can run out. */
export type DueClock = With<Clock, { target_s: number; due_at: Time }>;
export type Incident = With<
  Schemas["IncidentPicture"],
  { priority: Priority; location: Place | null; state: string; tasks: Task[] }
>;

export type PlanLine = With<
  Omit<Schemas["PlanLineView"], "count" | "tier" | "travel_s">,
  { agency_id: string | null; agency_name: string | null; count?: number }
>;
/** A step from the orders given to the plan, and a need for which too few crews are known. */
export type PlanChange = Schemas["ChangeView"];
export type OverrideReason = Schemas["OverrideReason"];
export type Plan = With<
  Pick<Schemas["PlanView"], "id" | "made_at" | "layer_version" | "reasons" | "near_border" | "checklist"> &
    Partial<Pick<Schemas["PlanView"], "areas" | "shortfalls" | "changes">>,
  { owners: Pick<Schemas["OwnerView"], "service" | "agency_id" | "agency_name">[]; lines: PlanLine[] }
>;

export type Agency = Schemas["AgencyView"];
export type Unit = Schemas["UnitView"];
export type Gauge = Schemas["GaugeView"];
export type CallBack = Schemas["CallBackView"];
export type Attention = Schemas["RawMessageView"];
/** A notice that no channel of the agency took. */
export type Undelivered = Schemas["NoticeView"];
/** What somebody must act on; only the action ends it. */
export type Alarm = Schemas["AlarmView"];

/** Earlier contacts of a number, and what became of them. */
export type Caller = Schemas["CallerView"];

/** One thing said about an incident. */
export type Words = Schemas["ConversationView"]["items"][number];

export type LogEvent = Omit<Schemas["EventView"], "id" | "hash">;

export type Label = Schemas["ChoiceView"] & { priority?: number };
export type Catalogue = Schemas["CatalogueView"];
export interface City {
  name: string;
  time_zone: string;
  number_prefix: string;
  neighbours: string[];
}

export type ResponseRow = Schemas["Figure"];
export type ResponseTimes = With<
  Schemas["ResponseTimesOut"],
  { definitions: Record<string, { start: string; stop: string }> }
>;
