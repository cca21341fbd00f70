/** Alarms in the order in which they want somebody: lives first, then whoever has waited longest. */

import type { Alarm } from "../api/shapes";

type Ranked = Pick<Alarm, "id" | "priority" | "since">;

export const byUrgency = <A extends Ranked>(alarms: Iterable<A>): A[] =>
  [...alarms].sort((a, b) => a.priority - b.priority || Date.parse(a.since) - Date.parse(b.since) || a.id.localeCompare(b.id));
