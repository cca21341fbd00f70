import { describe, expect, it } from "vitest";
import { Problem } from "../api/problem";
import type { Waiting } from "./waiting";
import { expectedState, flush, newestOf, nextStepOf } from "./waiting";

const entry = (id: string, verb: Waiting["verb"], body: Record<string, unknown> = {}): Waiting => ({
  id,
  task_id: "t1",
  verb,
  body: { ...body, at: "2026-11-22T10:00:00Z" },
});

function memory(entries: Waiting[]) {
  let kept = entries;
  return { read: () => kept, write: (next: Waiting[]) => void (kept = next) };
}

describe("answers that wait", () => {
  it("go out in order with their true time", async () => {
    const store = memory([entry("1", "acknowledge"), entry("2", "progress", { state: "en_route" })]);
    const sent: unknown[] = [];
    await flush(store, async (_task, verb, body) => void sent.push([verb, body["at"]]), 0);
    expect(sent).toEqual([
      ["acknowledge", "2026-11-22T10:00:00Z"],
      ["progress", "2026-11-22T10:00:00Z"],
    ]);
    expect(store.read()).toEqual([]);
  });

  it("stay, all of them, while the centre is out of reach", async () => {
    const store = memory([entry("1", "acknowledge"), entry("2", "progress")]);
    const outcome = await flush(store, () => Promise.reject(new Problem(0, {})), 0);
    expect(outcome.sent).toBe(0);
    expect(store.read()).toHaveLength(2);
  });

  it("leave the line when the centre refuses one, and the rest goes on", async () => {
    const store = memory([entry("1", "acknowledge"), entry("2", "progress")]);
    const answers = [Promise.reject(new Problem(409, { code: "task.illegal_transition" })), Promise.resolve()];
    answers[0]?.catch(() => undefined);
    const outcome = await flush(store, () => answers.shift() ?? Promise.resolve(), 0);
    expect(outcome.refused.map(({ problem }) => problem.code)).toEqual(["task.illegal_transition"]);
    expect(outcome.sent).toBe(1);
    expect(store.read()).toEqual([]);
  });

  it("are held back while they may be taken back, with what follows for the same order, and nothing else", async () => {
    const done = { ...entry("1", "progress", { state: "completed" }), heldUntil: 100 };
    const store = memory([done, entry("2", "progress"), { ...entry("3", "acknowledge"), task_id: "t2" }]);
    await flush(store, () => Promise.resolve(), 99);
    expect(store.read().map(({ id }) => id)).toEqual(["1", "2"]);
    await flush(store, () => Promise.resolve(), 100);
    expect(store.read()).toEqual([]);
  });

  it("make the card show the state it will have", () => {
    expect(expectedState("seen", [entry("1", "acknowledge"), entry("2", "progress", { state: "en_route" })])).toBe("en_route");
    expect(expectedState("seen", [entry("1", "seen")])).toBe("seen");
  });
});

it("one next button at a time, and none at the end", () => {
  expect(["delivered", "acknowledged", "unit_assigned", "en_route", "on_scene", "completed"].map(nextStepOf)).toEqual([
    "acknowledge",
    "en_route",
    "en_route",
    "on_scene",
    "completed",
    null,
  ]);
});

it("the centre's own answer counts until the board's picture has caught up", () => {
  const shown = { version: 2, state: "acknowledged" };
  const confirmed = { version: 3, state: "en_route" };
  expect(newestOf(shown, confirmed).state).toBe("en_route");
  expect(newestOf({ version: 4, state: "cancelled" }, confirmed).state).toBe("cancelled");
  expect(newestOf(shown, undefined)).toBe(shown);
});
