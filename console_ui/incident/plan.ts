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

export function areaNames(plan: Plan): string[] {
  return plan.owners.map((owner) => (typeof owner === "string" ? owner : owner.name));
}
