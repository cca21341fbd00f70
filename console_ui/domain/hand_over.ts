/** The four separate times of an order: sent, on the device, seen, taken by a human. */

import type { Task } from "../api/shapes";

export const stepsOf = (task: Task) =>
  [
    { key: "step.assigned", at: task.assigned_at },
    { key: "step.delivered", at: task.delivered_at },
    { key: "step.seen", at: task.seen_at },
    { key: "step.acknowledged", at: task.acknowledged_at },
  ] as const;
