import { describe, expect, it } from "vitest";
import { at, makeClock, makeIncident, ms } from "../api/fixtures";
import { hold, worstFirst } from "./order";

describe("worst first", () => {
  it("goes by priority, then breach, then age", () => {
    const incidents = [
      makeIncident({ id: "p2-breached", priority: 2, clocks: [makeClock()], reached_at: at(0) }),
      makeIncident({ id: "p1-young", reached_at: at(50) }),
      makeIncident({ id: "p1-old", reached_at: at(10) }),
      makeIncident({ id: "p1-breached", reached_at: at(60), clocks: [makeClock()] }),
    ];
    expect(worstFirst(incidents, ms(120)).map((incident) => incident.id)).toEqual([
      "p1-breached",
      "p1-old",
      "p1-young",
      "p2-breached",
    ]);
  });
});

describe("a held list", () => {
  it("follows the wanted order while nobody touches it", () => {
    expect(hold(["a", "b"], ["b", "a", "c"], false)).toEqual({ order: ["b", "a", "c"], fresh: 0, stale: false });
  });
  it("keeps its rows in place and counts what is new", () => {
    expect(hold(["a", "b"], ["c", "b", "a"], true)).toEqual({ order: ["a", "b"], fresh: 1, stale: true });
  });
  it("lets go of what is gone", () => {
    expect(hold(["a", "b", "c"], ["a", "c"], true)).toEqual({ order: ["a", "c"], fresh: 0, stale: false });
  });
  it("shows the first rows even under the pointer", () => {
    expect(hold([], ["a"], true).order).toEqual(["a"]);
  });
});
