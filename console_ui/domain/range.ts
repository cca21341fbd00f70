/** The span of time a report is about. */

import { dayOf, dayStart } from "../toolkit/time";

export type Range = "8h" | "24h" | "7d" | "30d" | "own";
export const ranges: Range[] = ["8h", "24h", "7d", "30d", "own"];

const hour_ms = 3_600_000;
const day_ms = 24 * hour_ms;

/** The last hours are counted from now; days are whole days of the city. */
export function spanOf(range: Range, own: { since: string; until: string }, now: number): { since: string; until: string } {
  if (range === "8h" || range === "24h") return { since: new Date(now - (range === "8h" ? 8 : 24) * hour_ms).toISOString(), until: "" };
  if (range === "own") {
    return {
      since: own.since ? dayStart(own.since) : "",
      until: own.until ? new Date(Date.parse(dayStart(own.until)) + day_ms).toISOString() : "",
    };
  }
  return { since: dayStart(dayOf(now - ((range === "7d" ? 7 : 30) - 1) * day_ms)), until: "" };
}

const weeklyFrom_days = 45;

/** A trend by day while the days can be told apart, by week beyond. */
export function periodOf(span: { since: string; until: string }, now: number): "day" | "week" {
  if (!span.since) return "week";
  const until = span.until ? Date.parse(span.until) : now;
  return (until - Date.parse(span.since)) / day_ms > weeklyFrom_days ? "week" : "day";
}
