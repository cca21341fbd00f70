/** Answers that have not reached the centre yet: kept in order, each with its true time, sent when the network is back. */

import { Problem } from "../api/problem";
import type { TaskVerb } from "../data/tasks";

export interface Waiting {
  id: string;
  task_id: string;
  verb: TaskVerb;
  body: Record<string, unknown> & { at: string };
  /** Held back until then, in milliseconds, so that it can be taken back. */
  heldUntil?: number;
}

/** What ends an order is sent a little later: a thumb that slipped on "done" must not send the crew home. */
export const undo_ms = 10_000;
export interface Store {
  read(): Waiting[];
  write(entries: Waiting[]): void;
}
export type Send = (task_id: string, verb: TaskVerb, body: Record<string, unknown>) => Promise<unknown>;

export interface Flushed {
  sent: number;
  /** Refused by the centre: sending again would not help, so they leave the line and are shown. */
  refused: { entry: Waiting; problem: Problem }[];
}

/** The oldest that may go now; one that is held back also holds what came after it for the same order. */
function nextDue(entries: Waiting[], now: number): Waiting | undefined {
  const held = new Set<string>();
  return entries.find((entry) => {
    if ((entry.heldUntil ?? 0) > now) held.add(entry.task_id);
    return !held.has(entry.task_id);
  });
}

/** Send what waits, oldest first; stop at the first that cannot reach the centre. */
export async function flush(store: Store, send: Send, now: number): Promise<Flushed> {
  const outcome: Flushed = { sent: 0, refused: [] };
  for (let current = nextDue(store.read(), now); current; current = nextDue(store.read(), now)) {
    const { id } = current;
    try {
      await send(current.task_id, current.verb, current.body);
      outcome.sent += 1;
    } catch (cause) {
      if (!(cause instanceof Problem) || cause.unreachable || cause.status === 401) return outcome;
      outcome.refused.push({ entry: current, problem: cause });
    }
    store.write(store.read().filter((other) => other.id !== id));
  }
  return outcome;
}

/**
 * The order as this phone knows it best. The centre's own answer comes before the board's picture does; without it the
 * card would fall back for a moment, and the next press would land on the button of the step just taken.
 */
export function newestOf<T extends { version: number }>(shown: T, confirmed: T | undefined): T {
  return confirmed && confirmed.version > shown.version ? confirmed : shown;
}

/** What the card shows while an answer waits: the state it will have, as far as this phone knows. */
export function expectedState(state: string, waiting: Waiting[]): string {
  let expected = state;
  for (const entry of waiting) {
    if (entry.verb === "acknowledge") expected = "acknowledged";
    else if (entry.verb === "decline") expected = "declined";
    else if (entry.verb === "progress" && typeof entry.body["state"] === "string") expected = entry.body["state"];
  }
  return expected;
}

export type NextStep = "acknowledge" | "en_route" | "on_scene" | "completed" | null;

export function nextStepOf(state: string): NextStep {
  switch (state) {
    case "assigned":
    case "delivered":
    case "seen":
    case "expired":
      return "acknowledge";
    case "acknowledged":
    case "unit_assigned":
      return "en_route";
    case "en_route":
      return "on_scene";
    case "on_scene":
      return "completed";
    default:
      return null;
  }
}
