/**
 * A decision about an incident goes out with the version that was looked at. When somebody else was quicker, both sides
 * are laid before whoever decided; what changed nothing about the matter does not hold the decision up.
 */

import { isBehind } from "../api/problem";
import type { Incident } from "../api/shapes";
import type { Change } from "./changes";
import { changesSince, mattersTo } from "./changes";

/** Somebody else was quicker: how each incident stands now, and what of it matters. */
export interface Standoff {
  now: Incident[];
  changes: Change[];
}
export type Attempt<T> = { done: T } | { standoff: Standoff };

export interface Decision<T> {
  act: string;
  /** As they stood on the screen when it was decided: the one it is about, then the other one of a merge. */
  seen: readonly Incident[];
  /** The order it is about, where it is about one of its orders. */
  task?: string | undefined;
  own: ReadonlySet<string>;
  send(versions: number[]): Promise<T>;
  read(id: string): Promise<Incident>;
}

/** A centre in which everything changes all the time must not keep a decision for ever. */
const mostRounds = 5;

const versionOf = (incident: Incident, task: string | undefined): number =>
  (task === undefined ? undefined : incident.tasks.find(({ id }) => id === task))?.version ?? incident.version;

/** What somebody must know who decided this on the older picture. */
function between({ act, own, task }: Pick<Decision<unknown>, "act" | "own" | "task">, seen: Incident, now: Incident): Change[] {
  const changes = changesSince(seen, now, own);
  if (task === undefined) return mattersTo(act, changes);
  return changes.filter((change) => change.kind === "answer" && change.task.id === task);
}

export async function attempt<T>(decision: Decision<T>): Promise<Attempt<T>> {
  const { seen, task, send, read } = decision;
  let versions = seen.map((incident) => versionOf(incident, task));
  let now: Incident[] = [...seen];
  for (let round = 0; round < mostRounds; round += 1) {
    try {
      return { done: await send(versions) };
    } catch (cause) {
      if (!isBehind(cause)) throw cause;
    }
    now = await Promise.all(seen.map(({ id }) => read(id)));
    const changes = now.flatMap((incident, at) => between(decision, seen[at] ?? incident, incident));
    if (changes.length > 0) return { standoff: { now, changes } };
    versions = now.map((incident) => versionOf(incident, task));
  }
  return { standoff: { now, changes: [] } };
}
