/** Worst first, and a list that keeps still while somebody's hand is on it. */

import type { Incident, Report } from "../api/shapes";
import { waitsAsFirst } from "./alarm";
import { isBreached, isUnattended } from "./state";

/** Priorities at which every minute without anybody counts. */
const urgent = 2;

/**
 * Urgent ones that nobody attends to, because only the room can help them; then by priority, again those without
 * anybody first, then whether a clock is past due, then the oldest.
 */
export function worstFirst(incidents: Iterable<Incident>, now: number): Incident[] {
  return [...incidents]
    .map((incident) => ({
      incident,
      alone: isUnattended(incident),
      breached: isBreached(incident, now),
      reached: Date.parse(incident.reached_at),
    }))
    .sort(
      (a, b) =>
        Number(b.alone && b.incident.priority <= urgent) - Number(a.alone && a.incident.priority <= urgent) ||
        a.incident.priority - b.incident.priority ||
        Number(b.alone) - Number(a.alone) ||
        Number(b.breached) - Number(a.breached) ||
        a.reached - b.reached ||
        a.incident.number.localeCompare(b.incident.number),
    )
    .map((entry) => entry.incident);
}

export type Row = { kind: "incident"; id: string; incident: Incident } | { kind: "report"; id: string; report: Report };

/** Incidents, and the reports that are proposed as priority 1 among them: nobody goes there either, so they wait as those do. */
export function rowsOf(incidents: Iterable<Incident>, reports: Iterable<Report>, now: number): Row[] {
  const rows = worstFirst(incidents, now).map((incident): Row => ({ kind: "incident", id: incident.id, incident }));
  const waiting = [...reports].filter(waitsAsFirst).sort((a, b) => Date.parse(a.received_at) - Date.parse(b.received_at));
  for (const report of waiting) {
    const at = rows.findIndex((row) => comesAfter(row, report));
    rows.splice(at === -1 ? rows.length : at, 0, { kind: "report", id: report.id, report });
  }
  return rows;
}

/** Of those that nobody goes to the longest waiting comes first; whoever somebody goes to comes after them. */
function comesAfter(row: Row, report: Report): boolean {
  if (row.kind === "report") return false;
  const { incident } = row;
  if (!isUnattended(incident) || incident.priority > 1) return true;
  return Date.parse(incident.reached_at) > Date.parse(report.received_at);
}

export interface Held {
  /** What to show now. */
  order: string[];
  /** How many wait above the marker. */
  fresh: number;
  /** True when letting go would change the order. */
  stale: boolean;
}

/** While held: rows stay where they are, vanished ones leave, new ones wait and are counted. */
export function hold(shown: string[], wanted: string[], held: boolean): Held {
  if (!held || shown.length === 0) return { order: wanted, fresh: 0, stale: false };
  const present = new Set(wanted);
  const order = shown.filter((id) => present.has(id));
  const kept = new Set(order);
  const settled = wanted.filter((id) => kept.has(id));
  const moved = settled.some((id, place) => order[place] !== id);
  return { order, fresh: wanted.length - order.length, stale: moved || order.length !== wanted.length };
}
