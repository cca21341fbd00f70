/** Who waits where now: every running clock under the one who answers for it, the worst first. */

import type { DueClock, Incident } from "../api/shapes";
import { overdue_s, passedOver, runningClocks } from "./state";

export interface WaitingRow {
  clock: DueClock;
  incident: Incident;
  overdue_s: number;
  /** Set for a breach that nobody can mend any more: the agency was passed over, and this is who is asked instead. */
  passedTo?: string | null;
}
export interface OwnerSummary {
  owner: string;
  running: number;
  breached: number;
  longest_s: number;
}

/** Answering, handing over and processing are somebody's next move; the whole response is everyone's and comes after them. */
const rank = (metric: string): number => (metric === "response" || metric === "resolution" ? 1 : 0);

export function waitingNow(incidents: Iterable<Incident>, now: number): WaitingRow[] {
  const rows: WaitingRow[] = [];
  for (const incident of incidents) {
    for (const clock of runningClocks(incident)) rows.push({ clock, incident, overdue_s: overdue_s(clock, now) });
    for (const { clock, successor } of passedOver(incident)) {
      rows.push({ clock, incident, overdue_s: overdue_s(clock, now), passedTo: successor?.agency_id ?? null });
    }
  }
  return rows.sort(
    (a, b) =>
      Number(b.overdue_s > 0) - Number(a.overdue_s > 0) ||
      Number(a.passedTo !== undefined) - Number(b.passedTo !== undefined) ||
      rank(a.clock.metric) - rank(b.clock.metric) ||
      a.incident.priority - b.incident.priority ||
      b.overdue_s - a.overdue_s,
  );
}

export function byOwner(rows: WaitingRow[], nameOf: (row: WaitingRow) => string, now: number): OwnerSummary[] {
  const owners = new Map<string, OwnerSummary>();
  for (const row of rows) {
    const owner = nameOf(row);
    const entry = owners.get(owner) ?? { owner, running: 0, breached: 0, longest_s: 0 };
    entry.running += row.passedTo === undefined ? 1 : 0;
    entry.breached += row.overdue_s > 0 ? 1 : 0;
    entry.longest_s = Math.max(entry.longest_s, (now - Date.parse(row.clock.started_at)) / 1000);
    owners.set(owner, entry);
  }
  return [...owners.values()].sort((a, b) => b.breached - a.breached || b.longest_s - a.longest_s);
}
