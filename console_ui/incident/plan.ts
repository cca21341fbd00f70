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

/** Who may own the ground inside the circle of uncertainty: the agencies where they differ, else the areas. */
export function ownersNear(plan: Plan): string[] {
  const agencies = [...new Set(plan.owners.map((owner) => owner.agency_name))];
  return agencies.length > 1 ? agencies : (plan.areas ?? []).map((area) => area.name);
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
