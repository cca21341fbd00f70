/** The stream of words of an incident: what was said stands out, what was only changed is told by the history. */

import type { Words } from "../api/shapes";

export const said = (items: readonly Words[]): Words[] => items.filter(({ kind, text, media }) => kind !== "change" && (text !== "" || media.length > 0));

export const newOnes = (items: readonly Words[]): Words[] => said(items).filter((item) => item.is_new);

/** Until when somebody has read who has this list before them; null when nothing was said. */
export function readUntil(items: readonly Words[]): string | null {
  const newest = Math.max(...said(items).map(({ recorded_at }) => Date.parse(recorded_at)));
  return Number.isFinite(newest) ? new Date(newest).toISOString() : null;
}

/** The newest first for whoever must act; on paper a story is read from its beginning. */
export const inOrder = (items: readonly Words[], newestFirst: boolean): Words[] =>
  newestFirst ? said(items).reverse() : said(items);
