/** The call taker's queue: who rings, who is being spoken to, who wrote. Oldest first, because they have waited longest. */

import type { Report } from "../api/types";

export interface Queue {
  ringing: Report[];
  answered: Report[];
  messages: [channel: string, reports: Report[]][];
}

const oldestFirst = (a: Report, b: Report): number => Date.parse(a.received_at) - Date.parse(b.received_at);

export const isRinging = (report: Report): boolean =>
  report.call !== null && report.answered_at === null && report.call.state !== "abandoned" && report.call.state !== "ended";

/** An unknown type is no proposal: it says only that nothing was recognised. */
export const hasProposal = (report: Report): boolean => report.proposal !== null && (report.proposal.type ?? "unknown") !== "unknown";

export function sortQueue(reports: Iterable<Report>): Queue {
  const all = [...reports].sort(oldestFirst);
  const channels = new Map<string, Report[]>();
  for (const report of all) {
    if (report.call !== null) continue;
    channels.set(report.channel, [...(channels.get(report.channel) ?? []), report]);
  }
  return {
    ringing: all.filter(isRinging),
    answered: all.filter((report) => report.call !== null && !isRinging(report)),
    messages: [...channels],
  };
}
