/** Orders to agencies: given by the room, answered by the agency. */

import { get, post } from "../api/client";
import type { OverrideReason, Task } from "../api/shapes";
import { clock } from "../toolkit/clock.svelte";
import type { Basis } from "./incidents";

export const assign = (incident: Basis, agency_id: string, service: string | null, override?: OverrideReason): Promise<Task> =>
  post("/tasks", {
    incident_id: incident.id,
    agency_id,
    ...(service ? { service } : {}),
    ...(override ? { override } : {}),
    version: incident.version,
    at: clock.stamp(),
  });

export const cancelTask = (id: string, reason: string): Promise<Task> =>
  post(`/tasks/${id}/cancel`, { reason, at: clock.stamp() });

/** Read the agency's own inbox. The cards come from the board; this reading is the proof that the orders reached the device. */
export const readInbox = (): Promise<{ recalls: Recall[] }> => get("/portal/tasks");

/** An order that was taken back, of which nobody at the agency has said that he heard. */
export interface Recall {
  id: string;
  incident: { number: string; type: string; address: string | null; area: { name: string | null } | null };
}

export interface Contact {
  name: string | null;
  phone: string | null;
}

/** Whom to call: told once a human of the agency has taken the order, and written down each time. */
export async function readContacts(task_id: string): Promise<Contact[]> {
  return (await get<{ reporters: Contact[] | null }>(`/portal/tasks/${task_id}`)).reporters ?? [];
}

export type TaskVerb = "seen" | "acknowledge" | "acknowledge-recall" | "decline" | "progress";

export const tellTask = (id: string, verb: TaskVerb, body: Record<string, unknown>): Promise<Task> =>
  post(`/tasks/${id}/${verb}`, body);
