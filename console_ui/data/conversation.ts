/** The words about an incident: read, added to, and marked as read. */

import { get, post, put } from "../api/client";
import type { Words } from "../api/shapes";
import { clock } from "../toolkit/clock.svelte";

export const readConversation = async (incident_id: string): Promise<Words[]> =>
  (await get<{ items: Words[] }>(`/incidents/${incident_id}/conversation`)).items;

/** The same `id` again adds nothing, so that a sending whose answer was lost is safe to repeat. */
export const addNote = (incident_id: string, id: string, text: string): Promise<unknown> =>
  post(`/incidents/${incident_id}/notes`, { id, text, at: clock.stamp() });

export const markSeen = (incident_id: string, until: string): Promise<unknown> => put(`/incidents/${incident_id}/seen`, { at: until });
