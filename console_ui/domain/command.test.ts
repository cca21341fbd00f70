import { describe, expect, it } from "vitest";
import { makeIncident } from "../api/fixtures";
import type { Agency } from "../api/shapes";
import { incidentDeeds, taskDeeds } from "./deeds";
import { matches, readCommand } from "./command";

const agency = (id: string, short_name: string, name: string): Agency => ({
  id,
  name,
  short_name,
  services: [],
  phone: null,
  channels: [],
  active: true,
  online: true,
});
const agencies = [agency("damkar", "Damkar", "UPT Pemadam Kebakaran"), agency("psc", "PSC 119", "PSC 119 Dinas Kesehatan")];
const incidents = [makeIncident({ id: "a", number: "2026-0012" })];

describe("the command line", () => {
  it.each([
    ["tugaskan damkar", { verb: "assign", agency: agencies[0] }],
    ["assign psc", { verb: "assign", agency: agencies[1] }],
    ["tugaskan pemadam", { verb: "assign", agency: agencies[0] }],
    ["p2", { verb: "priority", priority: 2 }],
    ["tutup", { verb: "form", form: "close" }],
    ["pesan", { verb: "form", form: "talk" }],
    ["alarm", { verb: "deed", deed: incidentDeeds.find(({ id }) => id === "alarm") }],
    ["tarik damkar", { verb: "task", deed: taskDeeds.find(({ id }) => id === "recall"), agency: agencies[0] }],
    ["latihan banjir", { verb: "drill", type: "banjir" }],
    ["#12", { verb: "go", incident: incidents[0] }],
    ["pasar tanjung", { verb: "filter", text: "pasar tanjung" }],
  ])("reads %j", (line, command) => {
    expect(readCommand(line, agencies, incidents)).toEqual(command);
  });
  it("does nothing with an agency nobody knows", () => {
    expect(readCommand("tugaskan nasa", agencies, incidents)).toBeNull();
  });
});

it("a filter looks at number, type, words, place and agencies", () => {
  const incident = makeIncident({ summary: "asap tebal", area: { code: "1", name: "Sentanan" } });
  expect(["asap", "senta", "kebak", "2026"].map((word) => matches(incident, word, "Kebakaran"))).toEqual([true, true, true, true]);
  expect(matches(incident, "banjir", "Kebakaran")).toBe(false);
});
