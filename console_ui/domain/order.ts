/** Worst first, and a list that keeps still while somebody's hand is on it. */

import type { Incident } from "../api/shapes";
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
