/** What became of an incident between the moment when somebody looked at it and now: the other side of a conflict. */

import type { Incident, Place, Task } from "../api/shapes";

export type Change =
  | { kind: "class"; type: string; priority: number }
  | { kind: "place"; place: Place | null }
  | { kind: "over"; state: string }
  | { kind: "again" }
  | { kind: "order"; task: Task }
  | { kind: "answer"; task: Task }
  | { kind: "reports"; more: number }
  | { kind: "alarm"; level: number }
  | { kind: "signs"; signs: Incident["signs"] };
export type ChangeKind = Change["kind"];

const open = new Set(["received", "verifying", "pending", "dispatched", "in_progress", "controlled", "reopened"]);
export const isOpenState = (state: string): boolean => open.has(state);

const sameSigns = (a: Incident, b: Incident): boolean => JSON.stringify(a.signs ?? []) === JSON.stringify(b.signs ?? []);

/** Everything that differs; `own` are the orders that were given at this very desk. */
export function changesSince(seen: Incident, now: Incident, own: ReadonlySet<string>): Change[] {
  const changes: Change[] = [];
  if (isOpenState(seen.state) && !isOpenState(now.state)) changes.push({ kind: "over", state: now.state });
  if (!isOpenState(seen.state) && isOpenState(now.state)) changes.push({ kind: "again" });
  if (seen.type !== now.type || seen.priority !== now.priority) changes.push({ kind: "class", type: now.type, priority: now.priority });
  if (seen.location?.lat !== now.location?.lat || seen.location?.lon !== now.location?.lon) changes.push({ kind: "place", place: now.location });
  if (seen.alarm_level !== now.alarm_level) changes.push({ kind: "alarm", level: now.alarm_level });
  if (!sameSigns(seen, now)) changes.push({ kind: "signs", signs: now.signs ?? [] });
  if (now.report_count > seen.report_count) changes.push({ kind: "reports", more: now.report_count - seen.report_count });
  return [...changes, ...orderChanges(seen, now, own)];
}

function orderChanges(seen: Incident, now: Incident, own: ReadonlySet<string>): Change[] {
  const before = new Map(seen.tasks.map((task) => [task.id, task.state]));
  return now.tasks.flatMap((task): Change[] => {
    const was = before.get(task.id);
    if (was === undefined) return own.has(task.id) ? [] : [{ kind: "order", task }];
    return was === task.state ? [] : [{ kind: "answer", task }];
  });
}

/** Which changes somebody must see before this act goes through; of the others its meaning is the same. */
const all: readonly ChangeKind[] = ["class", "place", "over", "again", "order", "answer", "reports", "alarm", "signs"];
const matters: Readonly<Record<string, readonly ChangeKind[]>> = {
  classify: ["class", "over"],
  locate: ["place", "over"],
  merge: ["class", "place", "over", "order"],
  assign: ["class", "place", "over", "order"],
  alarm: ["alarm", "class", "over"],
  signs: ["signs", "over"],
};

export function mattersTo(act: string, changes: readonly Change[]): Change[] {
  const kinds = matters[act] ?? all;
  return changes.filter(({ kind }) => kinds.includes(kind));
}
