/** Reports as they come in, and what a call taker does with them. */

import { post } from "../api/client";
import type { Place, Preview, Report } from "../api/shapes";
import { clock } from "../toolkit/clock.svelte";

export interface NewReport {
  external_id: string;
  text: string;
  location?: Place;
  reporter?: { name?: string; phone?: string; anonymous?: boolean };
  answered_at?: string;
  received_at?: string;
}

/** A person is at work on it, so no policy may open an incident by itself meanwhile. */
export const sendReport = (report: NewReport): Promise<Report> => post("/reports", { channel: "112", ...report, open: false });

export const answer = (id: string): Promise<Report> => post(`/reports/${id}/answer`, { at: clock.stamp() });

export const link = (id: string, incident_id: string): Promise<Report> => post(`/reports/${id}/link`, { incident_id });

export const discard = (id: string, reason: string): Promise<Report> => post(`/reports/${id}/discard`, { reason });

export const settleMessage = (id: string, note: string): Promise<unknown> =>
  post(`/raw-messages/${id}/settle`, { note });

export const finishCallBack = (id: string, outcome: string): Promise<unknown> =>
  post(`/call-backs/${id}/done`, { outcome });

export const refer = (id: string, to: string, ticket: string): Promise<Report> =>
  post(`/reports/${id}/refer`, { to, ...(ticket ? { ticket } : {}) });

/** What these words would be taken for; nothing is stored. */
export const previewReport = (text: string, location: Place | null): Promise<Preview> =>
  post("/reports/proposal", { text, ...(location ? { location } : {}) });
