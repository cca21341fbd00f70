/** What an officer writes down for others: at the counter of the service hall, or on cyber patrol. Nothing but words or a post is needed. */

import type { Report } from "../api/shapes";

export type NoteKind = "walk_in" | "cyber_patrol";
export const noteKinds: readonly NoteKind[] = ["walk_in", "cyber_patrol"];

export type NoteField =
  | "queue_number" | "text" | "place" | "rt" | "rw" | "name" | "phone" | "behalf" | "relation" | "card" | "anonymous" | "secret"
  | "url" | "handle" | "seen_at" | "sha256" | "picture" | "vouched_by";
export type Note = Partial<Record<NoteField, string>>;

/** Where a field stands in what is sent. */
const members: Record<NoteField, readonly string[]> = {
  queue_number: ["queue_number"],
  text: ["text"],
  place: ["location", "text"],
  rt: ["location", "rt"],
  rw: ["location", "rw"],
  name: ["reporter", "name"],
  phone: ["reporter", "phone"],
  behalf: ["on_behalf_of", "name"],
  relation: ["on_behalf_of", "relation"],
  card: ["identity", "kind"],
  anonymous: ["is_anonymous"],
  secret: ["is_secret"],
  url: ["source_url"],
  handle: ["author_handle"],
  seen_at: ["captured_at"],
  sha256: ["screenshot", "sha256"],
  picture: ["screenshot", "filename"],
  vouched_by: ["vouched_by"],
};
/** In the order in which they are asked. */
export const fieldsOf: Record<NoteKind, readonly NoteField[]> = {
  walk_in: ["queue_number", "text", "place", "rt", "rw", "name", "phone", "behalf", "relation", "card", "anonymous", "secret"],
  cyber_patrol: ["url", "handle", "seen_at", "sha256", "text", "place", "vouched_by"],
};
const needed: Record<NoteKind, readonly NoteField[]> = { walk_in: ["text"], cyber_patrol: ["url", "sha256", "text"] };
export const yesOrNo: ReadonlySet<NoteField> = new Set(["anonymous", "secret"]);
export const cards = ["KTP", "KK", "SIM", "paspor"] as const;

const given = (note: Note, name: NoteField): string => (note[name] ?? "").trim();

/** Whether there is anything to send; what else is missing is flagged and can be asked later. */
export const canSend = (kind: NoteKind, note: Note): boolean => needed[kind].some((name) => given(note, name) !== "");

/** SHA-256 as people paste it: with the file's name behind it, in capitals, in groups. Null when it is none. */
export function hashIn(text: string): string | null {
  const compact = text.trim().split(/\s{2,}|\s\*/)[0]?.replaceAll(/\s/g, "").replace(/^sha256:/i, "").toLowerCase() ?? "";
  return /^[0-9a-f]{64}$/.test(compact) ? compact : null;
}

/** What is sent: what was left empty is left out. `instant` reads a time of the wall; `reference` is the note's own. */
export function bodyOfNote(kind: NoteKind, note: Note, reference: string, instant: (local: string) => string | null): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const names = kind === "cyber_patrol" ? [...fieldsOf[kind], "picture" as const] : fieldsOf[kind];
  for (const name of names) {
    const said = given(note, name);
    const value = name === "seen_at" ? instant(said) : name === "sha256" ? (hashIn(said) ?? said) : yesOrNo.has(name) ? said === "yes" : said;
    if (value === "" || value === null || value === false) continue;
    put(body, members[name], value);
  }
  if (given(note, "card") !== "") put(body, ["identity", "seen"], true);
  // The visit has its number and the post its address: whoever sends those again means the same.
  const knownBy = kind === "walk_in" ? ["queue_number" as const] : ["url" as const, "sha256" as const];
  if (knownBy.every((name) => given(note, name) === "")) put(body, ["client_ref"], reference);
  return body;
}

function put(body: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void {
  if (first === undefined) return;
  if (rest.length === 0) {
    body[first] = value;
    return;
  }
  body[first] ??= {};
  put(body[first] as Record<string, unknown>, rest, value);
}

/** Findings that a second person must look at, the oldest first. */
export const unverified = (reports: Iterable<Report>): Report[] =>
  [...reports]
    .filter(({ flags }) => flags.includes("finding.unverified"))
    .sort((a, b) => Date.parse(a.received_at) - Date.parse(b.received_at));

/** What stands beside a report under a name. */
export function memberOf(report: Report, name: string): string | null {
  return report.extra.find((member) => member.name === name)?.value || null;
}

/** The address as something to follow; null for what is no page of the web. */
export const linkOf = (said: string | null): string | null => (said !== null && /^https?:\/\/\S+$/i.test(said) ? said : null);
