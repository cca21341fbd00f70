/**
 * What the room may do to an incident or an order beyond the forms of their own: each with its key, its words for the
 * command line, what it asks for, and when it makes sense. The centre judges; this only keeps the menus short.
 */

import type { Agency, Incident, Task } from "../api/shapes";
import { isAccepted, isLive, isOffered } from "./state";
import { standsBy } from "./standing";

export type FieldName = "reason" | "note" | "text" | "to" | "ticket" | "level" | "on_behalf" | "by" | "cause" | "state" | "sign" | "people" | "so" | "count";
export interface Field {
  name: FieldName;
  required: boolean;
}
interface Common {
  id: string;
  permission: string;
  /** The last part of the operation's path. */
  path: string;
  key: string;
  commands: readonly string[];
  fields: readonly Field[];
  /** The request says which version the form was opened on. */
  guarded?: true;
  /** Makes the request of what was given, where its members are not those of the form. */
  shaped?(given: Record<string, unknown>): Record<string, unknown>;
}
export interface IncidentDeed extends Common {
  offered(incident: Incident, gone: boolean): boolean;
}
export interface TaskDeed extends Common {
  offered(task: Task): boolean;
}

const asks = (name: FieldName): Field => ({ name, required: true });
const takes = (name: FieldName): Field => ({ name, required: false });

/** What people at the desk learn of casualties and danger: it is so, perhaps of that many people, or not so after all. */
const signsOf = ({ sign, people, so }: Record<string, unknown>): Record<string, unknown> =>
  so === "no" ? { not_so: [sign] } : { signs: [people === undefined ? { code: sign } : { code: sign, count: people }] };

const beforeSending = new Set(["received", "pending", "reopened"]);
const open = (_: Incident, gone: boolean): boolean => !gone;
const gone = (_: Incident, gone: boolean): boolean => gone;
const always = (): boolean => true;

export const incidentDeeds: readonly IncidentDeed[] = [
  { id: "note", permission: "incident.note", path: "notes", key: "n", commands: ["catat", "note"], fields: [asks("text")], offered: always },
  { id: "alarm", permission: "incident.change", path: "alarm", guarded: true, key: "l", commands: ["alarm"], fields: [asks("level"), takes("reason")], offered: open },
  { id: "signs", permission: "incident.change", path: "signs", guarded: true, shaped: signsOf, key: "s", commands: ["tanda", "signs"], fields: [asks("sign"), asks("so"), takes("people")], offered: open },
  { id: "check", permission: "incident.change", path: "check", guarded: true, key: "i", commands: ["periksa", "check"], fields: [takes("note")], offered: ({ state }, gone) => !gone && beforeSending.has(state) },
  { id: "control", permission: "incident.close", path: "control", key: "e", commands: ["terkendali", "controlled"], fields: [], offered: ({ state }, gone) => !gone && state === "in_progress" },
  { id: "refer", permission: "incident.close", path: "refer", guarded: true, key: "f", commands: ["rujuk", "refer"], fields: [asks("to"), takes("ticket"), takes("note")], offered: open },
  { id: "call_off", permission: "incident.close", path: "cancel", guarded: true, key: "d", commands: ["batalkan", "cancel"], fields: [asks("reason")], offered: open },
  { id: "plan_again", permission: "incident.change", path: "plan", key: "w", commands: ["rencana", "plan"], fields: [], offered: open },
  { id: "reopen", permission: "incident.close", path: "reopen", key: "o", commands: ["buka", "reopen"], fields: [asks("reason")], offered: gone },
  { id: "verify", permission: "incident.verify", path: "verify", guarded: true, key: "v", commands: ["sahkan", "verify"], fields: [takes("note")], offered: gone },
  { id: "unmerge", permission: "incident.close", path: "unmerge", key: "u", commands: ["lepas", "unmerge"], fields: [], offered: gone },
  { id: "hold", permission: "incident.hold", path: "hold", key: "h", commands: ["tahan", "hold"], fields: [asks("reason")], offered: always },
  { id: "release_hold", permission: "incident.hold", path: "release", key: "H", commands: ["bebaskan", "unhold"], fields: [asks("reason")], offered: always },
];

export const taskDeeds: readonly TaskDeed[] = [
  { id: "go", permission: "task.assign", path: "release", key: "b", commands: ["berangkatkan", "go"], fields: [takes("reason")], offered: standsBy },
  { id: "recall", permission: "task.cancel", path: "cancel", key: "d", commands: ["tarik", "recall"], fields: [asks("reason")], offered: isLive },
  { id: "crews", permission: "task.assign", path: "count", key: "n", commands: ["jumlah", "crews"], fields: [asks("count"), takes("reason")], offered: isLive },
  { id: "recall_heard", permission: "task.answer", path: "acknowledge-recall", key: "h", commands: ["dengar", "heard"], fields: [asks("by"), asks("on_behalf")], offered: ({ recall_open }) => recall_open },
  { id: "took", permission: "task.answer", path: "acknowledge", key: "a", commands: ["terima", "took"], fields: [asks("by"), asks("on_behalf")], offered: (task) => isOffered(task) || task.state === "expired" },
  { id: "refused", permission: "task.answer", path: "decline", key: "t", commands: ["tolak", "refused"], fields: [asks("by"), asks("cause"), asks("on_behalf"), takes("note")], offered: isOffered },
  { id: "progressed", permission: "task.answer", path: "progress", key: "s", commands: ["langkah", "step"], fields: [asks("on_behalf"), asks("state")], offered: isAccepted },
  { id: "resumed", permission: "task.answer", path: "resume", key: "r", commands: ["lanjut", "resume"], fields: [asks("on_behalf")], offered: ({ state }) => state === "completed" },
  { id: "agreed", permission: "task.verify", path: "verify", guarded: true, key: "v", commands: ["setujui", "agree"], fields: [takes("note")], offered: ({ state }) => state === "completed" },
  { id: "sent_back", permission: "task.verify", path: "return", guarded: true, key: "k", commands: ["kembalikan", "return"], fields: [asks("reason")], offered: ({ state }) => state === "completed" },
];

const numbers: ReadonlySet<FieldName> = new Set(["level", "people", "count"]);

export type Values = Partial<Record<FieldName, string>>;

/** Whether everything that is asked for has been given. */
export const isComplete = (deed: Common, values: Values): boolean =>
  deed.fields.every(({ name, required }) => !required || (values[name] ?? "").trim() !== "");

/** The members of the request; what was left empty is left out. */
export function bodyOf(deed: Common, values: Values): Record<string, unknown> {
  const given = deed.fields
    .map(({ name }) => [name, (values[name] ?? "").trim()] as const)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => [name, numbers.has(name) ? Number(value) : value] as const);
  const body = Object.fromEntries(given);
  return deed.shaped ? deed.shaped(body) : body;
}

/** Which order of the incident a command means: the agency's that is named, else the only one it fits. */
export function taskFor(deed: TaskDeed, incident: Incident, agency: Agency | null): Task | null {
  const fitting = incident.tasks.filter((task) => deed.offered(task) && (agency === null || task.agency_id === agency.id));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}
