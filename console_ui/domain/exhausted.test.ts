import { expect, test } from "vitest";

import { exhaustedOf } from "./exhausted";

const incident = (number: string, priority: number, ...flags: string[]) => ({ id: `i-${number}`, number, priority, flags });

test("each service that nobody is left for is a row, the most urgent incident first", () => {
  const rows = exhaustedOf([
    incident("MJK-2", 3, "candidates_exhausted:power"),
    incident("MJK-1", 1, "late_entry", "candidates_exhausted:fire", "candidates_exhausted:ems"),
    incident("MJK-3", 1, "type_unknown"),
  ]);
  expect(rows.map((row) => `${row.number} ${row.service}`)).toEqual(["MJK-1 fire", "MJK-1 ems", "MJK-2 power"]);
});
