/** What the console asks and tells about incidents. */

import { get, post } from "../api/client";
import type { Incident, LogEvent, Place, Plan, Priority } from "../api/shapes";
import { clock } from "../toolkit/clock.svelte";

export interface NewIncident {
  report_id?: string;
  type: string;
  priority?: Priority;
  summary?: string;
  location?: Place;
  reached_at?: string;
  answered_at?: string;
  drill?: boolean;
}

export const openIncident = (incident: NewIncident): Promise<Incident> =>
  post("/incidents", { ...incident, at: clock.stamp() });

export const getPlan = (id: string): Promise<Plan> => get(`/incidents/${id}/plan`);
export const planAgain = (id: string): Promise<Plan> => post(`/incidents/${id}/plan`);

export const listEvents = async (id: string): Promise<LogEvent[]> =>
  (await get<{ items: LogEvent[] }>(`/incidents/${id}/events`)).items;

export const classify = (incident: Incident, type: string, priority: Priority): Promise<Incident> =>
  post(`/incidents/${incident.id}/classify`, { type, priority, version: incident.version, at: clock.stamp() });

export const close = (id: string, disposition: string, note: string): Promise<Incident> =>
  post(`/incidents/${id}/close`, { disposition, ...(note ? { note } : {}), at: clock.stamp() });

export const reopen = (id: string, reason: string): Promise<Incident> => post(`/incidents/${id}/reopen`, { reason, at: clock.stamp() });

export const locate = (incident: Incident, location: Place): Promise<Incident> =>
  post(`/incidents/${incident.id}/locate`, { location, version: incident.version, at: clock.stamp() });

/** Reversible: the one that goes stays readable and can be taken out again. */
export const merge = (id: string, into: string, reason: string): Promise<Incident> =>
  post(`/incidents/${id}/merge`, { into, reason, at: clock.stamp() });
export const unmerge = (id: string): Promise<Incident> => post(`/incidents/${id}/unmerge`, { at: clock.stamp() });

const newestMerged = 200;
export const listMergedInto = async (id: string): Promise<Incident[]> =>
  (await get<{ items: Incident[] }>("/incidents", { state: "merged", limit: newestMerged })).items.filter((found) => found.merged_into === id);
