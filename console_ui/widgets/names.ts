/** Agencies, owners of clocks and the standing of orders, in the words the room uses. */

import type { Clock, Incident, Task } from "../api/shapes";
import { standKey } from "../domain/standing";
import { nextStep } from "../domain/state";
import { picture } from "../live/board.svelte";
import type { TextKey } from "../toolkit/i18n.svelte";
import { t, tCode } from "../toolkit/i18n.svelte";

const agencyPrefix = "agency:";

export function agencyName(id: string | null | undefined, fallback?: string | null): string {
  if (!id) return fallback ?? "–";
  return picture.agencies.get(id)?.short_name ?? fallback ?? id;
}

export const standingOf = (task: Task): string => t(standKey(task) as TextKey);

/** "Everyone" answers for a whole response, which helps nobody at three in the morning: then it is whoever has the next move. */
export function ownerOf(clock: Clock, incident: Incident | null, now: number): string {
  if (clock.agency_id && picture.agencies.has(clock.agency_id)) return agencyName(clock.agency_id);
  if (clock.owner.startsWith(agencyPrefix)) return agencyName(clock.owner.slice(agencyPrefix.length));
  if (clock.owner && clock.owner !== "everyone") return tCode("owner", clock.owner);
  const { task, step } = incident ? nextStep(incident, now) : { task: null, step: null };
  return task && step !== "replace" ? agencyName(task.agency_id, task.agency_name) : tCode("owner", "dispatcher");
}
