/**
 * Brings a call to the centre: first that it was answered, then its words, then what was decided about it. Each step
 * may be tried again after a cut network, a frozen server or a crash, and happens once.
 */

import { Problem } from "../api/problem";
import type { Incident, Report } from "../api/shapes";
import type { Call } from "./call";
import { fullWords, joined, owesWords, whoCalls } from "./call";

export interface Centre {
  /** The first sending, as text. */
  compose(call: Call): string;
  create(first: string): Promise<Report>;
  answer(report_id: string, at: string): Promise<Report>;
  write(report_id: string, words: string, call: Call): Promise<Report>;
  read(report_id: string): Promise<Report>;
  open(call: Call): Promise<Incident>;
  link(report_id: string, incident_id: string): Promise<unknown>;
  discard(report_id: string, reason: string): Promise<unknown>;
  refer(report_id: string, to: string, ticket: string): Promise<unknown>;
  release(report_id: string): Promise<unknown>;
}
/** The call as it stands now: its words may grow while a step is under way. */
export interface Slot {
  read(): Call;
  change(changes: Partial<Call>): void;
}

/** More rounds than two people typing at once need; a centre that never agrees is a fault to show. */
const mostRounds = 8;

const isConflict = (cause: unknown): boolean => cause instanceof Problem && cause.status === 409;

/** After it the centre has every word that was typed before the last step began. */
export async function keepWords(slot: Slot, centre: Centre): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    const call = slot.read();
    const words = fullWords(call);
    if (call.report_id === null) {
      const first = call.first ?? centre.compose(call);
      if (call.first === null) slot.change({ first });
      const report = await centre.create(first);
      slot.change({ report_id: report.id, answeredAt: null, ...joined(slot.read(), report) });
    } else if (call.answeredAt !== null) {
      const report = await centre.answer(call.report_id, call.answeredAt);
      // The version it comes with may hold a colleague's words: taking only the number would overwrite them.
      slot.change({ answeredAt: null, ...joined(slot.read(), report) });
    } else if (owesWords(call)) {
      await write(slot, centre, call.report_id, words);
    } else return;
  }
  throw new Problem(409, { code: "console.never_agreed" });
}

async function write(slot: Slot, centre: Centre, report_id: string, words: string): Promise<void> {
  const toldWho = whoCalls(slot.read());
  try {
    const report = await centre.write(report_id, words, slot.read());
    slot.change({ version: report.version, kept: words, toldWho });
  } catch (cause) {
    if (!isConflict(cause)) throw cause;
    slot.change(joined(slot.read(), await centre.read(report_id)));
  }
}

/** Do what was decided, and return the incident that came of it or its id; null where there is none. */
export async function carryOut(slot: Slot, centre: Centre): Promise<Incident | string | null> {
  const call = slot.read();
  const { outcome, report_id } = call;
  if (outcome === null || report_id === null) return null;
  try {
    switch (outcome.verb) {
      case "send":
        return await centre.open(call);
      case "link":
        await centre.link(report_id, outcome.incident_id);
        return outcome.incident_id;
      case "discard":
        await centre.discard(report_id, outcome.reason);
        return null;
      case "refer":
        await centre.refer(report_id, outcome.to, outcome.ticket);
        return null;
      case "put_back":
        await centre.release(report_id);
        return null;
    }
  } catch (cause) {
    // The answer to an earlier try may have been lost on its way: then it has happened, and once is enough.
    if (!isConflict(cause)) throw cause;
    const report = await centre.read(report_id);
    if (!hasHappened(call, report)) throw cause;
    return report.incident_id;
  }
}

function hasHappened({ outcome }: Call, report: Report): boolean {
  switch (outcome?.verb) {
    case "send":
      return report.state === "linked";
    case "link":
      return report.incident_id === outcome.incident_id;
    case "discard":
      return report.state === "discarded";
    case "refer":
      return report.state === "referred";
    // Somebody else has it in hand or has decided: then it need not be given back.
    case "put_back":
      return true;
    default:
      return false;
  }
}
