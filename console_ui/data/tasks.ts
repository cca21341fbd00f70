/** Orders to agencies: given by the room, answered by the agency. */

import { get, post } from "../api/client";
import type { Page, Task } from "../api/types";
import { clock } from "../shared/clock.svelte";

export const assign = (incident_id: string, agency_id: string, service: string | null): Promise<Task> =>
  post("/tasks", { incident_id, agency_id, ...(service ? { service } : {}), at: clock.stamp() });

export const cancelTask = (id: string, reason: string): Promise<Task> =>
  post(`/tasks/${id}/cancel`, { reason, at: clock.stamp() });

export interface PortalTask {
  task: Task;
  incident: PortalIncident | null;
}
export interface PortalIncident {
  number?: string;
  type: string;
  priority: number;
  summary?: string | null;
  location?: { lat: number; lon: number; accuracy_m?: number | null; address?: string | null } | null;
  area?: { name: string } | null;
}

/** The agency's own inbox. Reading it tells the room that the order has reached the device. */
export async function listPortalTasks(): Promise<PortalTask[]> {
  const answer = await get<Page<Task & { incident?: PortalIncident }> | (Task & { incident?: PortalIncident })[]>(
    "/portal/tasks",
  );
  const items = Array.isArray(answer) ? answer : answer.items;
  return items.map((task) => ({ task, incident: task.incident ?? null }));
}

export type TaskVerb = "seen" | "acknowledge" | "decline" | "progress";

export const tellTask = (id: string, verb: TaskVerb, body: Record<string, unknown>): Promise<Task> =>
  post(`/tasks/${id}/${verb}`, body);
