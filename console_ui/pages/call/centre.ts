/** What the centre does for a call in hand, each as the request that tells it. */

import type { Report } from "../../api/shapes";
import { openIncident } from "../../data/incidents";
import type { NewReport } from "../../data/reports";
import { answer, claim, discard, link, readReport, refer, release, restore, sendReport, unlink, writeReport } from "../../data/reports";
import type { Call } from "../../domain/call";
import { fullWords } from "../../domain/call";
import type { Centre } from "../../domain/deliver";
import { clock } from "../../toolkit/clock.svelte";
import { told } from "./open_call.svelte";

/** What a desk asks beyond bringing a call in. */
export interface DeskCentre extends Centre {
  /** Say that somebody here has it in hand. */
  claim(report_id: string): Promise<Report>;
  unlink(report_id: string): Promise<Report>;
  restore(report_id: string): Promise<Report>;
}

const priorityOf = (call: Call): { priority?: 1 | 2 | 3 | 4 | 5 } =>
  call.priority ? { priority: Number(call.priority) as 1 | 2 | 3 | 4 | 5 } : {};

export const centre: DeskCentre = {
  compose: (call) =>
    JSON.stringify({
      external_id: call.id,
      text: fullWords(call),
      received_at: call.startedAt ?? clock.stamp(),
      answered_at: call.startedAt ?? clock.stamp(),
      ...(call.place ? { location: told(call.place) } : {}),
      ...(call.number || call.name
        ? { reporter: { ...(call.name ? { name: call.name } : {}), ...(call.number ? { phone: call.number } : {}) } }
        : {}),
    }),
  create: (first) => sendReport(JSON.parse(first) as NewReport),
  answer,
  write: (id, text, { name, number, version }) =>
    writeReport(id, {
      text,
      ...(name ? { name } : {}),
      ...(number ? { phone: number } : {}),
      ...(version === null ? {} : { version }),
    }),
  read: readReport,
  open: (call) =>
    openIncident({
      ...(call.report_id ? { report_id: call.report_id } : {}),
      type: call.type || "unknown",
      ...priorityOf(call),
      ...(fullWords(call) ? { summary: fullWords(call) } : {}),
      ...(call.place ? { location: told(call.place) } : {}),
    }),
  link,
  discard,
  refer,
  release,
  claim,
  unlink,
  restore,
};
