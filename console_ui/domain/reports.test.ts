import { beforeAll, describe, expect, it } from "vitest";
import { at, makeClock, makeIncident, ms } from "../api/fixtures";
import type { ResponseRow } from "../api/shapes";
import { useZone } from "../toolkit/time";
import { byOwner, waitingNow } from "./owners";
import { periodOf, spanOf } from "./range";
import { duration, percentInTarget, scaleFor } from "./scale";

useZone("Asia/Jakarta");

const units = { s: "d", m: "m", h: "j" };
const row = (changes: Partial<ResponseRow>): ResponseRow => ({
  metric: "hand_over",
  group: "damkar",
  n: 40,
  median_s: 40,
  p90_s: 100,
  in_target: 0.5,
  target_s: 60,
  target_share: 0.9,
  legal_basis: null,
  warning: null,
  ...changes,
});

describe("the scale", () => {
  it("starts at zero and holds target and whisker", () => {
    const scale = scaleFor([row({}), row({ p90_s: null, target_s: 300 })]);
    expect(scale.ticks[0]).toBe(0);
    expect(scale.max).toBeGreaterThanOrEqual(300);
    expect(scale.ticks.length).toBeLessThanOrEqual(7);
  });
  it("stands up when nothing was measured", () => {
    expect(scaleFor([row({ median_s: null, p90_s: null, target_s: null })]).max).toBeGreaterThan(0);
  });
});

it.each([
  [45, "45 d"],
  [60, "1 m"],
  [90, "1 m 30 d"],
  [5400, "1 j 30 m"],
  [null, "–"],
])("%s seconds read %s", (seconds, text) => {
  expect(duration(seconds, units)).toBe(text);
});

it("a share and a count both read as a percentage; nothing measured is no success", () => {
  expect([percentInTarget(row({ in_target: 0.5 })), percentInTarget(row({ in_target: 20 })), percentInTarget(row({ n: 0, in_target: 0 }))]).toEqual([50, 50, null]);
});

describe("who waits where", () => {
  const incident = makeIncident({
    clocks: [makeClock({ due_at: at(200) }), makeClock({ scope_id: "b", agency_id: "pln" }), makeClock({ scope_id: "c", stopped_at: at(3) })],
  });
  it("puts what is past due first and leaves out what has stopped", () => {
    expect(waitingNow([incident], ms(100)).map((entry) => entry.clock.agency_id)).toEqual(["pln", "damkar"]);
  });
  it("adds up by owner", () => {
    const owners = byOwner(waitingNow([incident], ms(100)), (entry) => entry.clock.agency_id ?? "", ms(100));
    expect(owners).toEqual([
      { owner: "pln", running: 1, breached: 1, longest_s: 100 },
      { owner: "damkar", running: 1, breached: 0, longest_s: 100 },
    ]);
  });
});

describe("the span of a report", () => {
  beforeAll(() => useZone("Asia/Jakarta"));
  const now = Date.parse("2026-11-22T20:00:00Z"); // 03:00 of the 23rd in the city
  const own = { since: "2026-11-01", until: "2026-11-02" };

  it("counts hours back from now and days from the city's midnight", () => {
    expect(spanOf("8h", own, now)).toEqual({ since: "2026-11-22T12:00:00.000Z", until: "" });
    expect(spanOf("7d", own, now).since).toBe("2026-11-16T17:00:00.000Z");
    expect(spanOf("own", own, now)).toEqual({ since: "2026-10-31T17:00:00.000Z", until: "2026-11-02T17:00:00.000Z" });
  });
  it("is drawn by day while days can be told apart", () => {
    expect(periodOf(spanOf("30d", own, now), now)).toBe("day");
    expect(periodOf({ since: "2026-01-01T00:00:00Z", until: "" }, now)).toBe("week");
    expect(periodOf({ since: "", until: "" }, now)).toBe("week");
  });
});
