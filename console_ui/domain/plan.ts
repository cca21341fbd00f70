/** Reading a proposal against what has been done already. */

import type { Incident, OverrideReason, Plan, PlanChange, PlanLine, Task } from "../api/shapes";
import { metresBetween } from "./features";
import { isDone, standsBy } from "./standing";
import { isLive, isRefused } from "./state";

/** The task that covers a line already: somebody has been asked for that service, perhaps another than proposed. */
export function coverOf(incident: Incident, line: PlanLine): Task | undefined {
  // Who was told to stand by for a line that says "go" has not been sent.
  const held = incident.tasks.filter((task) => (isLive(task) || isDone(task)) && (line.stand_by || !standsBy(task)));
  return held.find((task) => task.service === line.service) ?? held.find((task) => task.agency_id === line.agency_id && !task.service);
}

/** Whom to send for a line now: the proposed agency, or the next candidate after those that refused or kept silent. */
export function agencyFor(incident: Incident, line: PlanLine): string | null {
  const refused = new Set(incident.tasks.filter((task) => isRefused(task)).map((task) => task.agency_id));
  return [line.agency_id, ...line.candidates].find((id) => id !== null && !refused.has(id)) ?? null;
}

/** Why another agency than the proposed one is asked: one tap, the likeliest first. */
export const overrideReasons = ["nearer", "busy", "unreachable", "better_equipped", "place_is_other", "asked_for", "other"] as const satisfies readonly OverrideReason[];

/** What the plan asks for beyond the orders that its lines do not show: more crews, or a service that nobody needs any more. */
export const furtherChanges = (plan: Plan): PlanChange[] => (plan.changes ?? []).filter(({ step }) => step === "more" || step === "withdraw");

/** The next line to send: the first of the proposal that is not covered, stand-by last. */
export function nextLine(incident: Incident, plan: Plan): PlanLine | null {
  const open = plan.lines.filter((line) => !coverOf(incident, line) && agencyFor(incident, line) !== null);
  return open.find((line) => !line.stand_by) ?? open[0] ?? null;
}

/** Where two agencies may own the same service inside the circle of uncertainty: service -> agencies. */
export function doubtfulOwners(plan: Plan): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const { service, agency_id } of plan.owners) {
    const known = owners.get(service) ?? [];
    if (!known.includes(agency_id)) owners.set(service, [...known, agency_id]);
  }
  return new Map([...owners].filter(([, agencies]) => agencies.length > 1));
}

export const noPlan: Plan = {
  id: "",
  made_at: "",
  layer_version: "",
  reasons: [],
  near_border: false,
  owners: [],
  lines: [],
  checklist: [],
};

const far_m = 1e9;

/** What this incident may be the same as: the nearest first, then those without a place, the newest first. */
export function mergeTargets(incident: Incident, open: Iterable<Incident>): { incident: Incident; distance_m: number | null }[] {
  return [...open]
    .filter((other) => other.id !== incident.id)
    .map((other) => ({
      incident: other,
      distance_m: incident.location && other.location ? metresBetween(incident.location, other.location) : null,
    }))
    .sort(
      (a, b) =>
        (a.distance_m ?? far_m) - (b.distance_m ?? far_m) || Date.parse(b.incident.reached_at) - Date.parse(a.incident.reached_at),
    );
}
