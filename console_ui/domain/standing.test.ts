import { describe, expect, it } from "vitest";
import { makeIncident, makeTask } from "../api/fixtures";
import { coverOf } from "./plan";
import { isDrill, marksOf, standKey, standsBy } from "./standing";
import { isUnattended, nextStep, shownTasks } from "./state";

describe("the marks of an order", () => {
  it.each([
    [{}, false, []],
    [{ stand_by: true }, false, ["stand_by"]],
    [{ stand_by: true }, true, ["drill", "stand_by"]],
    [{ state: "verified" }, false, ["verified"]],
    [{ state: "returned" }, true, ["drill", "returned"]],
  ])("of %j in a drill: %s are %j", (changes, drill, marks) => {
    expect(marksOf(makeTask(changes), drill)).toEqual(marks);
  });
});

describe("a stand-by order", () => {
  it.each(["assigned", "delivered", "seen", "acknowledged", "unit_assigned"])("is told in words of its own while %s", (state) => {
    expect(standKey(makeTask({ state, stand_by: true }))).toBe(`stand_by.${state}`);
    expect(standKey(makeTask({ state }))).toBe(`task.${state}`);
  });
  it("is told like any other once its crew drives", () => {
    const driving = makeTask({ state: "en_route", stand_by: true });
    expect(standKey(driving)).toBe("task.en_route");
    expect(standsBy(driving)).toBe(false);
  });
});

it("a drill is one by its flag or by its channel", () => {
  expect([makeIncident({ drill: true }), makeIncident({ channel: "drill" }), makeIncident()].map(isDrill)).toEqual([true, true, false]);
});

describe("an incident where somebody only stands by", () => {
  const waiting = makeTask({ stand_by: true, state: "acknowledged" });
  const line = { service: "fire", agency_id: "damkar", agency_name: null, behind: null, rank: 1, reasons: [], distance_m: null, border_distance_m: null, candidates: [] };

  it("is unattended: nobody has been sent", () => {
    const incident = makeIncident({ tasks: [waiting] });
    expect(isUnattended(incident)).toBe(true);
    expect(nextStep(incident, 0).step).toBe("assign");
    expect(isUnattended(makeIncident({ tasks: [waiting, makeTask({ id: "t2" })] }))).toBe(false);
  });
  it("has its line for going still open, and the one for standing by covered", () => {
    const incident = makeIncident({ tasks: [waiting] });
    expect(coverOf(incident, { ...line, stand_by: false })).toBeUndefined();
    expect(coverOf(incident, { ...line, stand_by: true })).toBe(waiting);
  });
});

it("verified work counts as done, and returned work is shown beside the order that replaced it", () => {
  const returned = makeTask({ state: "returned" });
  const again = makeTask({ id: "t2", replaces_task_id: "t1", attempt: 2 });
  expect(shownTasks(makeIncident({ tasks: [returned, again] })).map((task) => task.id)).toEqual(["t2", "t1"]);
  const done = makeIncident({ tasks: [makeTask({ state: "verified" })] });
  expect([isUnattended(done), nextStep(done, 0).step, shownTasks(done).length]).toEqual([false, "close", 1]);
});
