/** Reading a proposal against what has been done already. */

import type { Incident, Plan, PlanLine } from "../api/types";
import { isLive } from "./state";

export function alreadyAsked(incident: Incident, agency_id: string): boolean {
  return incident.tasks.some((task) => task.agency_id === agency_id && (isLive(task) || task.state === "completed"));
}

/** The next line to send: the first of the proposal that nobody has been asked for yet, stand-by last. */
export function nextLine(incident: Incident, plan: Plan): PlanLine | null {
  const open = plan.lines.filter((line) => line.agency_id !== null && !alreadyAsked(incident, line.agency_id));
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
