/** What an order is besides its four times, so that words and shape can say it everywhere an order is shown. */

import type { Incident, Task } from "../api/shapes";

/**
 * Stand-by: get ready and wait, which must never look like "go". Drill: nobody is in need. Verified: the room agrees
 * that the work is done. Returned: it was not, and the agency is asked again.
 */
export type Mark = "stand_by" | "drill" | "verified" | "returned";

const verified = "verified";
const returned = "returned";
/** Until its crew moves, a stand-by order is told in words of its own. */
const waiting = new Set(["assigned", "delivered", "seen", "acknowledged", "unit_assigned"]);

export const standsBy = (task: Task): boolean => task.stand_by && waiting.has(task.state);

export function marksOf(task: Task, drill: boolean): Mark[] {
  return [
    ...(drill ? (["drill"] as const) : []),
    ...(task.stand_by ? (["stand_by"] as const) : []),
    ...(task.state === verified ? (["verified"] as const) : []),
    ...(task.state === returned ? (["returned"] as const) : []),
  ];
}

/** The key of the words for where an order stands: `stand_by.seen` is another thing than `task.seen`. */
export const standKey = (task: Task): string => `${standsBy(task) ? "stand_by" : "task"}.${task.state}`;

/** Orders whose work is done, whether or not the room has agreed to it. */
export const isDone = (task: Task): boolean => task.state === "completed" || task.state === verified;

export const isDrill = (incident: Incident): boolean => incident.drill || incident.channel === "drill";
