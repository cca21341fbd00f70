/** What calls for somebody until it is acted on: each for itself, so that quieting one does not silence another. */

import type { Incident, Report } from "../api/shapes";
import { hasProposal } from "./queue";
import { isUnattended } from "./state";

/** Taking notice of one silences it this long; if nobody was sent by then it calls again. */
export const quiet_ms = 60_000;
const highest = 1;
const settled = new Set(["linked", "discarded", "referred"]);

export interface Caller {
  id: string;
  /** An incident without anybody, or a report that is proposed as one. */
  kind: "incident" | "report";
  since: string;
}

export const waitsAsFirst = (report: Report): boolean =>
  hasProposal(report) && report.proposal?.priority === highest && report.incident_id === null && !settled.has(report.state);

/** Whoever calls now, the longest waiting first: incidents before reports, of which nobody is sure yet. */
export function callersOf(incidents: Iterable<Incident>, reports: Iterable<Report>): Caller[] {
  const oldest = (a: Caller, b: Caller): number => Date.parse(a.since) - Date.parse(b.since);
  const alone = [...incidents]
    .filter((incident) => incident.priority === highest && isUnattended(incident))
    .map(({ id, reached_at }): Caller => ({ id, kind: "incident", since: reached_at }));
  const waiting = [...reports].filter(waitsAsFirst).map(({ id, received_at }): Caller => ({ id, kind: "report", since: received_at }));
  return [...alone.sort(oldest), ...waiting.sort(oldest)];
}

export type Quieted = ReadonlyMap<string, number>;

export const ringing = (callers: Caller[], quieted: Quieted, now: number): Caller[] =>
  callers.filter(({ id }) => (quieted.get(id) ?? 0) <= now);

/** Quiet one: the chosen one if it rings, else the one that has rung longest. */
export function quiet(callers: Caller[], quieted: Quieted, chosen: string | null, now: number): { one: Caller | null; quieted: Quieted } {
  const loud = ringing(callers, quieted, now);
  const one = loud.find(({ id }) => id === chosen) ?? loud[0] ?? null;
  return { one, quieted: one ? new Map([...quieted, [one.id, now + quiet_ms]]) : quieted };
}

/** Forget what no longer calls: if it falls back, say because the agency declined, it rings at once. */
export const stillQuiet = (callers: Caller[], quieted: Quieted): Quieted => {
  const here = new Set(callers.map(({ id }) => id));
  return new Map([...quieted].filter(([id]) => here.has(id)));
};
