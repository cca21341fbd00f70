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

export const getIncident = (id: string): Promise<Incident> => get(`/incidents/${id}`);

export const getPlan = (id: string): Promise<Plan> => get(`/incidents/${id}/plan`);
export const planAgain = (id: string): Promise<Plan> => post(`/incidents/${id}/plan`);

export const listEvents = async (id: string): Promise<LogEvent[]> =>
  (await get<{ items: LogEvent[] }>(`/incidents/${id}/events`)).items;

/** Which version of the incident the decision was made on. */
export interface Basis {
  id: string;
  version: number | undefined;
}

export const classify = ({ id, version }: Basis, type: string, priority: Priority): Promise<Incident> =>
  post(`/incidents/${id}/classify`, { type, priority, version, at: clock.stamp() });

export const close = ({ id, version }: Basis, disposition: string, note: string): Promise<Incident> =>
  post(`/incidents/${id}/close`, { disposition, ...(note ? { note } : {}), version, at: clock.stamp() });

export const reopen = (id: string, reason: string): Promise<Incident> => post(`/incidents/${id}/reopen`, { reason, at: clock.stamp() });

export const locate = ({ id, version }: Basis, location: Place): Promise<Incident> =>
  post(`/incidents/${id}/locate`, { location, version, at: clock.stamp() });

/** Reversible: the one that goes stays readable and can be taken out again. */
export const merge = ({ id, version }: Basis, into: Basis, reason: string): Promise<Incident> =>
  post(`/incidents/${id}/merge`, { into: into.id, reason, version, into_version: into.version, at: clock.stamp() });
export const unmerge = (id: string): Promise<Incident> => post(`/incidents/${id}/unmerge`, { at: clock.stamp() });

const newestMerged = 200;
export const listMergedInto = async (id: string): Promise<Incident[]> =>
  (await get<{ items: Incident[] }>("/incidents", { state: "merged", limit: newestMerged })).items.filter((found) => found.merged_into === id);
