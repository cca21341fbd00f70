import { expect, test } from "vitest";

import { exhaustedOf } from "./exhausted";

const incident = (number: string, priority: number, ...flags: string[]) => ({ id: `i-${number}`, number, priority, flags });

test("each service that nobody is left for is a row, the most urgent incident first", () => {
  const rows = exhaustedOf([
    incident("ABC-2", 3, "candidates_exhausted:power"),
    incident("ABC-1", 1, "late_entry", "candidates_exhausted:fire", "candidates_exhausted:ems"),
    incident("ABC-3", 1, "type_unknown"),
  ]);
  expect(rows.map((row) => `${row.number} ${row.service}`)).toEqual(["ABC-1 fire", "ABC-1 ems", "ABC-2 power"]);
});
