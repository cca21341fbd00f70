import { describe, expect, it } from "vitest";
import { at, makeClock, makeIncident, makeReport, makeTask, ms } from "../api/fixtures";
import { countsOf } from "./counts";

const texts = import.meta.glob<string>("../**/*.svelte", { query: "?raw", import: "default", eager: true });
const night = [
  makeIncident({ id: "alone" }),
  makeIncident({ id: "late twice", tasks: [makeTask({ state: "en_route" })], clocks: [makeClock({ metric: "response" }), makeClock({ metric: "resolution" })] }),
  makeIncident({ id: "stands by", tasks: [makeTask({ stand_by: true })] }),
  makeIncident({ id: "well", tasks: [makeTask()], clocks: [makeClock({ due_at: at(900) })] }),
];
const proposal = { type: "fire", priority: 1 as const, confidence: 0.9, reasons: [] };
const reports = [makeReport(), makeReport({ id: "r2", proposal }), makeReport({ id: "r3", proposal, state: "linked" })];

describe("the figures of a night", () => {
  it("count an incident once, however many of its clocks are past", () => {
    expect(countsOf(night, reports, ms(100))).toEqual({ open: 4, unattended: 2, breached: 1, reports: 3, firsts: 1 });
  });
  it.each(["pages/board/IncidentList", "pages/wall/WallPage", "pages/reports/WaitingNow", "widgets/bar/StatusBar", "widgets/paper/Counts"])(
    "are what %s shows, and it counts nothing by itself",
    (name) => {
      const text = texts[`../${name}.svelte`] ?? "";
      expect(text).toContain("countsNow()");
      expect(text).not.toMatch(/filter\((isUnattended|.*isBreached|.*overdue_s > 0)/);
    },
  );
});
