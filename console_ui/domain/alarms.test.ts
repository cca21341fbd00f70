import { expect, test } from "vitest";
import { byUrgency } from "./alarms";

const alarm = (id: string, priority: number, since: string) => ({ id, priority, since });

test("a life comes before everything, and then whoever has waited longest", () => {
  const late = alarm("a", 1, "2026-11-22T04:02:00Z");
  const early = alarm("b", 1, "2026-11-22T04:01:00Z");
  const minor = alarm("c", 3, "2026-11-22T03:00:00Z");
  expect(byUrgency([minor, late, early]).map(({ id }) => id)).toEqual(["b", "a", "c"]);
});

test("two of one moment always stand in one order", () => {
  const one = alarm("x", 2, "2026-11-22T04:00:00Z");
  const other = alarm("y", 2, "2026-11-22T04:00:00Z");
  expect(byUrgency([other, one])).toEqual(byUrgency([one, other]));
});
