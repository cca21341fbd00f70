/** Which proposal counts while a call is being written down. */

import type { Place, Preview, Proposal, Report } from "../api/shapes";

/** A place that was only named is taken over from here on, as for a report that nobody touches. */
const trusted = 0.6;

const known = (proposal: Proposal | null | undefined): Proposal | null => (proposal && (proposal.type ?? "unknown") !== "unknown" ? proposal : null);

/** What was said before and what the call taker writes about it. */
export function wordsOf(before: string, typed: string): string {
  const kept = before.trim();
  const text = typed.trim();
  return kept && text && !text.includes(kept) ? `${kept}\n${text}` : text || kept;
}

/** The words on the screen say more than what was stored before them. */
export function bestProposal(preview: Preview | null, report: Report | null): Proposal | null {
  return known(preview?.proposal) ?? known(report?.proposal);
}

export function assumedPlace(preview: Preview | null): Place | null {
  const best = preview?.places[0];
  if (!best || (best.score ?? 0) < trusted) return null;
  return { lat: best.lat, lon: best.lon, accuracy_m: best.accuracy_m, method: "gazetteer", address: best.name };
}

/** Reasons as a person says them: each once, what counted most first. */
export function because(proposal: Proposal): string {
  const said = [...proposal.reasons].sort((a, b) => Math.abs(b.weight ?? 0) - Math.abs(a.weight ?? 0)).map((reason) => reason.text);
  return [...new Set(said)].join(", ");
}
