import { describe, expect, it } from "vitest";
import { makeIncident, makeTask } from "../api/fixtures";
import { changesSince, isOpenState, mattersTo } from "./changes";

const nobody = new Set<string>();
const seen = makeIncident({ location: { lat: -7.47, lon: 112.43, accuracy_m: 30 } });
const kinds = (now: ReturnType<typeof makeIncident>, own: ReadonlySet<string> = nobody): string[] =>
  changesSince(seen, now, own).map(({ kind }) => kind);

describe("what became of an incident since it was looked at", () => {
  it.each([
    ["nothing", {}, []],
    ["another version alone", { version: 9 }, []],
    ["another class", { type: "flood" }, ["class"]],
    ["another priority", { priority: 2 as const }, ["class"]],
    ["another place", { location: { lat: -7.5, lon: 112.43, accuracy_m: 30 } }, ["place"]],
    ["a place that is gone", { location: null }, ["place"]],
    ["its end", { state: "closed" }, ["over"]],
    ["its end in another one", { state: "merged" }, ["over"]],
    ["a step on the way", { state: "in_progress" }, []],
    ["a report more", { report_count: 3 }, ["reports"]],
    ["an order", { tasks: [makeTask()] }, ["order"]],
    ["a higher alarm", { alarm_level: 2 }, ["alarm"]],
  ])("%s", (_, changes, expected) => {
    expect(kinds({ ...seen, ...changes })).toEqual(expected);
  });
  it("an order that was given here surprises nobody, its answer does", () => {
    const now = { ...seen, tasks: [makeTask()] };
    expect(kinds(now, new Set(["t1"]))).toEqual([]);
    const answered = { ...seen, tasks: [makeTask({ state: "declined" })] };
    expect(changesSince(now, answered, nobody).map(({ kind }) => kind)).toEqual(["answer"]);
  });
  it("what is over can be open again", () => {
    expect(changesSince({ ...seen, state: "closed" }, seen, nobody)).toEqual([{ kind: "again" }]);
    expect(["closed", "verified", "merged", "referred", "cancelled"].filter(isOpenState)).toEqual([]);
  });
});

it("a place matters to who sets the place, not to who sets the class", () => {
  const changes = changesSince(seen, { ...seen, location: null }, nobody);
  expect(mattersTo("locate", changes)).toEqual(changes);
  expect(mattersTo("classify", changes)).toEqual([]);
  expect(mattersTo("close", changes)).toEqual(changes);
});
