/** Reports as they come in, and what a call taker does with them. */

import { get, patch, post } from "../api/client";
import type { Caller, Place, Preview, Report } from "../api/shapes";
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

export const readReport = (id: string): Promise<Report> => get(`/reports/${id}`);

export const answer = (id: string, at: string): Promise<Report> => post(`/reports/${id}/answer`, { at });

/** What a form holds of a report. */
export interface Typed {
  text: string;
  name?: string;
  phone?: string;
  version?: number;
}

/** Put these words in the report, if it is still the version that is known here. */
export const writeReport = (id: string, typed: Typed): Promise<Report> => patch(`/reports/${id}`, typed);

/** Say that somebody here has it in hand. */
export const claim = (id: string): Promise<Report> => post(`/reports/${id}/claim`);
/** Take it from a colleague who has it, knowingly. */
export const takeOver = (id: string): Promise<Report> => post(`/reports/${id}/claim`, { take_over: true });

/** Call the reporter: the number comes with the record of who asked for it. */
export const dialReporter = (id: string): Promise<{ number: string }> => post(`/reports/${id}/dial`, { at: clock.stamp() });

/** Call somebody who hung up before anybody answered; who asked for the number is written down. */
export const dialCallBack = (id: string): Promise<{ number: string }> => post(`/call-backs/${id}/dial`, { at: clock.stamp() });

/** Write to the reporter; the answer joins the report. */
export const tellReporter = (id: string, text: string): Promise<unknown> => post(`/reports/${id}/tell`, { text });

/** Text somebody who hung up: how to get help. */
export const textCallBack = (id: string): Promise<unknown> => post(`/call-backs/${id}/text`);

/** Say that a second person has seen what was found; its finder is refused. */
export const verifyFinding = (id: string): Promise<Report> => post(`/reports/${id}/verify`);

/** Give it back to the queue. */
export const release = (id: string): Promise<Report> => post(`/reports/${id}/release`);

/** Take the report out of its incident: it waits again. */
export const unlink = (id: string): Promise<Report> => post(`/reports/${id}/unlink`, { at: clock.stamp() });
/** Take a discard or a referral back: the report waits again. */
export const restore = (id: string): Promise<Report> => post(`/reports/${id}/restore`, { at: clock.stamp() });

export const link = (id: string, incident_id: string): Promise<Report> => post(`/reports/${id}/link`, { incident_id });

export const discard = (id: string, reason: string): Promise<Report> => post(`/reports/${id}/discard`, { reason });

export const settleMessage = (id: string, note: string): Promise<unknown> =>
  post(`/raw-messages/${id}/settle`, { note });

export const finishCallBack = (id: string, outcome: string): Promise<unknown> =>
  post(`/call-backs/${id}/done`, { outcome });

export const refer = (id: string, to: string, ticket: string): Promise<Report> =>
  post(`/reports/${id}/refer`, { to, ...(ticket ? { ticket } : {}) });

/** What is known of a number while its call is in hand; the centre writes down that it was read. */
export const readCaller = (number: string): Promise<Caller> => post("/reports/caller", { number });

/** What these words would be taken for; nothing is stored. */
export const previewReport = (text: string, location: Place | null): Promise<Preview> =>
  post("/reports/proposal", { text, ...(location ? { location } : {}) });
