/** Who answers for a clock, in the word the room uses. */

import type { Clock } from "../api/types";
import { picture } from "../live/board.svelte";
import { tCode } from "./i18n.svelte";

export function agencyName(id: string | null | undefined, fallback?: string | null): string {
  if (!id) return fallback ?? "–";
  return picture.agencies.get(id)?.short_name ?? fallback ?? id;
}

export function ownerOf(clock: Clock): string {
  if (clock.agency_id && picture.agencies.has(clock.agency_id)) return agencyName(clock.agency_id);
  if (clock.owner && picture.agencies.has(clock.owner)) return agencyName(clock.owner);
  return tCode("owner", clock.owner || "everyone");
}
