import { describe, expect, it } from "vitest";
import { at, makeClock, makeIncident, makeReport, makeTask, ms } from "../api/fixtures";
import { hold, rowsOf, worstFirst } from "./order";

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

describe("reports that are proposed as priority 1", () => {
  const report = (id: string, second: number, changes = {}) =>
    makeReport({ id, received_at: at(second), proposal: { type: "fire", priority: 1, confidence: 0.9, reasons: [] }, ...changes });
  const sent = makeIncident({ id: "sent", reached_at: at(0), tasks: [makeTask()] });
  const alone = makeIncident({ id: "alone", reached_at: at(20) });
  const second = makeIncident({ id: "p2", priority: 2, reached_at: at(0) });
  const order = (...reports: ReturnType<typeof makeReport>[]): string[] => rowsOf([sent, alone, second], reports, ms(60)).map(({ id }) => id);

  it("wait among the incidents that nobody goes to, the longest first", () => {
    expect(order(report("old", 10), report("new", 30))).toEqual(["old", "alone", "new", "p2", "sent"]);
  });
  it("are no row of the list when they are settled, or less than that", () => {
    const lesser = { proposal: { type: "fire", priority: 2 as const, confidence: 1, reasons: [] } };
    expect(order(report("r", 10, { state: "linked" }), report("s", 10, lesser))).toEqual(["alone", "p2", "sent"]);
  });
});
