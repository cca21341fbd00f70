/** The call taker's queue: who rings, who is being spoken to, who wrote. Oldest first, because they have waited longest. */

import type { Report } from "../api/shapes";

export interface Queue {
  ringing: Report[];
  answered: Report[];
  messages: [channel: string, reports: Report[]][];
}

/** What the queue must know beside the reports. */
export interface QueueFacts {
  now: number;
  /** Calls whose caller hung up: they wait in the list of call-backs. */
  abandoned: ReadonlySet<string>;
}

/** Nobody lets it ring longer: without a word from the telephones such a call is over. */
const longestRing_s = 180;
const over = new Set(["abandoned", "ended", "answered", "held", "transferred"]);

const oldestFirst = (a: Report, b: Report): number => Date.parse(a.received_at) - Date.parse(b.received_at);

export const callIdOf = (report: Report): string | null => report.call?.call_id ?? report.call_id ?? null;

export function isRinging(report: Report, facts: QueueFacts): boolean {
  const id = callIdOf(report);
  if (id === null || report.answered_at !== null || facts.abandoned.has(id)) return false;
  if (report.call) return !over.has(report.call.state);
  return (facts.now - Date.parse(report.received_at)) / 1000 < longestRing_s;
}

/** An unknown type is no proposal: it says only that nothing was recognised. */
export const hasProposal = (report: Report): boolean => report.proposal !== null && (report.proposal.type ?? "unknown") !== "unknown";

export function sortQueue(reports: Iterable<Report>, facts: QueueFacts): Queue {
  const all = [...reports].sort(oldestFirst);
  const channels = new Map<string, Report[]>();
  for (const report of all) {
    if (callIdOf(report) !== null) continue;
    channels.set(report.channel, [...(channels.get(report.channel) ?? []), report]);
  }
  return {
    ringing: all.filter((report) => isRinging(report, facts)),
    answered: all.filter((report) => callIdOf(report) !== null && !isRinging(report, facts)),
    messages: [...channels],
  };
}
