import { describe, expect, it } from "vitest";
import { at, makeIncident, makeReport, makeTask, ms } from "../api/fixtures";
import { callersOf, quiet, quiet_ms, ringing, stillQuiet } from "./alarm";

const seven = Array.from({ length: 7 }, (_, n) => makeIncident({ id: `i${n}`, reached_at: at(n) }));
const proposed = (priority: 1 | 2, changes = {}) =>
  makeReport({ proposal: { type: "fire", priority, confidence: 0.9, reasons: [] }, ...changes });

describe("seven unattended of priority 1", () => {
  const callers = callersOf(seven, []);
  it("ring, and quieting one leaves six, for a minute", () => {
    const { one, quieted } = quiet(callers, new Map(), null, ms(0));
    expect(one?.id).toBe("i0");
    expect(ringing(callers, quieted, ms(0)).map(({ id }) => id)).toEqual(["i1", "i2", "i3", "i4", "i5", "i6"]);
    expect(ringing(callers, quieted, ms(0) + quiet_ms)).toHaveLength(7);
  });
  it("are quieted one by one, the chosen one first", () => {
    const first = quiet(callers, new Map(), "i4", ms(0));
    expect(first.one?.id).toBe("i4");
    expect(quiet(callers, first.quieted, "i4", ms(0)).one?.id).toBe("i0");
  });
});

it("one whose agency declined calls again at once, though it was quieted a moment ago", () => {
  const incident = makeIncident();
  const { quieted } = quiet(callersOf([incident], []), new Map(), null, ms(0));
  const asked = callersOf([makeIncident({ tasks: [makeTask()] })], []);
  expect(asked).toEqual([]);
  const after = stillQuiet(asked, quieted);
  const back = callersOf([makeIncident({ tasks: [makeTask({ state: "declined" })] })], []);
  expect(ringing(back, after, ms(5)).map(({ id }) => id)).toEqual(["i1"]);
});

it("a waiting report that is proposed as priority 1 calls too, after the incidents", () => {
  const reports = [proposed(1), proposed(2, { id: "r2" }), proposed(1, { id: "r3", state: "linked" }), makeReport({ id: "r4" })];
  expect(callersOf([makeIncident()], reports).map(({ kind, id }) => [kind, id])).toEqual([
    ["incident", "i1"],
    ["report", "r1"],
  ]);
});

it("nothing to quiet changes nothing", () => {
  const quieted = new Map();
  expect(quiet([], quieted, "i1", 0)).toEqual({ one: null, quieted });
});
