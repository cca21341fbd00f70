/** A call as a document: what was typed, what the centre has confirmed of it, and what is to become of it. */

import type { Place, Report } from "../api/shapes";
import { wordsOf } from "./preview";

/** What the call taker decided; it waits in the call until the centre has carried it out. */
export type Outcome =
  | { verb: "send" }
  | { verb: "link"; incident_id: string; number: string }
  | { verb: "discard"; reason: string }
  | { verb: "refer"; to: string; ticket: string }
  | { verb: "put_back" };

export interface Call {
  /** Also the report's identifier at its channel, so that a call sent twice is one report. */
  id: string;
  /** Who typed it. */
  by: { id: string; name: string } | null;
  report_id: string | null;
  version: number | null;
  /** What was first sent to make it a report: sent again word for word until that is answered, so it is made once. */
  first: string | null;
  /** Words of the report that were not typed here: the sender's, or a colleague's. */
  base: string;
  text: string;
  /** The words as the centre last confirmed them. */
  kept: string;
  type: string;
  priority: string;
  place: Place | null;
  placeText: string;
  placeRefused: boolean;
  name: string;
  number: string;
  startedAt: string | null;
  /** When it was answered here, until the centre knows. */
  answeredAt: string | null;
  /** Name and number are in the report as they stand here. */
  toldWho: string;
  outcome: Outcome | null;
}

export function blankCall(id: string, by: Call["by"]): Call {
  return {
    id,
    by,
    report_id: null,
    version: null,
    first: null,
    base: "",
    text: "",
    kept: "",
    type: "",
    priority: "",
    place: null,
    placeText: "",
    placeRefused: false,
    name: "",
    number: "",
    startedAt: null,
    answeredAt: null,
    toldWho: "",
    outcome: null,
  };
}

/** Everything the report should say: what it said before, and what was typed here. */
export const fullWords = (call: Pick<Call, "base" | "text">): string => wordsOf(call.base, call.text);

export const whoCalls = (call: Call): string => `${call.name.trim()} ${call.number.trim()}`.trim();

/** Whether the centre lacks something that was typed. A line that was emptied never wipes what is kept. */
export function owesWords(call: Call): boolean {
  const words = fullWords(call);
  return (words !== "" && words !== call.kept) || (call.report_id !== null && whoCalls(call) !== "" && whoCalls(call) !== call.toldWho);
}

/** Whether the call may leave this computer without a loss. */
export const isSafe = (call: Call): boolean => !owesWords(call) && call.answeredAt === null && call.outcome === null;

/** Nothing was said yet: such a call is a blank form. */
export const isBlank = (call: Call): boolean =>
  call.report_id === null && call.text.trim() === "" && call.place === null && call.placeText === "" && call.number === "" && call.name === "";

export function takenFrom(report: Report, call: Call, now: string): Call {
  return {
    ...call,
    report_id: report.id,
    version: report.version,
    base: report.text.trim(),
    kept: report.text.trim(),
    // What was only read out of the words may change with them; everything else stands as it was given.
    place: report.location?.method === "gazetteer" ? null : report.location,
    startedAt: report.answered_at ?? now,
  };
}

/** Somebody else wrote meanwhile: their words come first, ours after them, and nobody's are overwritten. */
export function joined(call: Call, now: Report): Partial<Call> {
  const theirs = now.text.trim();
  if (theirs === call.kept) return { version: now.version };
  const ours = call.kept.startsWith(call.base) ? call.kept.slice(call.base.length).trim() : "";
  const base = ours === "" ? theirs : theirs.replace(ours, "").trim();
  return { version: now.version, base, kept: theirs };
}

/** Read a call that an earlier visit left here; null for what is none. */
export function readCall(text: string | null): Call | null {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    if (typeof value !== "object" || value === null || !("id" in value) || !("text" in value)) return null;
    return { ...blankCall(String(value.id), null), ...(value as Partial<Call>) };
  } catch {
    return null;
  }
}
